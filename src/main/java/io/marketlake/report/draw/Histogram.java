package io.marketlake.report.draw;

import java.util.List;

/** How many figures lie in each of some equal ranges. */
public final class Histogram {
  /** How many figures lie from one value up to, and without, another. */
  public record Bin(double from, double to, double count) {}

  private Histogram() {}

  /**
   * Draws a histogram.
   *
   * @param bins side by side, the lowest first
   * @param unit of the values, which lie along the axis
   */
  public static Drawing of(String label, List<Bin> bins, String below, Unit unit) {
    Plot plot =
        Plot.of(
            label, Ticks.withZero(bins.stream().mapToDouble(Bin::count)), Unit.COUNT, List.of());
    if (!bins.isEmpty()) {
      double low = bins.get(0).from();
      double span = bins.get(bins.size() - 1).to() - low;
      for (Bin bin : bins) {
        if (Double.isFinite(bin.count())) {
          double from = Plot.LEFT + Plot.ACROSS * (bin.from() - low) / span;
          double to = Plot.LEFT + Plot.ACROSS * (bin.to() - low) / span;
          double y = plot.y(bin.count());
          plot.svg()
              .box(
                  from + 0.5,
                  y,
                  to - from - 1,
                  plot.bottom() - y,
                  "a",
                  unit.text(bin.from())
                      + " to "
                      + unit.text(bin.to())
                      + ": "
                      + Unit.COUNT.text(bin.count()));
        }
      }
      for (double number : Ticks.around(bins.stream().mapToDouble(Bin::from)).numbers()) {
        double share = (number - low) / span;
        if (share >= -1e-9 && share <= 1 + 1e-9) {
          double x = Plot.LEFT + Plot.ACROSS * share;
          plot.svg().line(x, plot.bottom(), x, plot.bottom() + 5, "axis");
          plot.svg()
              .text(
                  Math.min(x, Plot.WIDTH - 26),
                  plot.bottom() + 18,
                  "middle",
                  "faint",
                  unit.brief(number));
        }
      }
    }
    plot.below(below);
    return plot.svg().done();
  }
}
