package io.marketlake.report.draw;

/**
 * How two figures go together: Pearson's r of {@code pairs} independent pairs, with its 95 %
 * interval by Fisher's transformation (R. A. Fisher, 1921). NaN where there is too little.
 */
public record Correlation(long pairs, double r) {
  private static final double NORMAL_975 = 1.959963984540054;

  /** The fewest pairs of which an interval is told. */
  public static final long FEWEST = 4;

  public double low() {
    return end(-NORMAL_975);
  }

  public double high() {
    return end(NORMAL_975);
  }

  private double end(double deviations) {
    if (pairs < FEWEST || !Double.isFinite(r)) {
      return Double.NaN;
    }
    if (Math.abs(r) >= 1) {
      return Math.signum(r);
    }
    double z = 0.5 * Math.log((1 + r) / (1 - r));
    return Math.tanh(z + deviations / Math.sqrt(pairs - 3.0));
  }

  /** The correlation in words. */
  public String text() {
    if (pairs < FEWEST || !Double.isFinite(r)) {
      return "too few pairs, or no spread, for a correlation (n = "
          + Unit.COUNT.text((double) pairs)
          + ")";
    }
    return "r = %s, 95 %% interval %s to %s, n = %s"
        .formatted(
            Unit.NUMBER.text(r),
            Unit.NUMBER.text(low()),
            Unit.NUMBER.text(high()),
            Unit.COUNT.text((double) pairs));
  }
}
