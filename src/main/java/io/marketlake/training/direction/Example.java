package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionBar;
import java.util.Arrays;

/**
 * A bar that is forecast, with its features. Its values are those that it was made with, to the
 * bit; they are not to be changed.
 */
public final class Example {
  private final String series;
  private final DirectionBar bar;
  private final double[] closesBefore;
  private final double[] features;

  /**
   * @param closesBefore the closes of the bars before it, the newest last
   */
  Example(String series, DirectionBar bar, double[] closesBefore, double[] features) {
    this.series = series;
    this.bar = bar;
    this.closesBefore = closesBefore;
    this.features = features;
  }

  /** The series that it is of. */
  public String series() {
    return series;
  }

  public DirectionBar bar() {
    return bar;
  }

  /** In the order of the names. */
  public double[] features() {
    return features;
  }

  /** Which way the price has gone over so many bars, at most those remembered: -1, 0 or 1. */
  int trend(int bars) {
    int back = Math.min(bars, closesBefore.length);
    return Double.compare(bar.close(), closesBefore[closesBefore.length - back]);
  }

  Example with(double[] otherFeatures) {
    return new Example(series, bar, closesBefore, otherFeatures);
  }

  Example with(double furtherFeature) {
    double[] more = Arrays.copyOf(features, features.length + 1);
    more[features.length] = furtherFeature;
    return with(more);
  }
}
