package io.marketlake.registry;

import io.marketlake.registry.Evaluation.Bin;
import io.marketlake.registry.Evaluation.Calibration;
import java.util.List;
import java.util.Locale;

/** Pictures of an evaluation as SVG: who was taken for whom, and whether confidence is earned. */
final class CardPictures {
  private static final int CELL = 92;
  private static final int LEFT = 96;
  private static final int TOP = 64;
  private static final int PLOT = 260;
  private static final String INK = "#24292f";
  private static final String FAINT = "#8c959f";

  private CardPictures() {}

  /** A cell a true class and an answer: rows, and their share of the true class as its shade. */
  static String confusion(Evaluation evaluation) {
    int classes = evaluation.classes().size();
    Svg svg = new Svg(LEFT + classes * CELL + 16, TOP + classes * CELL + 16);
    svg.text(LEFT + classes * CELL / 2, 20, "middle", FAINT, "answered");
    svg.turned(18, TOP + classes * CELL / 2, FAINT, "truly");
    for (int i = 0; i < classes; i++) {
      String label = evaluation.classes().get(i).label();
      svg.text(LEFT + i * CELL + CELL / 2, TOP - 12, "middle", INK, label);
      svg.text(LEFT - 8, TOP + i * CELL + CELL / 2 + 4, "end", INK, label);
      List<Long> found = evaluation.confusion().get(i);
      long rows = found.stream().mapToLong(Long::longValue).sum();
      for (int j = 0; j < classes; j++) {
        double share = rows == 0 ? 0 : (double) found.get(j) / rows;
        int x = LEFT + j * CELL;
        int y = TOP + i * CELL;
        String hue = i == j ? "46,125,80" : "196,70,50";
        svg.box(x, y, CELL - 2, CELL - 2, "rgba(" + hue + "," + two(0.06 + 0.84 * share) + ")");
        String ink = share > 0.55 ? "#ffffff" : INK;
        svg.text(x + CELL / 2, y + CELL / 2, "middle", ink, String.valueOf(found.get(j)));
        svg.text(x + CELL / 2, y + CELL / 2 + 18, "middle", ink, percent(share));
      }
    }
    return svg.page();
  }

  /** A dot a bin: how often answers of such a probability are right; its size tells the rows. */
  static String reliability(Calibration calibration) {
    Svg svg = new Svg(LEFT + PLOT + 24, TOP + PLOT + 48);
    svg.text(LEFT, 24, "start", INK, "expected error " + two(calibration.expectedError()));
    svg.box(LEFT, TOP, PLOT, PLOT, "#f6f8fa");
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      int offset = PLOT * tenth / 10;
      svg.text(LEFT + offset, TOP + PLOT + 18, "middle", FAINT, two(tenth / 10.0));
      svg.text(LEFT - 8, TOP + PLOT - offset + 4, "end", FAINT, two(tenth / 10.0));
      svg.line(LEFT, TOP + offset, LEFT + PLOT, TOP + offset, "#ffffff", "");
    }
    svg.line(LEFT, TOP + PLOT, LEFT + PLOT, TOP, FAINT, "5 4");
    svg.text(LEFT + PLOT / 2, TOP + PLOT + 38, "middle", FAINT, "probability of the answer");
    svg.turned(40, TOP + PLOT / 2, FAINT, "share of right answers");
    long rows = calibration.bins().stream().mapToLong(Bin::rows).sum();
    int lastX = -1;
    int lastY = -1;
    for (Bin bin : calibration.bins()) {
      int x = LEFT + (int) Math.round(bin.confidence() * PLOT);
      int y = TOP + PLOT - (int) Math.round(bin.accuracy() * PLOT);
      if (lastX >= 0) {
        svg.line(lastX, lastY, x, y, "#2e7d50", "");
      }
      lastX = x;
      lastY = y;
    }
    for (Bin bin : calibration.bins()) {
      int x = LEFT + (int) Math.round(bin.confidence() * PLOT);
      int y = TOP + PLOT - (int) Math.round(bin.accuracy() * PLOT);
      double radius = 3 + 9 * Math.sqrt((double) bin.rows() / rows);
      svg.dot(x, y, radius, "#2e7d50", bin.rows() + " rows");
    }
    return svg.page();
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  /** An SVG page that is being drawn. */
  private static final class Svg {
    private final StringBuilder page = new StringBuilder();

    Svg(int width, int height) {
      add(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
              + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
          width, height, width, height);
      box(0, 0, width, height, "#ffffff");
    }

    void box(int x, int y, int width, int height, String fill) {
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
          x, y, width, height, fill);
    }

    void text(int x, int y, String anchor, String ink, String text) {
      add(
          "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
          x, y, anchor, ink, text);
    }

    void turned(int x, int y, String ink, String text) {
      add(
          "<text transform=\"translate(%d %d) rotate(-90)\" text-anchor=\"middle\""
              + " fill=\"%s\">%s</text>",
          x, y, ink, text);
    }

    void line(int fromX, int fromY, int toX, int toY, String ink, String dashes) {
      add(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"%s/>",
          fromX,
          fromY,
          toX,
          toY,
          ink,
          dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"");
    }

    void dot(int x, int y, double radius, String fill, String title) {
      add(
          "<circle cx=\"%d\" cy=\"%d\" r=\"%.1f\" fill=\"%s\"><title>%s</title></circle>",
          x, y, radius, fill, title);
    }

    private void add(String format, Object... values) {
      page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String page() {
      return page + "</svg>\n";
    }
  }
}
