package io.marketlake.backtest;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * The figures of a portfolio. Shares of 1, not percent; NaN where a figure is not defined.
 *
 * @param days trading dates with a bar
 * @param barsPerYear what figures of bars are annualised by: the curve's points a day, times 365 if
 *     a bar lies on a Saturday or Sunday and 252 if none does
 * @param totalReturn worth at the end over worth at the begin, less 1; what is held at the end
 *     counts at its last close and is not sold
 * @param annualisedReturn (1 + total return) to the power of days of a year over days
 * @param annualisedVolatility sample deviation of the returns from point to point, times the root
 *     of the bars of a year
 * @param sharpe mean of these returns over their sample deviation, times the same root, at a
 *     risk-free rate of 0 (W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management, 1994);
 *     the root supposes returns that don't depend on those before (A. W. Lo, The Statistics of
 *     Sharpe Ratios, Financial Analysts Journal, 2002)
 * @param maxDrawdown the deepest fall below the highest worth until then, as a share of it
 *     (Magdon-Ismail and Atiya, Maximum Drawdown, Risk, 2004)
 * @param maxDrawdownBars points from that highest worth until it is reached again, or the end
 * @param isRecovered whether it was reached again
 * @param turnover what was traded, bought and sold together, over the mean worth
 * @param fills how many trades there were
 * @param holdings how many holdings were ended: a holding is from the first trade to a side until
 *     nothing or the other side is held
 * @param hitRate the share of these that won money, all costs taken off
 * @param exposure what is held, long and short added up, over worth: the mean of the points
 * @param nights how often a symbol was held from one trading date to the next
 * @param cost paid for trades, as a share of the capital at the begin
 * @param slippage lost by worse prices than the open, likewise
 */
public record Performance(
    int days,
    double barsPerYear,
    double totalReturn,
    double annualisedReturn,
    double annualisedVolatility,
    double sharpe,
    double maxDrawdown,
    int maxDrawdownBars,
    boolean isRecovered,
    double turnover,
    int fills,
    int holdings,
    double hitRate,
    double exposure,
    int nights,
    double cost,
    double slippage) {
  private static final int ALL_DAYS = 365;
  private static final int WEEKDAYS = 252;

  static Performance of(EquityCurve curve, List<SymbolRun> runs) {
    List<Fill> fills = runs.stream().flatMap(run -> run.fills().stream()).toList();
    Map<LocalDate, Double> daily = curve.dailyReturns();
    int days = daily.size();
    int daysPerYear =
        daily.keySet().stream().anyMatch(Performance::isWeekend) ? ALL_DAYS : WEEKDAYS;
    double barsPerYear = (double) curve.points().size() / days * daysPerYear;
    double[] returns = curve.returns();
    double mean = mean(returns);
    double deviation = deviation(returns, mean);
    double total = curve.end() / EquityCurve.BEGIN - 1;
    Fall fall = Fall.deepest(curve);
    List<Fill> ended = fills.stream().filter(Fill::endsHolding).toList();
    long won = ended.stream().filter(fill -> fill.profit() > 0).count();
    double traded = fills.stream().mapToDouble(Fill::notional).sum();
    return new Performance(
        days,
        barsPerYear,
        total,
        Math.pow(Math.max(0, 1 + total), (double) daysPerYear / days) - 1,
        deviation * Math.sqrt(barsPerYear),
        deviation > 0 ? mean / deviation * Math.sqrt(barsPerYear) : Double.NaN,
        fall.depth(),
        fall.points(),
        fall.isRecovered(),
        traded / curve.points().stream().mapToDouble(EquityCurve.Point::worth).average().orElse(1),
        fills.size(),
        ended.size(),
        ended.isEmpty() ? Double.NaN : (double) won / ended.size(),
        curve.points().stream().mapToDouble(Performance::exposure).average().orElse(0),
        (int)
            runs.stream()
                .flatMap(run -> run.marks().stream())
                .filter(SymbolRun.Mark::isNight)
                .count(),
        fills.stream().mapToDouble(Fill::cost).sum(),
        fills.stream().mapToDouble(Fill::slippage).sum());
  }

  private static boolean isWeekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }

  private static double exposure(EquityCurve.Point point) {
    return point.worth() > 0 ? point.held() / point.worth() : 0;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Of a sample; NaN for one value. */
  private static double deviation(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
  }

  /** A fall from a highest worth. */
  private record Fall(double depth, int points, boolean isRecovered) {
    static Fall deepest(EquityCurve curve) {
      double[] drawdowns = curve.drawdowns();
      int lowest = -1;
      for (int i = 0; i < drawdowns.length; i++) {
        if (drawdowns[i] < (lowest < 0 ? 0 : drawdowns[lowest])) {
          lowest = i;
        }
      }
      if (lowest < 0) {
        return new Fall(0, 0, true);
      }
      int peak = lowest;
      while (peak >= 0 && drawdowns[peak] < 0) {
        peak--;
      }
      int end = lowest;
      while (end < drawdowns.length && drawdowns[end] < 0) {
        end++;
      }
      boolean isRecovered = end < drawdowns.length;
      int last = isRecovered ? end : drawdowns.length - 1;
      return new Fall(-drawdowns[lowest], last - peak, isRecovered);
    }
  }
}
