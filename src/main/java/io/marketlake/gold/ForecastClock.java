package io.marketlake.gold;

import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.schema.Micros;
import java.time.Instant;

/** When a forecast is known. */
public enum ForecastClock {
  /** When it is there to be read, by this machine's clock: what is right for a live feed. */
  WALL {
    @Override
    long knownAt(long barKnownAt, DirectionSettings settings, Instant there) {
      return Math.max(barKnownAt, Micros.of(there));
    }
  },
  /**
   * A declared delay after its bar was known, whenever it was made: for history that is replayed,
   * whose times lie in the past.
   */
  EVENT {
    @Override
    long knownAt(long barKnownAt, DirectionSettings settings, Instant there) {
      return barKnownAt + Micros.of(settings.forecastDelay());
    }
  };

  /**
   * For the forecast of a bar.
   *
   * @param barKnownAt in microseconds since 1970, as the result
   * @param there when it can be read, by this machine's clock
   */
  abstract long knownAt(long barKnownAt, DirectionSettings settings, Instant there);
}
