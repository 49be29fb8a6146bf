package io.marketlake.feature.indicator;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * TA-Lib's exponential mean (TA_INT_EMA): the simple mean of the first values, then 2/(period+1) of
 * the way to each further one, operation for operation as there.
 */
final class ExponentialMean {
  private final int period;
  private long seen;
  private double sumThenMean;

  private ExponentialMean(int period, long seen, double sumThenMean) {
    this.period = period;
    this.seen = seen;
    this.sumThenMean = sumThenMean;
  }

  static ExponentialMean begin(int period) {
    return new ExponentialMean(period, 0, 0);
  }

  /** What {@link #write} wrote after so many values. */
  static ExponentialMean read(DataInput input, int period, long seen) throws IOException {
    return new ExponentialMean(period, seen, input.readDouble());
  }

  void write(DataOutput output) throws IOException {
    output.writeDouble(sumThenMean);
  }

  void add(double value) {
    seen++;
    if (seen > period) {
      double share = 2.0 / (period + 1);
      sumThenMean = (value - sumThenMean) * share + sumThenMean;
      return;
    }
    sumThenMean += value;
    if (seen == period) {
      sumThenMean /= period;
    }
  }

  boolean isDefined() {
    return seen >= period;
  }

  /** NaN until it is defined. */
  double mean() {
    return isDefined() ? sumThenMean : Double.NaN;
  }
}
