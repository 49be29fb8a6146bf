package io.marketlake.backtest;

import io.marketlake.backtest.BacktestRun.Outcome;
import io.marketlake.backtest.BacktestRun.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A backtest as an SVG page that needs nothing else: the worth of the strategy and of buy and hold
 * above, and how far each lies below its highest worth below. Bars stand side by side, so that
 * nights and weekends take no place.
 */
public final class EquityPicture {
  private static final int WIDTH = 960;
  private static final int LEFT = 76;
  private static final int PLOT = WIDTH - LEFT - 24;
  private static final int WORTH_TOP = 96;
  private static final int WORTH_HEIGHT = 300;
  private static final int FALL_TOP = WORTH_TOP + WORTH_HEIGHT + 44;
  private static final int FALL_HEIGHT = 120;
  private static final int HEIGHT = FALL_TOP + FALL_HEIGHT + 44;
  private static final int MOST_DAYS = 8;
  private static final int TICKS = 5;

  private static final String INK = "#24292f";
  private static final String FAINT = "#8c959f";
  private static final String PAPER = "#f6f8fa";
  private static final String OURS = "#2e7d50";
  private static final String THEIRS = "#c44632";

  private EquityPicture() {}

  /** The page. */
  public static String of(Result result) {
    Svg svg = new Svg(WIDTH, HEIGHT, "Backtest of " + result.strategy());
    svg.text(LEFT, 28, "start", INK, 17, result.strategy() + " against buy and hold");
    svg.text(LEFT, 48, "start", FAINT, 13, caption(result));
    legend(svg, 66, OURS, result.strategy(), result.traded());
    legend(svg, 84, THEIRS, "buy and hold", result.held());
    EquityCurve ours = result.traded().curve();
    EquityCurve theirs = result.held().curve();
    plot(
        svg,
        new Frame(WORTH_TOP, WORTH_HEIGHT, ours.points().size()),
        worths(ours),
        worths(theirs),
        EquityCurve.BEGIN);
    svg.text(LEFT, FALL_TOP - 10, "start", FAINT, 13, "below the highest worth until then");
    Frame fall = new Frame(FALL_TOP, FALL_HEIGHT, ours.points().size());
    plot(svg, fall, ours.drawdowns(), theirs.drawdowns(), 0);
    days(svg, fall, ours.points());
    return svg.page();
  }

  private static String caption(Result result) {
    int symbols = result.symbols().size();
    return String.format(
        Locale.ROOT,
        "%s, %d bars from %s to %s, costs taken off",
        symbols == 1 ? result.symbols().get(0) : symbols + " symbols with equal shares",
        result.bars(),
        result.begin(),
        result.end());
  }

  private static void legend(Svg svg, int y, String ink, String name, Outcome outcome) {
    Performance figures = outcome.performance();
    svg.line(LEFT, y - 4, LEFT + 22, y - 4, ink, "");
    svg.text(
        LEFT + 30,
        y,
        "start",
        INK,
        13,
        String.format(
            Locale.ROOT,
            "%s: %+.2f %%, deepest fall %.2f %%, %d trades",
            name,
            figures.totalReturn() * 100,
            figures.maxDrawdown() * 100,
            figures.fills()));
  }

  private static double[] worths(EquityCurve curve) {
    return curve.points().stream().mapToDouble(EquityCurve.Point::worth).toArray();
  }

  /** Where a plot lies, and how many points go across it. */
  private record Frame(int top, int height, int points) {
    double x(int point) {
      return points == 1 ? LEFT : LEFT + (double) PLOT * point / (points - 1);
    }
  }

  private static void plot(Svg svg, Frame frame, double[] ours, double[] theirs, double base) {
    double low = Math.min(base, Math.min(least(ours), least(theirs)));
    double high = Math.max(base, Math.max(most(ours), most(theirs)));
    double step = step(Math.max(high - low, 1e-6));
    double bottom = base + Math.floor((low - base) / step) * step;
    double top = base + Math.max(Math.ceil((high - base) / step), 0) * step;
    double span = Math.max(top - bottom, step);
    svg.box(LEFT, frame.top(), PLOT, frame.height(), PAPER);
    int ticks = (int) Math.round(span / step);
    for (int i = 0; i <= ticks; i++) {
      double value = bottom + i * step;
      int y = (int) Math.round(frame.top() + frame.height() * (1 - (value - bottom) / span));
      boolean isBase = Math.abs(value - base) < step / 2;
      svg.line(LEFT, y, LEFT + PLOT, y, isBase ? FAINT : "#ffffff", isBase ? "5 4" : "");
      // A rounding error of the base is no loss of -0.
      svg.text(LEFT - 8, y + 4, "end", FAINT, 12, percent(isBase ? 0 : value - base, step));
    }
    svg.curve(points(frame, theirs, bottom, span), THEIRS);
    svg.curve(points(frame, ours, bottom, span), OURS);
  }

  /** With as many decimals as the step between two of them needs. */
  private static String percent(double share, double step) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step * 100) + 1e-9));
    String format = share == 0 ? "%." + decimals + "f %%" : "%+." + decimals + "f %%";
    return String.format(Locale.ROOT, format, share * 100);
  }

  /** A point a bar; where more than one falls on a pixel, the lowest and highest of these. */
  private static String points(Frame frame, double[] values, double bottom, double span) {
    StringBuilder points = new StringBuilder();
    int perPixel = Math.max(1, values.length / PLOT);
    for (int i = 0; i < values.length; i += perPixel) {
      int end = Math.min(values.length, i + perPixel);
      int low = i;
      int high = i;
      for (int j = i; j < end; j++) {
        low = values[j] < values[low] ? j : low;
        high = values[j] > values[high] ? j : high;
      }
      for (int j : low == high ? new int[] {low} : inOrder(low, high)) {
        double y = frame.top() + frame.height() * (1 - (values[j] - bottom) / span);
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", frame.x(j), y));
      }
    }
    return points.toString().stripTrailing();
  }

  private static int[] inOrder(int one, int other) {
    return new int[] {Math.min(one, other), Math.max(one, other)};
  }

  /** A line where a day begins, and the dates of some of them. */
  private static void days(Svg svg, Frame below, List<EquityCurve.Point> points) {
    long days = points.stream().map(EquityCurve.Point::day).distinct().count();
    long every = (days + MOST_DAYS - 1) / MOST_DAYS;
    int day = -1;
    for (int i = 0; i < points.size(); i++) {
      if (i > 0 && points.get(i - 1).day().equals(points.get(i).day())) {
        continue;
      }
      day++;
      if (day % every == 0) {
        int x = (int) Math.round(below.x(i));
        svg.line(x, WORTH_TOP, x, WORTH_TOP + WORTH_HEIGHT, "#d0d7de", "");
        svg.line(x, FALL_TOP, x, FALL_TOP + FALL_HEIGHT, "#d0d7de", "");
        svg.text(
            x, FALL_TOP + FALL_HEIGHT + 20, "start", FAINT, 12, points.get(i).day().toString());
      }
    }
  }

  /** A round number of which a few make the range. */
  private static double step(double range) {
    double rough = range / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double share = rough / power;
    return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElse(0);
  }

  private static double most(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }

  /** An SVG page that is being drawn. */
  private static final class Svg {
    private final StringBuilder page = new StringBuilder();

    Svg(int width, int height, String title) {
      add(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
              + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" role=\"img\">",
          width, height, width, height);
      add("<title>%s</title>", escaped(title));
      box(0, 0, width, height, "#ffffff");
    }

    void box(int x, int y, int width, int height, String fill) {
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
          x, y, width, height, fill);
    }

    void text(int x, int y, String anchor, String ink, int size, String text) {
      add(
          "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-size=\"%d\">%s</text>",
          x, y, anchor, ink, size, escaped(text));
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

    void curve(String points, String ink) {
      add(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\""
              + " stroke-linejoin=\"round\"/>",
          points, ink);
    }

    private static String escaped(String text) {
      return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... values) {
      page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String page() {
      return page + "</svg>\n";
    }
  }
}
