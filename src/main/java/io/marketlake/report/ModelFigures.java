package io.marketlake.report;

import java.util.List;

/**
 * What a model's card says of it, on the rows that it was judged by; NaN where it says nothing.
 *
 * @param aliases what the version is now: champion, challenger or nothing
 * @param publishedAt when it was published
 * @param rows how many rows judged it
 * @param accuracy share of them whose label was found, with its 95 % interval
 * @param expectedError the expected calibration error
 * @param baseline the accuracy of always answering the commonest class
 * @param calibration its reliability, by bins of the answer's probability
 */
public record ModelFigures(
    String kind,
    String version,
    String aliases,
    String publishedAt,
    double rows,
    double accuracy,
    double accuracyLow,
    double accuracyHigh,
    double macroF1,
    double logLoss,
    double expectedError,
    double baseline,
    List<CalibrationBin> calibration) {
  public ModelFigures {
    calibration = List.copyOf(calibration);
  }

  /** Some answers: how probable the model called them on the mean, and how many were right. */
  public record CalibrationBin(double rows, double probability, double share) {}

  boolean isChampion() {
    return aliases.contains("champion");
  }
}
