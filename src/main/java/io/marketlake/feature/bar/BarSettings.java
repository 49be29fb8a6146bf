package io.marketlake.feature.bar;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * How bars are made.
 *
 * @param interval the length of a base bar; at least 1 s, and a whole number of them makes a day
 * @param rollUps lengths of the bars that are rolled up from base bars; each a multiple of the
 *     interval of which a whole number makes a day
 * @param lateness a bar is final when its symbol's newest event is so much later than its end
 * @param quietLateness a bar is final too when its partition's newest event is so much later than
 *     its end; not shorter than {@code lateness}
 * @param warmAfter an indicator counts as warm from this bar of a symbol on, or from the one on
 *     which the periods need ({@link
 *     io.marketlake.feature.indicator.IndicatorSettings#barsToForget}), whichever is later
 * @param windowLength the length of a sliding window; a multiple of {@code windowSlide}
 * @param windowSlide how far apart two sliding windows begin; at least 1 s
 */
public record BarSettings(
    Duration interval,
    List<Duration> rollUps,
    Duration lateness,
    Duration quietLateness,
    int warmAfter,
    Duration windowLength,
    Duration windowSlide)
    implements Serializable {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  public BarSettings {
    rollUps = List.copyOf(rollUps);
    if (interval.compareTo(SECOND) < 0 || !isMultiple(DAY, interval)) {
      throw new IllegalArgumentException(
          "interval must be at least 1s, and a whole number of them must make a day");
    }
    for (Duration rollUp : rollUps) {
      boolean isLonger = rollUp.compareTo(interval) > 0;
      if (!isLonger || !isMultiple(rollUp, interval) || !isMultiple(DAY, rollUp)) {
        throw new IllegalArgumentException(
            "rollUps must each be a multiple of interval of which a whole number makes a day");
      }
    }
    if (new HashSet<>(rollUps).size() < rollUps.size()) {
      throw new IllegalArgumentException("rollUps must not have a length twice");
    }
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("lateness must not be negative");
    }
    if (quietLateness.compareTo(lateness) < 0) {
      throw new IllegalArgumentException("quietLateness must not be shorter than lateness");
    }
    if (warmAfter < 1) {
      throw new IllegalArgumentException("warmAfter must be at least 1");
    }
    if (windowSlide.compareTo(SECOND) < 0) {
      throw new IllegalArgumentException("windows.slide must be at least 1s");
    }
    if (windowLength.isZero() || windowLength.isNegative()) {
      throw new IllegalArgumentException("windows.length must be longer than nothing");
    }
    if (!isMultiple(windowLength, windowSlide)) {
      throw new IllegalArgumentException("windows.length must be a multiple of windows.slide");
    }
  }

  private static boolean isMultiple(Duration whole, Duration part) {
    return whole.minus(part.multipliedBy(whole.dividedBy(part))).isZero();
  }
}
