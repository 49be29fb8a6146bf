package io.marketlake.training;

import io.marketlake.registry.Evaluation.Bin;
import io.marketlake.registry.Evaluation.Calibration;
import java.util.ArrayList;
import java.util.List;

/** Compares the probabilities of the answers with how often such answers are right. */
final class Reliability {
  private static final int BINS = 10;

  private Reliability() {}

  static Calibration of(Predictions predictions) {
    long[] rows = new long[BINS];
    long[] right = new long[BINS];
    double[] confidence = new double[BINS];
    for (int i = 0; i < predictions.size(); i++) {
      double given = predictions.confidence(i);
      int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(given * BINS) - 1));
      rows[bin]++;
      confidence[bin] += given;
      right[bin] += predictions.answer(i) == predictions.truth(i) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int i = 0; i < BINS; i++) {
      if (rows[i] > 0) {
        Bin bin =
            new Bin(
                (double) i / BINS,
                (i + 1.0) / BINS,
                rows[i],
                confidence[i] / rows[i],
                (double) right[i] / rows[i]);
        bins.add(bin);
        error += Math.abs(bin.accuracy() - bin.confidence()) * rows[i] / predictions.size();
      }
    }
    return new Calibration(error, bins);
  }
}
