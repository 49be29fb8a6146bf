package io.marketlake.reference;

import java.time.Duration;

/**
 * How the company reference is kept.
 *
 * @param notice how long after it is loaded a version holds; events that are under way meanwhile
 *     must not be known later than that, so it is longer than a load takes and than clocks differ
 */
public record ReferenceSettings(Duration notice) {
  private static final Duration LEAST = Duration.ofSeconds(30);
  private static final Duration MOST = Duration.ofDays(1);

  /** Checks. */
  public ReferenceSettings {
    if (notice.compareTo(LEAST) < 0 || notice.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("notice must be between 30s and 1d");
    }
  }
}
