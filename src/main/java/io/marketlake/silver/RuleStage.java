package io.marketlake.silver;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.marketlake.error.Errors;
import io.marketlake.job.SqlMistake;
import io.marketlake.job.Stage;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.Rule.Action;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Applies a feed's rules to rows of {@link ParseStage}: appends every broken rule to {@code
 * failed_rules} and {@code reasons}, and sets {@code class} to invalid, or to dropped where only
 * rules whose action is {@code drop} are broken. Adds {@link #VIOLATED} (array&lt;string&gt;): the
 * broken rules whose action is {@code fail}. A malformed row is judged by no rule, since there is
 * nothing in it to judge. One row in, one row out.
 */
final class RuleStage implements Stage {
  static final String VIOLATED = "__violated";

  private static final String BROKEN = "__broken_rules";
  private static final String DROPPING = "__dropping_rules";

  private final Feed feed;

  RuleStage(Feed feed) {
    this.feed = feed;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    // In two steps, so that each rule is evaluated once and not wherever its outcome is used.
    Dataset<Row> judged =
        rows.withColumns(
            Map.of(
                BROKEN, broken(Action.QUARANTINE),
                DROPPING, broken(Action.DROP),
                VIOLATED, broken(Action.FAIL)));
    Column names = concat(col(BROKEN), col(DROPPING));
    return judged
        .withColumns(
            Map.of(
                QuarantineEvents.CLASS,
                when(col(QuarantineEvents.CLASS).isNotNull(), col(QuarantineEvents.CLASS))
                    .when(size(col(BROKEN)).gt(0), QuarantineEvents.INVALID)
                    .when(size(col(DROPPING)).gt(0), QuarantineEvents.DROPPED),
                QuarantineEvents.FAILED_RULES,
                concat(col(QuarantineEvents.FAILED_RULES), names),
                QuarantineEvents.REASONS,
                concat(col(QuarantineEvents.REASONS), transform(names, this::reason))))
        .drop(BROKEN, DROPPING);
  }

  /** Why a rule is broken, by its name. */
  private Column reason(Column name) {
    Column reason = lit("");
    for (Rule rule : feed.rules()) {
      reason =
          when(name.equalTo(rule.name()), rule.expression() + " does not hold").otherwise(reason);
    }
    return reason;
  }

  /** The names of the broken rules with this action. */
  private Column broken(Action action) {
    Column isMalformed = col(QuarantineEvents.CLASS).eqNullSafe(QuarantineEvents.MALFORMED);
    Column[] broken =
        feed.rules().stream()
            .filter(r -> r.action() == action)
            .map(
                r ->
                    when(
                        not(isMalformed).and(not(coalesce(expr(r.expression()), lit(true)))),
                        lit(r.name())))
            .toArray(Column[]::new);
    return broken.length == 0
        ? array().cast(DataTypes.createArrayType(DataTypes.StringType))
        : filter(array(broken), Column::isNotNull);
  }

  /**
   * Throws unless every expression of the feed can be evaluated on its columns.
   *
   * @param bronze rows with the columns of bronze, such as none at all
   */
  static void requireValidExpressions(Feed feed, Dataset<Row> bronze) {
    for (Field field : feed.fields()) {
      if (field.expression().isPresent()) {
        List<Field> only =
            feed.fields().stream().map(f -> f.equals(field) ? f : withoutExpression(f)).toList();
        check(feed, field.name(), () -> new ParseStage(withFields(feed, only)).apply(bronze));
      }
    }
    Dataset<Row> parsed = new ParseStage(feed).apply(bronze);
    Dataset<Row> typed = feed.company().isPresent() ? CompanyColumnsStage.absent(parsed) : parsed;
    for (Rule rule : feed.rules()) {
      check(feed, "rules." + rule.name(), () -> typed.filter(expr(rule.expression())));
    }
  }

  private static void check(Feed feed, String where, Runnable analysis) {
    try {
      analysis.run();
    } catch (Exception e) {
      // Spark's AnalysisException is checked in Scala and undeclared in Java.
      if (e instanceof AnalysisException) {
        throw Errors.badRule(feed.name(), where, SqlMistake.firstLine(e));
      }
      throw e;
    }
  }

  private static Field withoutExpression(Field f) {
    return new Field(
        f.name(),
        f.column(),
        f.type(),
        f.required(),
        f.formats(),
        java.util.Optional.empty(),
        f.doc());
  }

  private static Feed withFields(Feed f, List<Field> fields) {
    return new Feed(
        f.name(),
        f.topic(),
        fields,
        f.key(),
        f.eventTime(),
        f.zone(),
        f.knownAt(),
        f.identity(),
        f.text(),
        f.subject(),
        f.rules(),
        f.bars(),
        f.company());
  }
}
