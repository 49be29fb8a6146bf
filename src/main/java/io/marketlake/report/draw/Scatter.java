package io.marketlake.report.draw;

import java.util.List;
import java.util.Optional;

/** A dot for each pair of figures, and a straight line fitted to them. */
public final class Scatter {
  private static final int HEIGHT = 300;

  /** A pair of figures and what it is of. */
  public record Point(double across, double up, double radius, String note) {}

  /** {@code up = intercept + slope * across}. */
  public record Line(double slope, double intercept) {
    double at(double across) {
      return intercept + slope * across;
    }
  }

  /** What a scatter shows: its points, and the meaning and unit of both axes. */
  public record Axes(String across, Unit acrossUnit, String up, Unit upUnit) {}

  private Scatter() {}

  /** Draws the points that have both figures, and the line over their range. */
  public static Drawing of(String label, List<Point> points, Axes axes, Optional<Line> fitted) {
    List<Point> shown =
        points.stream()
            .filter(p -> Double.isFinite(p.across()) && Double.isFinite(p.up()))
            .toList();
    Ticks across = Ticks.around(shown.stream().mapToDouble(Point::across));
    Ticks up = Ticks.around(shown.stream().mapToDouble(Point::up));
    Svg svg = new Svg(Plot.WIDTH, HEIGHT + 70.0, label);
    svg.turned(14, 14 + HEIGHT / 2.0, "middle", "faint", axes.up());
    svg.text(
        Plot.LEFT + 10 + (Plot.ACROSS - 10) / 2.0, HEIGHT + 58, "middle", "faint", axes.across());
    for (double number : up.numbers()) {
      double y = y(up, number);
      svg.line(
          x(across, across.low()), y, x(across, across.high()), y, number == 0 ? "axis" : "grid");
      svg.text(Plot.LEFT + 2, y + 4, "end", "faint", axes.upUnit().brief(number));
    }
    for (double number : across.numbers()) {
      double x = x(across, number);
      svg.line(x, y(up, up.low()), x, y(up, up.high()), number == 0 ? "axis" : "grid");
      svg.text(
          Math.min(x, Plot.WIDTH - 24),
          HEIGHT + 34,
          "middle",
          "faint",
          axes.acrossUnit().brief(number));
    }
    for (Point point : shown) {
      svg.dot(x(across, point.across()), y(up, point.up()), point.radius(), "dot a", point.note());
    }
    fitted.ifPresent(line -> draw(svg, line, shown, across, up));
    return svg.done();
  }

  /** The part of the line that lies over the points and within the frame. */
  private static void draw(Svg svg, Line line, List<Point> shown, Ticks across, Ticks up) {
    if (shown.isEmpty() || !Double.isFinite(line.slope()) || !Double.isFinite(line.intercept())) {
      return;
    }
    double from = shown.stream().mapToDouble(Point::across).min().orElse(0);
    double to = shown.stream().mapToDouble(Point::across).max().orElse(0);
    if (line.slope() != 0) {
      double atLow = (up.low() - line.intercept()) / line.slope();
      double atHigh = (up.high() - line.intercept()) / line.slope();
      from = Math.max(from, Math.min(atLow, atHigh));
      to = Math.min(to, Math.max(atLow, atHigh));
    } else if (line.intercept() < up.low() || line.intercept() > up.high()) {
      return;
    }
    if (from < to) {
      svg.line(
          x(across, from), y(up, line.at(from)), x(across, to), y(up, line.at(to)), "line b-line");
    }
  }

  private static double x(Ticks across, double figure) {
    return Plot.LEFT + 10 + (Plot.ACROSS - 10) * across.share(figure);
  }

  private static double y(Ticks up, double figure) {
    return 14 + HEIGHT * (1 - up.share(figure));
  }
}
