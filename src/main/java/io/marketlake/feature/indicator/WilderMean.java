package io.marketlake.feature.indicator;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Wilder's mean as TA-Lib's RSI and ATR compute it: the simple mean of the first values, then (mean
 * * (period - 1) + value) / period, operation for operation as there.
 */
final class WilderMean {
  private final int period;
  private long seen;
  private double sumThenMean;

  private WilderMean(int period, long seen, double sumThenMean) {
    this.period = period;
    this.seen = seen;
    this.sumThenMean = sumThenMean;
  }

  static WilderMean begin(int period) {
    return new WilderMean(period, 0, 0);
  }

  /** What {@link #write} wrote after so many values. */
  static WilderMean read(DataInput input, int period, long seen) throws IOException {
    return new WilderMean(period, seen, input.readDouble());
  }

  void write(DataOutput output) throws IOException {
    output.writeDouble(sumThenMean);
  }

  void add(double value) {
    seen++;
    if (seen > period) {
      sumThenMean = (sumThenMean * (period - 1) + value) / period;
      return;
    }
    sumThenMean += value;
    if (seen == period) {
      sumThenMean /= period;
    }
  }

  /** NaN until it is defined. */
  double mean() {
    return seen >= period ? sumThenMean : Double.NaN;
  }
}
