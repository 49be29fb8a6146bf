package io.marketlake.backtest;

import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.Micros;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a portfolio was worth over time, in units of what it began with. It has a point at each
 * moment at which a bar of any of its symbols ended; the others stand at their last closes.
 *
 * @param points in the order of their moments, one at least
 */
public record EquityCurve(List<Point> points) {
  /** What every portfolio begins with. */
  public static final double BEGIN = 1;

  /**
   * A moment of it.
   *
   * @param at in microseconds since 1970
   * @param day the trading date that it belongs to
   * @param worth all that there is
   * @param held what is held, long and short added up without their signs
   */
  public record Point(long at, LocalDate day, double worth, double held) {}

  public EquityCurve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve has a point at least");
    }
  }

  /** Of the symbols of a portfolio, which have equal shares of the capital. */
  static EquityCurve of(List<SymbolRun> runs, TradingCalendar calendar) {
    Map<Long, Map<Integer, SymbolRun.Mark>> moments = new TreeMap<>();
    for (int i = 0; i < runs.size(); i++) {
      for (SymbolRun.Mark mark : runs.get(i).marks()) {
        moments.computeIfAbsent(mark.at(), at -> new LinkedHashMap<>()).put(i, mark);
      }
    }
    double[] worth = new double[runs.size()];
    double[] held = new double[runs.size()];
    Arrays.fill(worth, BEGIN / runs.size());
    List<Point> points = new ArrayList<>(moments.size());
    moments.forEach(
        (at, marks) -> {
          marks.forEach(
              (symbol, mark) -> {
                worth[symbol] = mark.worth();
                held[symbol] = Math.abs(mark.held());
              });
          // A bar's last moment is of its session; its end may be of the next day.
          LocalDate day = calendar.sessionDate(Micros.instant(at - 1));
          points.add(new Point(at, day, sum(worth), sum(held)));
        });
    return new EquityCurve(points);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** The last worth. */
  public double end() {
    return points.get(points.size() - 1).worth();
  }

  /** What was won or lost from each point to the next, as a share; the first is from the begin. */
  double[] returns() {
    double[] returns = new double[points.size()];
    double before = BEGIN;
    for (int i = 0; i < returns.length; i++) {
      returns[i] = change(before, points.get(i).worth());
      before = points.get(i).worth();
    }
    return returns;
  }

  /** What was won or lost on each day, from the end of the day before, as a share. */
  Map<LocalDate, Double> dailyReturns() {
    Map<LocalDate, Double> ends = new LinkedHashMap<>();
    points.forEach(point -> ends.put(point.day(), point.worth()));
    Map<LocalDate, Double> returns = new LinkedHashMap<>();
    double before = BEGIN;
    for (Map.Entry<LocalDate, Double> end : ends.entrySet()) {
      returns.put(end.getKey(), change(before, end.getValue()));
      before = end.getValue();
    }
    return returns;
  }

  /** How far each point lies below the highest worth until then, as a share of it; 0 or less. */
  public double[] drawdowns() {
    double[] drawdowns = new double[points.size()];
    double peak = BEGIN;
    for (int i = 0; i < drawdowns.length; i++) {
      peak = Math.max(peak, points.get(i).worth());
      drawdowns[i] = points.get(i).worth() / peak - 1;
    }
    return drawdowns;
  }

  /** Nothing can be won with nothing. */
  private static double change(double before, double now) {
    return before > 0 ? now / before - 1 : 0;
  }
}
