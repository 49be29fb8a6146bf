package io.marketlake.feature.indicator;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The newest values of a series, as many as its capacity. Sums are made anew from the window, from
 * the oldest value to the newest: a running sum would drift, and would depend in its last bits on
 * all that went before.
 */
final class Window {
  private final double[] ring;
  private long seen;

  private Window(int capacity, long seen) {
    this.ring = new double[capacity];
    this.seen = seen;
  }

  static Window empty(int capacity) {
    return new Window(capacity, 0);
  }

  /** What {@link #write} wrote after so many values. */
  static Window read(DataInput input, int capacity, long seen) throws IOException {
    Window window = new Window(capacity, seen);
    for (long i = Math.max(0, seen - capacity); i < seen; i++) {
      window.ring[slot(i, capacity)] = input.readDouble();
    }
    return window;
  }

  void write(DataOutput output) throws IOException {
    for (long i = Math.max(0, seen - ring.length); i < seen; i++) {
      output.writeDouble(ring[slot(i, ring.length)]);
    }
  }

  void add(double value) {
    ring[slot(seen, ring.length)] = value;
    seen++;
  }

  /** The mean of the newest values; NaN before there are so many. */
  double mean(int newest) {
    if (seen < newest) {
      return Double.NaN;
    }
    double sum = 0;
    for (long i = seen - newest; i < seen; i++) {
      sum += ring[slot(i, ring.length)];
    }
    return sum / newest;
  }

  /**
   * The sum of the newest values' squared distances from their mean, never below 0; NaN before
   * there are so many. Two passes, so that it does not lose a small deviation of large values.
   */
  double squaredDeviations(int newest) {
    double mean = mean(newest);
    if (Double.isNaN(mean)) {
      return Double.NaN;
    }
    double sum = 0;
    for (long i = seen - newest; i < seen; i++) {
      double distance = ring[slot(i, ring.length)] - mean;
      sum += distance * distance;
    }
    return sum;
  }

  private static int slot(long index, int capacity) {
    return (int) (index % capacity);
  }
}
