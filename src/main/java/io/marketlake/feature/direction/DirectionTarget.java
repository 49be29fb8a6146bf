package io.marketlake.feature.direction;

import io.marketlake.schema.Micros;
import java.io.Serializable;

/**
 * The stretch of time whose direction is forecast: from the first boundary of the bars' grid at or
 * after the moment when the bar was known and the declared delay has passed, for so many bars. What
 * became of it is {@link DirectionSeries#outcome}.
 *
 * @param horizon its length in bars
 * @param start its first moment, in microseconds since 1970
 * @param end the first moment after it
 */
public record DirectionTarget(int horizon, long start, long end) implements Serializable {

  /**
   * The target of a bar's forecast.
   *
   * @param bar the bar that is forecast; the grid is counted from its start
   * @param horizon how many bars ahead, 1 or more
   */
  public static DirectionTarget of(DirectionBar bar, int horizon, DirectionSettings settings) {
    return of(bar.start(), bar.knownAt(), horizon, settings);
  }

  /**
   * The target of the forecast of a bar that started and was known at these moments.
   *
   * @param barStart in microseconds since 1970
   * @param knownAt in microseconds since 1970
   */
  public static DirectionTarget of(
      long barStart, long knownAt, int horizon, DirectionSettings settings) {
    if (horizon < 1) {
      throw new IllegalArgumentException("horizon must be 1 or more, not " + horizon);
    }
    long interval = Micros.of(settings.interval());
    long earliest = knownAt + Micros.of(settings.forecastDelay());
    long bars = -Math.floorDiv(barStart - earliest, interval);
    long start = barStart + bars * interval;
    return new DirectionTarget(horizon, start, start + horizon * interval);
  }
}
