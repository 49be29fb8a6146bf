package io.marketlake.feature.indicator;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Moving average convergence and divergence as TA-Lib's TA_INT_MACD has it. Both means begin at the
 * bar that completes the slow one's seed, so the fast one is seeded not by the first closes but by
 * those that end at that bar. The signal is the exponential mean of the line from there on, and
 * nothing is given before it is defined.
 */
final class Macd {
  private final int slowPeriod;
  private final int fastPeriod;
  private final ExponentialMean fast;
  private final ExponentialMean slow;
  private final ExponentialMean signal;
  private long seen;

  private Macd(
      IndicatorSettings settings,
      long seen,
      ExponentialMean fast,
      ExponentialMean slow,
      ExponentialMean signal) {
    this.slowPeriod = settings.macdSlow();
    this.fastPeriod = settings.macdFast();
    this.seen = seen;
    this.fast = fast;
    this.slow = slow;
    this.signal = signal;
  }

  static Macd begin(IndicatorSettings settings) {
    return new Macd(
        settings,
        0,
        ExponentialMean.begin(settings.macdFast()),
        ExponentialMean.begin(settings.macdSlow()),
        ExponentialMean.begin(settings.macdSignal()));
  }

  /** What {@link #write} wrote after so many closes. */
  static Macd read(DataInput input, IndicatorSettings settings, long seen) throws IOException {
    long ofFast = Math.max(0, seen - (settings.macdSlow() - settings.macdFast()));
    long ofSignal = Math.max(0, seen - (settings.macdSlow() - 1));
    return new Macd(
        settings,
        seen,
        ExponentialMean.read(input, settings.macdFast(), ofFast),
        ExponentialMean.read(input, settings.macdSlow(), seen),
        ExponentialMean.read(input, settings.macdSignal(), ofSignal));
  }

  void write(DataOutput output) throws IOException {
    fast.write(output);
    slow.write(output);
    signal.write(output);
  }

  void add(double close) {
    seen++;
    slow.add(close);
    if (seen > slowPeriod - fastPeriod) {
      fast.add(close);
    }
    if (slow.isDefined()) {
      signal.add(difference());
    }
  }

  /** NaN until the signal is defined. */
  double line() {
    return signal.isDefined() ? difference() : Double.NaN;
  }

  /** NaN until it is defined. */
  double signal() {
    return signal.mean();
  }

  private double difference() {
    return fast.mean() - slow.mean();
  }
}
