package io.marketlake.silver;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;

import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a feed's rules would say of records of bronze, were they one micro-batch: its columns,
 * typed, with {@code class}, {@code failed_rules} and {@code reasons} as silver would have them,
 * and {@link #BROKEN} (array&lt;string&gt;): every rule that the record breaks, whatever its
 * action. One row in, one row out. Writes nothing.
 */
public final class RuleTrial {
  public static final String BROKEN = "__broken";

  private final Feed feed;
  private final CompanyReferences references;

  /**
   * Of a feed.
   *
   * @param references what is known of companies
   */
  public RuleTrial(Feed feed, CompanyReferences references) {
    this.feed = feed;
    this.references = references;
  }

  /** Judges records as if nothing had been accepted before. */
  public Dataset<Row> judged(Dataset<Row> bronze) {
    return judged(
        bronze,
        bronze.sparkSession().createDataFrame(List.of(), SilverTable.of(feed).structType()));
  }

  /**
   * Judges records.
   *
   * @param accepted rows of the feed's silver table that came before them
   */
  public Dataset<Row> judged(Dataset<Row> bronze, Dataset<Row> accepted) {
    Dataset<Row> judged =
        new RuleStage(feed).apply(new TypedStage(feed, references.now()).apply(bronze));
    for (Rule rule : UniqueRules.of(feed)) {
      judged = new DuplicateStage(rule, accepted).apply(judged);
    }
    return judged.withColumn(
        BROKEN,
        array_distinct(
            concat(
                col(QuarantineEvents.FAILED_RULES),
                col(RuleStage.WARNED),
                col(RuleStage.VIOLATED))));
  }

  /** What judged rows fulfil that silver would take. */
  public static Column isAccepted() {
    return col(QuarantineEvents.CLASS).isNull();
  }

  /** What judged rows fulfil that break a rule. */
  public static Column breaks(String rule) {
    return array_contains(col(BROKEN), rule);
  }

  /**
   * Why an expression can't be a rule of the feed; empty where it can.
   *
   * @param bronze rows with the columns of bronze, such as none at all
   */
  public static Optional<String> mistake(Feed feed, String expression, Dataset<Row> bronze) {
    return FeedExpressions.mistake(expression, TypedStage.columns(feed, bronze), true);
  }
}
