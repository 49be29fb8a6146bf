package io.marketlake.feature.direction;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.schema.SilverBars;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * What is forecast, and when a forecast begins to count.
 *
 * @param interval the length of the bars that are forecast; one of those that the lake makes
 * @param horizons how many bars ahead, each 1 or more and no two the same
 * @param forecastDelay a target begins so long after its bar was known at the earliest: the time in
 *     which a forecast has to be made
 * @param staleAfter a bar that became known longer after its end is not forecast
 * @param sentiment which texts are read
 */
public record DirectionSettings(
    Duration interval,
    List<Integer> horizons,
    Duration forecastDelay,
    Duration staleAfter,
    SentimentWindow sentiment)
    implements Serializable {
  public static final DirectionSettings DEFAULTS =
      new DirectionSettings(
          Duration.ofMinutes(1),
          List.of(1, 5, 30),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          new SentimentWindow(Duration.ofMinutes(1), Duration.ofHours(6), Duration.ofHours(1)));

  public DirectionSettings {
    horizons = List.copyOf(horizons);
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("interval must be at least 1s");
    }
    if (horizons.isEmpty() || horizons.stream().anyMatch(horizon -> horizon < 1)) {
      throw new IllegalArgumentException("horizons must be one or more numbers of 1 or more");
    }
    if (new HashSet<>(horizons).size() < horizons.size()) {
      throw new IllegalArgumentException("horizons must not have a number twice");
    }
    if (forecastDelay.isNegative()) {
      throw new IllegalArgumentException("forecastDelay must not be negative");
    }
    if (staleAfter.isNegative()) {
      throw new IllegalArgumentException("staleAfter must not be negative");
    }
  }

  /** The same for bars of another length. */
  public DirectionSettings withInterval(Duration other) {
    return new DirectionSettings(other, horizons, forecastDelay, staleAfter, sentiment);
  }

  /**
   * What decides features and targets beside bars and horizon, each setting with its name: a model
   * that was trained under others answers another question.
   */
  public List<String> deciding(IndicatorSettings indicators) {
    return List.of(
        "direction.forecast-delay " + forecastDelay,
        "direction.stale-after " + staleAfter,
        "direction.sentiment.delay " + sentiment.delay(),
        "direction.sentiment.window " + sentiment.window(),
        "direction.sentiment.half-life " + sentiment.halfLife(),
        "indicators " + indicators);
  }

  /** The interval as {@code silver.bars} writes it. */
  public String intervalName() {
    return SilverBars.intervalName(interval);
  }
}
