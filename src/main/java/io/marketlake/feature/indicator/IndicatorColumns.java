package io.marketlake.feature.indicator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names and documents the columns that settings make, in their one order. */
final class IndicatorColumns {

  /** A column of indicators: double, nullable. */
  record Column(String name, String doc) {}

  private IndicatorColumns() {}

  static List<Column> of(IndicatorSettings settings) {
    List<Column> columns = new ArrayList<>();
    for (int period : settings.smaPeriods()) {
      columns.add(
          new Column(
              "sma_" + period,
              String.format(
                  Locale.ROOT,
                  "simple moving average, in the price's unit: the sum of the last %d closes over %d"
                      + " (TA-Lib SMA); null for the first %d bars",
                  period,
                  period,
                  period - 1)));
    }
    for (int period : settings.emaPeriods()) {
      columns.add(
          new Column(
              "ema_" + period,
              String.format(
                  Locale.ROOT,
                  "exponential moving average, in the price's unit: the mean of the first %d closes,"
                      + " then moved by 2/%d of the way to each close (TA-Lib EMA); null for the first"
                      + " %d bars",
                  period,
                  period + 1,
                  period - 1)));
    }
    addMacd(settings, columns);
    columns.add(
        new Column(
            "rsi_" + settings.rsiPeriod(),
            String.format(
                Locale.ROOT,
                "relative strength index, 0 to 100: 100 * gain / (gain + loss), Wilder's means of the"
                    + " rises and falls of the close, seeded by the mean of the first %d (TA-Lib RSI);"
                    + " 0 where gain + loss is below 1e-8, as in TA-Lib, so also for a flat price; null"
                    + " for the first %d bars",
                settings.rsiPeriod(),
                settings.rsiPeriod())));
    addBollinger(settings, columns);
    columns.add(
        new Column(
            "volatility_" + settings.volatilityPeriod(),
            String.format(
                Locale.ROOT,
                "sample standard deviation (divisor %d) of the last %d log returns, a fraction per bar,"
                    + " not annualised; TA-Lib's STDDEV of them is the population's, smaller by"
                    + " sqrt(%d/%d), and as there a population variance below 1e-8 counts as 0; null for the first %d bars",
                settings.volatilityPeriod() - 1,
                settings.volatilityPeriod(),
                settings.volatilityPeriod() - 1,
                settings.volatilityPeriod(),
                settings.volatilityPeriod())));
    columns.add(
        new Column(
            "atr_" + settings.atrPeriod(),
            String.format(
                Locale.ROOT,
                "average true range, in the price's unit: Wilder's mean of the true range (the greatest"
                    + " of high - low, |high - previous close|, |low - previous close|), seeded by the"
                    + " mean of the first %d (TA-Lib ATR); null for the first %d bars",
                settings.atrPeriod(),
                settings.atrPeriod())));
    addChanges(columns);
    return columns;
  }

  private static void addMacd(IndicatorSettings settings, List<Column> columns) {
    int fast = settings.macdFast();
    int slow = settings.macdSlow();
    int signal = settings.macdSignal();
    String periods = fast + "_" + slow + "_" + signal;
    int absent = slow + signal - 2;
    columns.add(
        new Column(
            "macd_" + periods,
            String.format(
                Locale.ROOT,
                "MACD line, in the price's unit: exponential mean of %d closes less that of %d, both"
                    + " begun at bar %d, the fast one from the mean of the %d closes up to it (TA-Lib"
                    + " MACD); null for the first %d bars, as its signal is",
                fast,
                slow,
                slow,
                fast,
                absent)));
    columns.add(
        new Column(
            "macd_signal_" + periods,
            String.format(
                Locale.ROOT,
                "signal line of MACD, in the price's unit: exponential mean of %d values of the MACD"
                    + " line, seeded by the mean of its first %d (TA-Lib MACD); null for the first %d"
                    + " bars",
                signal,
                signal,
                absent)));
    columns.add(
        new Column(
            "macd_histogram_" + periods,
            String.format(
                Locale.ROOT,
                "MACD line less its signal line, in the price's unit (TA-Lib MACD); null for the first"
                    + " %d bars",
                absent)));
  }

  private static void addBollinger(IndicatorSettings settings, List<Column> columns) {
    int period = settings.bollingerPeriod();
    String width =
        BigDecimal.valueOf(settings.bollingerWidth()).stripTrailingZeros().toPlainString();
    String suffix = "_" + period + "_" + width.replace('.', 'p');
    String band =
        "%s Bollinger band, in the price's unit: the middle one %s %s population standard deviations"
            + " (divisor %d) of the last %d closes (TA-Lib BBANDS); a variance below 1e-8 counts as"
            + " 0, as in TA-Lib; null for the first %d bars";
    columns.add(
        new Column(
            "bollinger_upper" + suffix,
            String.format(Locale.ROOT, band, "upper", "plus", width, period, period, period - 1)));
    columns.add(
        new Column(
            "bollinger_middle" + suffix,
            String.format(
                Locale.ROOT,
                "middle Bollinger band, in the price's unit: the mean of the last %d closes (TA-Lib"
                    + " BBANDS); null for the first %d bars",
                period,
                period - 1)));
    columns.add(
        new Column(
            "bollinger_lower" + suffix,
            String.format(Locale.ROOT, band, "lower", "less", width, period, period, period - 1)));
  }

  private static void addChanges(List<Column> columns) {
    columns.add(
        new Column(
            "return",
            "close over the previous bar's close, less 1, a fraction (TA-Lib ROCP of 1); null for"
                + " the first bar and after a close of 0"));
    columns.add(
        new Column(
            "log_return",
            "natural logarithm of the close over the previous bar's close; null for the first bar"
                + " and where that ratio is not above 0"));
    columns.add(
        new Column(
            "volume_change",
            "volume over the previous bar's volume, less 1, a fraction (TA-Lib ROCP of 1 but for its"
                + " 0 after a volume of 0); null for the first bar and after a volume of 0"));
    columns.add(
        new Column(
            "vwap_distance",
            "close over the bar's volume-weighted mean price, less 1, a fraction; null for a bar"
                + " without that price and where it is 0"));
  }
}
