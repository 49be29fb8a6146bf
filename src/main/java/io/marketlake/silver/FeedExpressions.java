package io.marketlake.silver;

import static org.apache.spark.sql.functions.expr;

import io.marketlake.error.RuleErrors;
import io.marketlake.job.SqlMistake;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.Rule;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Checks the expressions of a feed before any event comes. A rule is true or false of one event, by
 * the event alone: no clock, no chance, no other events.
 */
final class FeedExpressions {
  private static final String JUDGED = "__judged";

  private static final String BY_THE_CLOCK = "'%s' depends on when it is evaluated";

  /** A literal that Spark reads by the clock, such as DATE'today', before anything can see it. */
  private static final Pattern CLOCK_LITERAL =
      Pattern.compile(
          "(?i)\\b(date|timestamp(_ntz|_ltz)?)\\s*['\"]\\s*(now|today|tomorrow|yesterday)\\b");

  private FeedExpressions() {}

  /**
   * Throws unless every expression of the feed can be evaluated on its columns.
   *
   * @param bronze rows with the columns of bronze, such as none at all
   */
  static void requireValid(Feed feed, Dataset<Row> bronze) {
    for (Field field : feed.fields()) {
      field.expression().ifPresent(expression -> check(feed, field, expression, bronze));
    }
    Dataset<Row> typed = TypedStage.columns(feed, bronze);
    for (Rule rule : feed.rules()) {
      rule.condition()
          .flatMap(expression -> mistake(expression, typed, true))
          .ifPresent(
              reason -> {
                throw RuleErrors.badExpression(
                    feed.name(), "rules." + rule.name(), reason, rule.place());
              });
    }
  }

  private static void check(Feed feed, Field field, String expression, Dataset<Row> bronze) {
    List<Field> plain = feed.fields().stream().map(FeedExpressions::withoutExpression).toList();
    Dataset<Row> typed = new ParseStage(feed.withFields(plain)).apply(bronze);
    mistake(
            "cast(" + expression + "\n as " + field.type().dataType().sql() + ")",
            expression,
            typed,
            false)
        .ifPresent(
            reason -> {
              throw RuleErrors.badExpression(feed.name(), field.name(), reason, "");
            });
  }

  /** What is wrong with an expression over these rows, in words; empty where nothing is. */
  static Optional<String> mistake(String expression, Dataset<Row> typed, boolean isCondition) {
    return mistake(expression, expression, typed, isCondition);
  }

  private static Optional<String> mistake(
      String whole, String expression, Dataset<Row> typed, boolean isCondition) {
    try {
      Column parsed = expr(expression);
      Matcher literal = CLOCK_LITERAL.matcher(expression);
      if (literal.find()) {
        return Optional.of(BY_THE_CLOCK.formatted(literal.group(3)));
      }
      Optional<String> foreign = foreign(parsed.expr());
      if (foreign.isPresent()) {
        return foreign;
      }
      Dataset<Row> judged = typed.select(expr(whole).as(JUDGED));
      LogicalPlan plan = judged.queryExecution().analyzed();
      Optional<String> unsteady =
          JavaConverters.seqAsJavaList(plan.expressions()).stream()
              .flatMap(e -> unsteady(e).stream())
              .findFirst();
      if (unsteady.isPresent()) {
        return unsteady;
      }
      DataType type = judged.schema().apply(JUDGED).dataType();
      return isCondition && !type.equals(DataTypes.BooleanType)
          ? Optional.of("it gives " + type.simpleString() + " instead of true or false")
          : Optional.empty();
    } catch (Exception e) {
      // Spark's AnalysisException is checked in Scala and undeclared in Java.
      if (e instanceof AnalysisException known) {
        return Optional.of(SqlMistake.sentence(e) + place(known.line(), known.startPosition()));
      }
      throw e;
    }
  }

  /** What looks at more than the event, as the expression is written. */
  private static Optional<String> foreign(Expression expression) {
    if (expression instanceof SubqueryExpression) {
      return Optional.of(told("a query", expression, "looks at other tables"));
    }
    if (expression instanceof UnresolvedFunction function) {
      String name = String.join(".", JavaConverters.seqAsJavaList(function.nameParts()));
      Option<ExpressionInfo> info =
          FunctionRegistry.builtin().lookupFunction(new FunctionIdentifier(name));
      String group = info.isDefined() ? info.get().getGroup() : "";
      switch (group) {
        case "agg_funcs" -> {
          return Optional.of(told(name, expression, "looks at several events"));
        }
        case "window_funcs" -> {
          return Optional.of(told(name, expression, "looks at several events"));
        }
        case "generator_funcs" -> {
          return Optional.of(told(name, expression, "makes several rows of one"));
        }
        default -> {}
      }
    }
    return JavaConverters.seqAsJavaList(expression.children()).stream()
        .flatMap(child -> foreign(child).stream())
        .findFirst();
  }

  /** What is not the same each time that it is evaluated. */
  private static Optional<String> unsteady(Expression expression) {
    Optional<String> within =
        JavaConverters.seqAsJavaList(expression.children()).stream()
            .flatMap(child -> unsteady(child).stream())
            .findFirst();
    if (within.isPresent()) {
      return within;
    }
    if (expression.containsPattern(TreePattern.CURRENT_LIKE())) {
      return Optional.of(
          told(expression.prettyName(), expression, "depends on when it is evaluated, or by whom"));
    }
    if (expression instanceof Cast cast && isTimeOfText(cast)) {
      Object text = cast.child().eval(null);
      if (text != null && isByTheClock(text.toString())) {
        return Optional.of(BY_THE_CLOCK.formatted(text));
      }
    }
    return expression.deterministic()
        ? Optional.empty()
        : Optional.of(told(expression.prettyName(), expression, "gives another value each time"));
  }

  private static boolean isTimeOfText(Cast cast) {
    return cast.child().foldable()
        && cast.child().dataType().equals(DataTypes.StringType)
        && List.of(DataTypes.DateType, DataTypes.TimestampType, DataTypes.TimestampNTZType)
            .contains(cast.dataType());
  }

  /** Whether Spark takes a text for a time that moves on, such as "now" and "today UTC". */
  private static boolean isByTheClock(String text) {
    return DateTimeUtils.convertSpecialTimestamp(text, ZoneOffset.UTC).isDefined()
        && !text.strip().toLowerCase(Locale.ROOT).startsWith("epoch");
  }

  private static String told(String what, Expression expression, String why) {
    return what
        + place(expression.origin().line(), expression.origin().startPosition())
        + " "
        + why;
  }

  /** A place in an expression, as people count. */
  private static String place(Option<Object> line, Option<Object> position) {
    if (line.isEmpty() || position.isEmpty()) {
      return "";
    }
    return " (line " + line.get() + ", column " + ((Integer) position.get() + 1) + ")";
  }

  private static Field withoutExpression(Field f) {
    return new Field(
        f.name(),
        f.column(),
        f.type(),
        f.required(),
        f.formats(),
        Optional.empty(),
        f.doc(),
        f.unit());
  }
}
