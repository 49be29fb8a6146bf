package io.marketlake.grading;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/**
 * How far below a baseline a model was, chance left out: the upper end of the interval of the
 * difference in accuracy, by a percentile bootstrap over days (Efron and Tibshirani, An
 * Introduction to the Bootstrap, chapter 13), since what happens within a day is not independent.
 * It is the 95 % interval for all three baselines together: each has a third of what may be wrong.
 */
final class SkillBound {
  /** With fewer days an interval says little. */
  static final int LEAST_DAYS = 10;

  private static final int DRAWS = 1000;
  private static final double TAIL = 0.025;
  private static final long SEED = 42;

  private static final List<ToLongFunction<Day>> BASELINES =
      List.of(Day::majorityRight, Day::persistenceRight, Day::reversalRight);

  private SkillBound() {}

  /** What was judged on a day: of so many forecasts the model and its baselines were right. */
  record Day(
      long judged, long right, long majorityRight, long persistenceRight, long reversalRight) {}

  /**
   * The lowest upper end of the three: below 0 where the model was worse than one of them by more
   * than chance.
   *
   * @param days two at least, with judged forecasts
   */
  static double of(List<Day> days) {
    double[] judged = days.stream().mapToDouble(Day::judged).toArray();
    int[][] draws = draws(days.size());
    double lowest = Double.POSITIVE_INFINITY;
    for (ToLongFunction<Day> baseline : BASELINES) {
      double[] ahead =
          days.stream().mapToDouble(day -> day.right() - baseline.applyAsLong(day)).toArray();
      lowest = Math.min(lowest, upperEnd(ahead, judged, draws));
    }
    return lowest;
  }

  private static double upperEnd(double[] ahead, double[] judged, int[][] draws) {
    double[] drawn = new double[draws.length];
    for (int i = 0; i < drawn.length; i++) {
      double sum = 0;
      double rows = 0;
      for (int day : draws[i]) {
        sum += ahead[day];
        rows += judged[day];
      }
      drawn[i] = sum / rows;
    }
    Arrays.sort(drawn);
    return drawn[DRAWS - 1 - (int) Math.round(TAIL / BASELINES.size() * (DRAWS - 1))];
  }

  /** The same for each window, so that one is told from the next by its days alone. */
  private static int[][] draws(int days) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[][] draws = new int[DRAWS][days];
    for (int[] draw : draws) {
      for (int i = 0; i < days; i++) {
        draw[i] = random.nextInt(days);
      }
    }
    return draws;
  }
}
