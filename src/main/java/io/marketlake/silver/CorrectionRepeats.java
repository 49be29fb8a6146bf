package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Corrections of a feed, as silver would have them -> those that repeat what silver has taken by
 * now, with the class, the failed rule and the reason. A correction that silver has itself repeats
 * nothing.
 */
public final class CorrectionRepeats {
  private final AcceptedEvents accepted;

  /**
   * Compares.
   *
   * @param accepted what silver has
   */
  public CorrectionRepeats(AcceptedEvents accepted) {
    this.accepted = accepted;
  }

  /** Whether repeats of the feed's events are kept out of silver. */
  public static boolean keptOut(Feed feed) {
    return UniqueRules.rejecting(feed).isPresent();
  }

  /** The repeats; the feed keeps such out. */
  public Dataset<Row> of(Feed feed, Dataset<Row> corrections) {
    Rule rule = UniqueRules.rejecting(feed).orElseThrow();
    return new DuplicateStage(rule, accepted.near(feed, corrections, UniqueRules.expectation(rule)))
        .comparingCorrections()
        .apply(
            corrections
                .withColumn(QuarantineEvents.CLASS, lit(null).cast("string"))
                .withColumn(QuarantineEvents.FAILED_RULES, lit(null).cast("array<string>"))
                .withColumn(QuarantineEvents.REASONS, lit(null).cast("array<string>")))
        .filter(col(QuarantineEvents.CLASS).isNotNull());
  }
}
