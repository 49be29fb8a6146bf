package io.marketlake.report.draw;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A cell for each of some rows and columns: the stronger its shade, the farther its figure is from
 * 0. Above 0 is blue and below is orange, which the colour-blind tell apart; a cell without a
 * figure is only a frame.
 */
public final class Heatmap {
  private static final int LEFT = 190;
  private static final int TOP = 10;
  private static final int ACROSS = Plot.WIDTH - LEFT - 16;
  private static final int WIDEST = 96;
  private static final int LETTER = 7;
  private static final double FAINTEST = 0.06;
  private static final double STRONGEST = 0.95;
  private static final int LEGEND_STEPS = 10;

  /** What a heatmap shows. */
  public record Cells(
      List<String> rows, List<String> columns, List<List<Double>> figures, Unit unit) {
    public Cells {
      rows = List.copyOf(rows);
      columns = List.copyOf(columns);
      figures = figures.stream().map(List::copyOf).toList();
      int across = columns.size();
      if (figures.size() != rows.size() || figures.stream().anyMatch(row -> row.size() != across)) {
        throw new IllegalArgumentException("each cell needs a figure, which may be NaN");
      }
    }
  }

  private Heatmap() {}

  /** Draws a heatmap. */
  public static Drawing of(String label, Cells cells) {
    double width = Math.min(WIDEST, (double) ACROSS / Math.max(1, cells.columns().size()));
    // Many rows lie closer, so that a picture of 24 hours is not a page.
    double high = cells.rows().size() > 12 ? 18 : 24;
    double bottom = TOP + cells.rows().size() * high;
    Svg svg = new Svg(Plot.WIDTH, bottom + 70, label);
    DoubleStream sizes =
        cells.figures().stream()
            .flatMap(List::stream)
            .mapToDouble(Math::abs)
            .filter(Double::isFinite);
    double most = sizes.max().orElse(0);
    boolean hasBelow = cells.figures().stream().flatMap(List::stream).anyMatch(f -> f < 0);
    for (int i = 0; i < cells.rows().size(); i++) {
      double y = TOP + i * high;
      svg.text(LEFT - 8, y + high / 2 + 4, "end", "ink", Plot.clipped(cells.rows().get(i), 25));
      for (int j = 0; j < cells.columns().size(); j++) {
        cell(svg, cells, i, j, new Size(y, width, high), most);
      }
    }
    names(svg, cells.columns(), width, bottom);
    legend(svg, bottom + 38, most, hasBelow, cells.unit());
    return svg.done();
  }

  /** Where a row begins, and how large its cells are. */
  private record Size(double top, double width, double high) {}

  private static void cell(Svg svg, Cells cells, int i, int j, Size size, double most) {
    double figure = cells.figures().get(i).get(j);
    double x = LEFT + j * size.width();
    double width = size.width() - (size.width() > 8 ? 1 : 0);
    double high = size.high() - 1;
    String note =
        cells.rows().get(i) + ", " + cells.columns().get(j) + ": " + cells.unit().text(figure);
    if (!Double.isFinite(figure)) {
      svg.box(x, size.top(), width, high, "none", note);
      return;
    }
    double share = most == 0 ? 0 : Math.abs(figure) / most;
    svg.box(x, size.top(), width, high, figure < 0 ? "down" : "up", strength(share), note);
    String text = cells.unit().brief(figure);
    if (text.length() * LETTER + 4 <= width) {
      svg.text(
          x + width / 2,
          size.top() + high / 2 + 4.5,
          "middle",
          strength(share) > 0.6 ? "strong" : "ink",
          text);
    }
  }

  private static double strength(double share) {
    return FAINTEST + (STRONGEST - FAINTEST) * share;
  }

  private static void names(Svg svg, List<String> columns, double width, double bottom) {
    int longest = columns.stream().mapToInt(String::length).max().orElse(1);
    int every = Math.max(1, (int) Math.ceil((longest * LETTER + 8) / width));
    for (int j = 0; j < columns.size(); j += every) {
      double half = longest * LETTER / 2.0;
      double x = Math.min(LEFT + (j + 0.5) * width, Plot.WIDTH - half);
      svg.text(x, bottom + 16, "middle", "faint", columns.get(j));
    }
  }

  private static void legend(Svg svg, double y, double most, boolean hasBelow, Unit unit) {
    int first = hasBelow ? -LEGEND_STEPS : 0;
    double x = LEFT;
    for (int step = first; step <= LEGEND_STEPS; step++) {
      double share = Math.abs(step) / (double) LEGEND_STEPS;
      svg.box(x, y, 12, 10, step < 0 ? "down" : "up", strength(share), "");
      x += 12;
    }
    if (hasBelow) {
      svg.text(LEFT, y + 24, "start", "faint", unit.brief(-most));
    }
    double zero = LEFT + -first * 12 + 6.0;
    svg.text(zero, y + 24, "middle", "faint", unit.brief(0));
    svg.text(x, y + 24, "end", "faint", unit.brief(most));
    svg.box(x + 24, y, 12, 10, "none", "");
    svg.text(x + 42, y + 9, "start", "faint", "no figure");
  }
}
