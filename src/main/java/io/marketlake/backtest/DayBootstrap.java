package io.marketlake.backtest;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far luck of days alone moves a mean: the percentile interval of the bootstrap (Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13), with whole days drawn, since
 * what happens within a day hangs together.
 *
 * @param days how many there were
 * @param mean of the days
 * @param low the lower end of the 95 % interval; NaN for fewer than two days
 * @param high its upper end
 */
public record DayBootstrap(int days, double mean, double low, double high) {
  private static final int DRAWS = 10_000;
  private static final double TAIL = 0.025;

  static DayBootstrap of(double[] days, long seed) {
    double mean = Arrays.stream(days).average().orElse(Double.NaN);
    if (days.length < 2) {
      return new DayBootstrap(days.length, mean, Double.NaN, Double.NaN);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (int i = 0; i < days.length; i++) {
        sum += days[random.nextInt(days.length)];
      }
      means[draw] = sum / days.length;
    }
    Arrays.sort(means);
    int tail = (int) Math.round(TAIL * DRAWS);
    return new DayBootstrap(days.length, mean, means[tail], means[DRAWS - 1 - tail]);
  }

  /** Whether luck of days alone does not explain that the mean is not 0. */
  public boolean excludesNothing() {
    return low > 0 || high < 0;
  }
}
