package io.marketlake.training;

import io.marketlake.registry.Evaluation;
import io.marketlake.registry.Evaluation.Interval;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Percentile intervals of the bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap,
 * chapter 13): the figures of as many rows drawn with replacement, a thousand times.
 */
final class Bootstrap {
  private static final int DRAWS = 1000;
  private static final double TAIL = 0.025;

  private final Predictions predictions;
  private final long seed;

  Bootstrap(Predictions predictions, long seed) {
    this.predictions = predictions;
    this.seed = seed;
  }

  Map<String, Interval> intervals() {
    SplittableRandom random = new SplittableRandom(seed);
    double[] accuracy = new double[DRAWS];
    double[] macroF1 = new double[DRAWS];
    double[] logLoss = new double[DRAWS];
    int[] rows = new int[predictions.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = random.nextInt(rows.length);
      }
      Evaluation drawn = predictions.figures(rows);
      accuracy[draw] = drawn.accuracy();
      macroF1[draw] = drawn.macroF1();
      logLoss[draw] = drawn.logLoss();
    }
    Map<String, Interval> intervals = new TreeMap<>();
    intervals.put(Evaluation.ACCURACY, middle(accuracy));
    intervals.put(Evaluation.MACRO_F1, middle(macroF1));
    if (!Double.isNaN(logLoss[0])) {
      intervals.put(Evaluation.LOG_LOSS, middle(logLoss));
    }
    return intervals;
  }

  private static Interval middle(double[] values) {
    Arrays.sort(values);
    int tail = (int) Math.round(TAIL * values.length);
    return new Interval(values[tail], values[values.length - 1 - tail]);
  }
}
