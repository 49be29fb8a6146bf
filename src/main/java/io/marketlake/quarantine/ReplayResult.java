package io.marketlake.quarantine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replay found.
 *
 * @param id the topic_id of its corrections
 * @param records open records that were meant
 * @param passing those that pass now
 * @param taken those of them that were left out, since silver took events with the same ids while
 *     they were judged
 * @param failures why the others do not, the most frequent first
 * @param changes what a fix makes of some values; none without one
 */
public record ReplayResult(
    String id,
    long records,
    long passing,
    long taken,
    List<Failure> failures,
    List<Change> changes) {
  public ReplayResult {
    failures = List.copyOf(failures);
    changes = List.copyOf(changes);
  }

  /** How many records are corrected. */
  public long corrected() {
    return passing - taken;
  }

  /** The same, where so many were left out. */
  ReplayResult without(long leftOut) {
    return new ReplayResult(id, records, passing, leftOut, failures, changes);
  }

  /**
   * A rule that records still break; one that breaks several is in several.
   *
   * @param example one of the reasons
   * @param place where the record of the example is in Kafka
   */
  public record Failure(
      String rejectedAs, String rule, long records, String example, String place) {}

  /** A value before and after the fix. */
  public record Change(String place, @Nullable String before, @Nullable String after) {}
}
