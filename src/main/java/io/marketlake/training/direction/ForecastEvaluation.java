package io.marketlake.training.direction;

import io.marketlake.registry.Evaluation;
import io.marketlake.registry.Evaluation.Bin;
import io.marketlake.registry.Evaluation.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Forecasts as a model's card has its figures: two classes, and the probability of the answer. */
final class ForecastEvaluation {
  private static final List<String> LABELS = List.of("down", "up");
  private static final int BINS = 10;

  private ForecastEvaluation() {}

  static Evaluation of(Forecasts forecasts) {
    long[][] confusion = new long[2][2];
    double losses = 0;
    long[] rows = new long[BINS];
    long[] right = new long[BINS];
    double[] confidence = new double[BINS];
    for (int i = 0; i < forecasts.size(); i++) {
      double up = forecasts.up().get(i);
      int truth = forecasts.rows().get(i).isUp() ? 1 : 0;
      confusion[truth][up > 0.5 ? 1 : 0]++;
      losses += forecasts.loss(i);
      double given = Math.max(up, 1 - up);
      int bin = Math.min(BINS - 1, (int) Math.ceil(given * BINS) - 1);
      rows[bin]++;
      confidence[bin] += given;
      right[bin] += forecasts.isRight(i) ? 1 : 0;
    }
    Evaluation figures =
        Evaluation.of(LABELS, confusion, forecasts.hasProbabilities() ? losses : Double.NaN);
    if (!forecasts.hasProbabilities()) {
      return figures;
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int i = 0; i < BINS; i++) {
      if (rows[i] > 0) {
        double meanConfidence = confidence[i] / rows[i];
        double accuracy = (double) right[i] / rows[i];
        bins.add(new Bin((double) i / BINS, (i + 1.0) / BINS, rows[i], meanConfidence, accuracy));
        error += Math.abs(accuracy - meanConfidence) * rows[i] / forecasts.size();
      }
    }
    return figures.with(new Calibration(error, bins), Map.of());
  }
}
