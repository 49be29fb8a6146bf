package io.marketlake.replay;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What a replay did.
 *
 * @param read lines read, without a header
 * @param sent records sent and acknowledged: as many as were read
 * @param unreadable those of them that could not be read and went as they are
 * @param unusedRenames names that were to be renamed and that no line had
 */
public record ReplaySummary(
    long read, long sent, long unreadable, Duration took, Set<String> unusedRenames) {

  public ReplaySummary {
    unusedRenames = Set.copyOf(unusedRenames);
  }

  /** One line for people. */
  public String text() {
    double seconds = Math.max(1e-3, took.toNanos() / 1e9);
    return String.format(
        Locale.ROOT,
        "%,d lines read, %,d records sent (%,d unreadable, as they are), %.2f s, %,.0f records/s",
        read,
        sent,
        unreadable,
        seconds,
        sent / seconds);
  }
}
