package io.marketlake.feature.indicator;

/**
 * What the indicators read of a final bar. A price or volume that is no finite number, and a volume
 * below 0, is an {@link IllegalArgumentException}.
 *
 * @param open first price; no indicator reads it today
 * @param high highest price
 * @param low lowest price
 * @param close last price; the only price that most indicators read
 * @param volume what was traded, 0 or more
 * @param vwap volume-weighted mean price; NaN for a bar that has none, since nothing that it counts
 *     was traded
 */
public record IndicatorBar(
    double open, double high, double low, double close, double volume, double vwap) {

  public IndicatorBar {
    requireFinite("open", open);
    requireFinite("high", high);
    requireFinite("low", low);
    requireFinite("close", close);
    requireFinite("volume", volume);
    if (volume < 0) {
      throw new IllegalArgumentException("volume must be 0 or more, not " + volume);
    }
    if (Double.isInfinite(vwap)) {
      throw new IllegalArgumentException("vwap must be finite or NaN, not " + vwap);
    }
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be a finite number, not " + value);
    }
  }
}
