package io.marketlake.report.draw;

import java.util.List;

/** Lines through the places of a row, interrupted where there is no figure. */
public final class LineChart {
  private LineChart() {}

  /** Draws lines; the axis goes around the figures and need not show 0. */
  public static Drawing of(
      String label, List<String> names, String below, List<Series> lines, Unit unit) {
    Ticks upwards =
        Ticks.around(
            lines.stream().flatMap(line -> line.values().stream()).mapToDouble(figure -> figure));
    Plot plot = Plot.of(label, upwards, unit, lines.stream().map(Series::name).toList());
    for (int i = 0; i < lines.size(); i++) {
      draw(plot, names, lines.get(i), unit, i);
    }
    plot.names(names);
    plot.below(below);
    return plot.svg().done();
  }

  private static void draw(Plot plot, List<String> names, Series line, Unit unit, int number) {
    String hue = Plot.hue(number);
    StringBuilder run = new StringBuilder();
    for (int place = 0; place <= names.size(); place++) {
      double figure = place < names.size() ? line.at(place) : Double.NaN;
      if (!Double.isFinite(figure)) {
        if (run.indexOf(" ") > 0) {
          plot.svg().curve(run.toString(), "line " + hue + "-line");
        }
        run.setLength(0);
        continue;
      }
      double x = Plot.x(place, names.size());
      double y = plot.y(figure);
      run.append(run.isEmpty() ? "" : " ").append(Svg.number(x)).append(',').append(Svg.number(y));
      String note = line.name() + ", " + names.get(place) + ": " + unit.text(figure);
      plot.svg().dot(x, y, names.size() > 60 ? 1.5 : 3, hue, note);
    }
  }
}
