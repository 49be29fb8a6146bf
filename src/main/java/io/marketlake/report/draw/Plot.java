package io.marketlake.report.draw;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frame of a picture with a figure upwards: its grid, its axes and the names along it. */
final class Plot {
  static final int WIDTH = 920;
  static final int LEFT = 72;
  static final int RIGHT = 16;
  static final int ACROSS = WIDTH - LEFT - RIGHT;
  static final int UP = 200;

  /** The classes of lines and areas, in their order. */
  private static final List<String> HUES = List.of("a", "b", "c", "d", "e", "f");

  private static final int LEGEND_LINE = 20;
  private static final int LETTER = 7;

  private final Svg svg;
  private final Ticks upwards;
  private final int top;

  private Plot(Svg svg, Ticks upwards, int top) {
    this.svg = svg;
    this.upwards = upwards;
    this.top = top;
  }

  /** The frame of a picture with the legend of these names above it; none for a single one. */
  static Plot of(String label, Ticks upwards, Unit unit, List<String> legend) {
    int lines = legend.size() < 2 ? 0 : place(null, legend) + 1;
    int top = 14 + lines * LEGEND_LINE;
    Svg svg = new Svg(WIDTH, top + UP + 48, label);
    if (lines > 0) {
      int unused = place(svg, legend);
    }
    Plot plot = new Plot(svg, upwards, top);
    for (double number : upwards.numbers()) {
      double y = plot.y(number);
      svg.line(LEFT, y, LEFT + ACROSS, y, number == 0 ? "axis" : "grid");
      svg.text(LEFT - 8, y + 4, "end", "faint", unit.brief(number));
    }
    return plot;
  }

  /** Draws a legend, if there is a picture, and tells the number of its last line. */
  private static int place(@Nullable Svg svg, List<String> legend) {
    int line = 0;
    int x = LEFT;
    for (int i = 0; i < legend.size(); i++) {
      String name = clipped(legend.get(i), 40);
      int room = 30 + name.length() * LETTER;
      if (x > LEFT && x + room > WIDTH - RIGHT) {
        line++;
        x = LEFT;
      }
      if (svg != null) {
        svg.box(x, 4 + line * LEGEND_LINE, 12, 12, hue(i), "");
        svg.text(x + 18, 14 + line * LEGEND_LINE, "start", "ink", name);
      }
      x += room + 10;
    }
    return line;
  }

  static String hue(int place) {
    return HUES.get(place % HUES.size());
  }

  static String clipped(String text, int most) {
    int length = text.codePointCount(0, text.length());
    return length <= most ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  Svg svg() {
    return svg;
  }

  int top() {
    return top;
  }

  int bottom() {
    return top + UP;
  }

  double y(double figure) {
    return top + UP * (1 - upwards.share(figure));
  }

  /** The middle of one of so many equal places along the axis. */
  static double x(int place, int places) {
    return LEFT + ACROSS * (place + 0.5) / places;
  }

  /** Writes as many of the names below their places as have room, on two lines where that helps. */
  void names(List<String> names) {
    int longest = names.stream().mapToInt(String::length).max().orElse(1);
    int most = Math.max(1, ACROSS / (longest * LETTER + 10));
    int every = Math.max(1, (names.size() + most - 1) / most);
    boolean isOnTwoLines = every == 2;
    for (int i = 0; i < names.size(); i += isOnTwoLines ? 1 : every) {
      double half = longest * LETTER / 2.0;
      double x = Math.min(Math.max(x(i, names.size()), half), WIDTH - half);
      double down = isOnTwoLines && i % 2 == 1 ? 27 : 15;
      svg.text(x, bottom() + down, "middle", "faint", names.get(i));
    }
  }

  /** What stands along the axis. */
  void below(String meaning) {
    svg.text(LEFT + ACROSS / 2.0, bottom() + 42, "middle", "faint", meaning);
  }
}
