package io.marketlake.silver;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.marketlake.job.Stage;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.Rule.Action;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Applies those of a feed's rules that are conditions to rows of {@link ParseStage}: appends every
 * broken rule to {@code failed_rules} and {@code reasons}, and sets {@code class} to invalid, or to
 * dropped where only rules whose action is {@code drop} are broken. Adds {@link #VIOLATED} and
 * {@link #WARNED} (array&lt;string&gt;): the broken rules whose action is {@code fail} and {@code
 * warn}; they keep no row out. A malformed row is judged by no rule, since there is nothing in it
 * to judge. One row in, one row out.
 */
final class RuleStage implements Stage {
  static final String VIOLATED = "__violated";
  static final String WARNED = "__warned";

  private static final String BROKEN = "__broken_rules";
  private static final String DROPPING = "__dropping_rules";

  private final Feed feed;

  RuleStage(Feed feed) {
    this.feed = feed;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    // In two steps, so that rules are not evaluated wherever their outcome is used.
    Dataset<Row> judged =
        rows.withColumns(
            Map.of(
                BROKEN, broken(Action.QUARANTINE),
                DROPPING, broken(Action.DROP),
                VIOLATED, broken(Action.FAIL),
                WARNED, broken(Action.WARN)));
    Column names = concat(col(BROKEN), col(DROPPING));
    // Most rows break nothing, and keep the lists that they have.
    Column isClean = size(col(BROKEN)).equalTo(0).and(size(col(DROPPING)).equalTo(0));
    return judged
        .withColumns(
            Map.of(
                QuarantineEvents.CLASS,
                when(col(QuarantineEvents.CLASS).isNotNull(), col(QuarantineEvents.CLASS))
                    .when(size(col(BROKEN)).gt(0), QuarantineEvents.INVALID)
                    .when(size(col(DROPPING)).gt(0), QuarantineEvents.DROPPED),
                QuarantineEvents.FAILED_RULES,
                when(isClean, col(QuarantineEvents.FAILED_RULES))
                    .otherwise(concat(col(QuarantineEvents.FAILED_RULES), names)),
                QuarantineEvents.REASONS,
                when(isClean, col(QuarantineEvents.REASONS))
                    .otherwise(concat(col(QuarantineEvents.REASONS), reasons(names)))))
        .drop(BROKEN, DROPPING);
  }

  /** Why the rules of these names are broken, in the order of their names. */
  private Column reasons(Column names) {
    return joined(
        Stream.of(Action.QUARANTINE, Action.DROP).flatMap(action -> conditions(action).stream()),
        rule -> array_contains(names, rule.name()),
        rule -> rule.condition().orElseThrow() + " does not hold");
  }

  /** The names of the broken rules with this action. */
  private Column broken(Action action) {
    List<Rule> rules = conditions(action);
    if (rules.isEmpty()) {
      return none();
    }
    Column isMalformed = col(QuarantineEvents.CLASS).eqNullSafe(QuarantineEvents.MALFORMED);
    // Most rows break nothing.
    return when(
            isMalformed.or(rules.stream().map(RuleStage::holds).reduce(Column::and).orElseThrow()),
            none())
        .otherwise(joined(rules.stream(), rule -> not(holds(rule)), Rule::name));
  }

  /**
   * The texts of the rules that fulfil a condition. Spark has functions over arrays for this, but
   * interprets them, and copies each row before and after.
   */
  private static Column joined(
      Stream<Rule> rules, Function<Rule, Column> condition, Function<Rule, String> text) {
    return concat(
        Stream.concat(
                Stream.of(none()),
                rules.map(
                    rule ->
                        when(condition.apply(rule), array(lit(text.apply(rule))))
                            .otherwise(none())))
            .toArray(Column[]::new));
  }

  private List<Rule> conditions(Action action) {
    return feed.rules().stream()
        .filter(rule -> rule.action() == action && rule.condition().isPresent())
        .toList();
  }

  /** Null counts as satisfied. */
  private static Column holds(Rule rule) {
    return coalesce(expr(rule.condition().orElseThrow()), lit(true));
  }

  /** No rule's name. */
  static Column none() {
    return array().cast(DataTypes.createArrayType(DataTypes.StringType));
  }
}
