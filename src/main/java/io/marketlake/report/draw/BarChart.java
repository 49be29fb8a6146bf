package io.marketlake.report.draw;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Bars side by side, one a place; several series stand on each other. */
public final class BarChart {
  private BarChart() {}

  /**
   * Draws bars.
   *
   * @param label what the picture shows
   * @param names of the places, along the axis
   * @param below what the places are
   * @param stacked figures of the places; several must not be negative
   */
  public static Drawing of(
      String label, List<String> names, String below, List<Series> stacked, Unit unit) {
    Ticks upwards =
        Ticks.withZero(
            IntStream.range(0, names.size())
                .mapToDouble(
                    place ->
                        stacked.stream()
                            .mapToDouble(series -> series.at(place))
                            .filter(Double::isFinite)
                            .boxed()
                            .reduce(Double::sum)
                            .orElse(Double.NaN)));
    Plot plot = Plot.of(label, upwards, unit, stacked.stream().map(Series::name).toList());
    double room = (double) Plot.ACROSS / Math.max(1, names.size());
    double width = Math.min(48, Math.max(room * 0.8, 0.5));
    for (int place = 0; place < names.size(); place++) {
      double base = 0;
      for (int i = 0; i < stacked.size(); i++) {
        double figure = stacked.get(i).at(place);
        if (!Double.isFinite(figure)) {
          continue;
        }
        double from = plot.y(base);
        double to = plot.y(base + figure);
        String series = stacked.size() < 2 ? "" : stacked.get(i).name() + ", ";
        plot.svg()
            .box(
                Plot.x(place, names.size()) - width / 2,
                Math.min(from, to),
                width,
                Math.abs(from - to),
                figure < 0 ? "down" : Plot.hue(i),
                series + names.get(place) + ": " + unit.text(figure));
        base += figure;
      }
    }
    plot.names(names);
    plot.below(below);
    return plot.svg().done();
  }

  /** Bars that lie, the longest names beside them; one series, not negative. */
  public static Drawing ranked(String label, List<String> names, Series figures, Unit unit) {
    int left = 170;
    int line = 22;
    Svg svg = new Svg(Plot.WIDTH, names.size() * line + 16.0, label);
    Ticks across = Ticks.withZero(figures.values().stream().mapToDouble(f -> f));
    double room = Plot.WIDTH - left - 96.0;
    double most = DoubleStream.of(across.high(), 1e-300).max().orElse(1);
    for (int i = 0; i < names.size(); i++) {
      double figure = figures.at(i);
      double y = 8.0 + i * line;
      svg.text(left - 8.0, y + 14, "end", "ink", Plot.clipped(names.get(i), 22));
      if (Double.isFinite(figure)) {
        double width = room * Math.max(figure, 0) / most;
        svg.box(left, y + 2, width, line - 6.0, "a", names.get(i) + ": " + unit.text(figure));
        svg.text(left + width + 6, y + 14, "start", "faint", unit.brief(figure));
      }
    }
    return svg.done();
  }
}
