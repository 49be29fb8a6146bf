package io.marketlake.training.direction;

import java.util.List;

/**
 * How good forecasts were, each figure with its 95 % interval by day.
 *
 * @param rows how many forecasts
 * @param days on how many days of the market's calendar
 * @param accuracy share of right directions
 * @param auc the probability that a row that rose was given more than one that fell
 * @param brier mean squared error of the probability
 * @param logLoss mean of -ln of the probability of what happened, in nats
 * @param calibrationError mean distance of probability and share, by tenths of the probability
 * @param grossBasisPoints what a trade of the naive rule earned on average, before costs
 * @param netBasisPoints the same after costs
 * @param reliability of each tenth of the probability that has rows
 */
public record ForecastFigures(
    long rows,
    int days,
    Figure accuracy,
    Figure auc,
    Figure brier,
    Figure logLoss,
    Figure calibrationError,
    Figure grossBasisPoints,
    Figure netBasisPoints,
    List<Bin> reliability) {

  /** A value and its interval; NaN where it is not defined, or days are too few for an interval. */
  public record Figure(double value, double low, double high) {
    static final Figure NONE = new Figure(Double.NaN, Double.NaN, Double.NaN);

    Figure less(double amount) {
      return new Figure(value - amount, low - amount, high - amount);
    }
  }

  /** Rows whose probability of rising lies in a tenth. */
  public record Bin(double from, double to, long rows, double meanProbability, double upShare) {}

  public ForecastFigures {
    reliability = List.copyOf(reliability);
  }
}
