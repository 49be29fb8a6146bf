package io.marketlake.backtest;

import io.marketlake.feature.direction.BarSeriesFixture;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.IndicatorValues;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import io.marketlake.schema.Micros;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bars of a minute and markets for tests. */
final class Bars {
  static final long MINUTE = BarSeriesFixture.MINUTE;

  /** Trading is free, and a bar that was known 10 s after its end is traded in the next but one. */
  static final ExecutionSettings FREE = market(0, 0, 0);

  private Bars() {}

  static ExecutionSettings market(double cost, double slippage, double ofRange) {
    return new ExecutionSettings(
        Duration.ofSeconds(5),
        cost,
        slippage,
        ofRange,
        TradingCalendar.continuous(),
        Optional.empty());
  }

  /** From 14:30 to 14:40 in UTC on weekdays. */
  static TradingCalendar shortSessions() {
    return TradingCalendar.of(
        "short",
        ZoneId.of("UTC"),
        new TradingSessions(
            LocalTime.of(14, 30),
            LocalTime.of(14, 40),
            Set.of(
                DayOfWeek.MONDAY,
                DayOfWeek.TUESDAY,
                DayOfWeek.WEDNESDAY,
                DayOfWeek.THURSDAY,
                DayOfWeek.FRIDAY),
            Set.of(),
            Map.of()));
  }

  /** A bar that was known 10 s after its end, and whose range is from its open to its close. */
  static DirectionBar bar(String start, double open, double close) {
    return BarSeriesFixture.bar(start, open, close);
  }

  /** Bars of the minutes from 14:30 on of Monday, 2 March 2026, which open and close so. */
  static List<DirectionBar> of(double... opensAndCloses) {
    List<DirectionBar> bars = new ArrayList<>();
    long start = BarSeriesFixture.at("2026-03-02T14:30:00Z");
    for (int i = 0; i < opensAndCloses.length; i += 2) {
      bars.add(
          BarSeriesFixture.bar(
              start,
              start + MINUTE + 10 * Micros.SECOND,
              0,
              opensAndCloses[i],
              opensAndCloses[i + 1],
              true));
      start += MINUTE;
    }
    return bars;
  }

  /** Bars that open and close at the same price. */
  static List<DirectionBar> flat(double... prices) {
    double[] both = new double[2 * prices.length];
    for (int i = 0; i < prices.length; i++) {
      both[2 * i] = prices[i];
      both[2 * i + 1] = prices[i];
    }
    return of(both);
  }

  /** The same bar of another symbol, or known at another time, or with these indicators. */
  static DirectionBar changed(
      DirectionBar bar, String symbol, long knownAt, IndicatorValues indicators, boolean isWarm) {
    return new DirectionBar(
        symbol,
        bar.start(),
        bar.end(),
        knownAt,
        bar.revision(),
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        bar.vwap(),
        indicators,
        isWarm,
        bar.inSession());
  }

  /** A strategy that wants these of its bars, and of those after them the last. */
  static Strategy wanting(double... positions) {
    return new Strategy() {
      @Override
      public String name() {
        return "by hand";
      }

      @Override
      public List<Decision> decisions(List<DirectionBar> rows) {
        List<DirectionBar> bars = TimelyBars.of(rows);
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < bars.size(); i++) {
          double position = positions[Math.min(i, positions.length - 1)];
          decisions.add(new Decision(bars.get(i).start(), bars.get(i).knownAt(), position, true));
        }
        return decisions;
      }
    };
  }
}
