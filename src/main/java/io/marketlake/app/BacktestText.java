package io.marketlake.app;

import io.marketlake.backtest.BacktestRun.Outcome;
import io.marketlake.backtest.BacktestRun.Result;
import io.marketlake.backtest.DayBootstrap;
import io.marketlake.backtest.EquityCurve;
import io.marketlake.backtest.Fill;
import io.marketlake.backtest.Performance;
import io.marketlake.schema.Micros;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A backtest as people and programs read it. */
final class BacktestText {
  private static final String NONE = "-";

  /** Below it, a percentile interval of a mean is plainly narrower than it should be. */
  private static final int FEW_DAYS = 20;

  private BacktestText() {}

  /** A line a figure, the strategy beside buy and hold. */
  static String table(Result result) {
    StringBuilder table = new StringBuilder();
    line(table, "%-28s %16s %16s", "", "strategy", "buy and hold");
    row(table, result, "total return", f -> percent(f.totalReturn()));
    line(table, "%-28s %16s %16s", "  if trading were free", percent(result.beforeCosts()), "");
    row(table, result, "annualised return", f -> percent(f.annualisedReturn()));
    row(table, result, "annualised volatility", f -> percent(f.annualisedVolatility()));
    row(table, result, "Sharpe ratio", f -> number(f.sharpe(), "%.2f"));
    row(table, result, "deepest fall", f -> percent(-f.maxDrawdown()));
    row(
        table,
        result,
        "  its length in bars",
        f -> f.maxDrawdownBars() + (f.isRecovered() ? "" : ", and on"));
    row(table, result, "turnover", f -> number(f.turnover(), "%.1f"));
    row(table, result, "trades", f -> String.valueOf(f.fills()));
    row(table, result, "holdings ended", f -> String.valueOf(f.holdings()));
    row(table, result, "  of these won", f -> share(f.hitRate()));
    row(table, result, "exposure", f -> share(f.exposure()));
    row(table, result, "nights held", f -> String.valueOf(f.nights()));
    row(table, result, "costs paid", f -> percent(-f.cost()));
    row(table, result, "slippage paid", f -> percent(-f.slippage()));
    table.append('\n').append(difference(result.difference()));
    return table.toString();
  }

  /** The symbols whose accounts were ruined, and when; empty where none was. */
  static String ruins(Outcome outcome) {
    return outcome.ruins().stream()
        .map(fill -> fill.symbol() + " at " + time(fill.filledAt()))
        .collect(Collectors.joining(", "));
  }

  private static String difference(DayBootstrap difference) {
    if (Double.isNaN(difference.low())) {
      return "One day says nothing of luck: there is no interval of the difference.";
    }
    String told =
        String.format(
            Locale.ROOT,
            "A day's return less that of buy and hold: mean %s, [%s %s] by %d days drawn again"
                + " (95 %%).",
            percent(difference.mean()),
            percent(difference.low()),
            percent(difference.high()),
            difference.days());
    String luck =
        difference.excludesNothing() ? "" : "\nThe luck of days alone can make such a difference.";
    String few =
        difference.days() < FEW_DAYS ? "\nOf so few days, the interval is too narrow." : "";
    return told + luck + few;
  }

  private static void row(
      StringBuilder table, Result result, String name, Function<Performance, String> figure) {
    line(
        table,
        "%-28s %16s %16s",
        name,
        figure.apply(result.traded().performance()),
        figure.apply(result.held().performance()));
  }

  private static void line(StringBuilder table, String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private static String percent(double share) {
    // + 0.0 makes of -0 a 0.
    return number(share * 100 + 0.0, "%+.3f %%");
  }

  private static String share(double share) {
    return number(share * 100, "%.1f %%");
  }

  private static String number(double value, String format) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NONE;
  }

  /**
   * All of it but the trades, for JSON.
   *
   * @param told how it was read, traded and checked, by name
   */
  static Map<String, Object> json(Result result, Map<String, Object> told) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("strategy", result.strategy());
    json.put("symbols", result.symbols());
    json.put("bars", result.bars());
    json.put("untimelyBars", result.untimelyBars());
    json.put("outOfSessionBars", result.outOfSessionBars());
    json.put("begin", result.begin().toString());
    json.put("end", result.end().toString());
    json.putAll(told);
    json.put("performance", result.traded().performance());
    json.put("totalReturnBeforeCosts", result.beforeCosts());
    json.put("buyAndHold", result.held().performance());
    json.put("dailyDifference", result.difference());
    json.put("curve", curve(result));
    return json;
  }

  private static List<Map<String, Object>> curve(Result result) {
    List<EquityCurve.Point> ours = result.traded().curve().points();
    List<EquityCurve.Point> theirs = result.held().curve().points();
    List<Map<String, Object>> points = new ArrayList<>(ours.size());
    for (int i = 0; i < ours.size(); i++) {
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("time", Micros.instant(ours.get(i).at()).toString());
      point.put("strategy", ours.get(i).worth());
      point.put("buyAndHold", theirs.get(i).worth());
      points.add(point);
    }
    return points;
  }

  /** The trades as CSV. */
  static String csv(Outcome outcome) {
    StringBuilder csv =
        new StringBuilder(
            "symbol,decided_at,known_at,filled_at,position,shares,open,price,notional,cost,slippage,profit\n");
    for (Fill fill : outcome.fills()) {
      csv.append(
          String.join(
              ",",
              fill.symbol(),
              time(fill.decidedAt()),
              time(fill.knownAt()),
              time(fill.filledAt()),
              String.valueOf(fill.position()),
              String.valueOf(fill.shares()),
              String.valueOf(fill.open()),
              String.valueOf(fill.price()),
              String.valueOf(fill.notional()),
              String.valueOf(fill.cost()),
              String.valueOf(fill.slippage()),
              fill.endsHolding() ? String.valueOf(fill.profit()) : ""));
      csv.append('\n');
    }
    return csv.toString();
  }

  private static String time(long moment) {
    return Micros.instant(moment).toString();
  }
}
