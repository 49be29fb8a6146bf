package io.marketlake.gold;

import java.time.Duration;

/**
 * When the forecasts of a stream count as known.
 *
 * @param commitAllowance what a commit may take at most, from the moment at which a micro-batch's
 *     forecasts are worked out until they can be read; 0 or more
 */
public record ForecastTiming(ForecastClock clock, Duration commitAllowance) {
  public ForecastTiming {
    if (commitAllowance.isNegative()) {
      throw new IllegalArgumentException("commitAllowance must not be negative");
    }
  }
}
