package io.marketlake.lease;

import java.time.Duration;

/**
 * How leases on S3 are held.
 *
 * @param duration how long a lease stays without being renewed; it is renewed every third of it
 */
public record LeaseSettings(Duration duration) {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(1);

  public LeaseSettings {
    if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("duration must be between 1s and 1h");
    }
  }
}
