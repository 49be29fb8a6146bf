package io.marketlake.marts;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The view {@code silver.base_bars}: the newest revision of each base bar, with indicators under
 * names that do not change with their periods. Columns: those of prices and times of {@code
 * silver.bars}, {@code trading_day} as in {@link PricedEvents}, and sma, rsi, macd, macd_signal and
 * volatility. {@code silver.first_base_bars} has the same of each bar's first revision.
 */
public final class BaseBars {
  /** Its name in SQL. */
  public static final String NAME = "silver.base_bars";

  /** The name of the view of base bars as they were first written. */
  public static final String FIRST_NAME = "silver.first_base_bars";

  /**
   * What the settings call things.
   *
   * @param interval the length of a base bar as {@code silver.bars} writes it
   * @param sma the column of the simple moving average that is shown; empty for none
   */
  public record Names(
      String interval, String sma, String rsi, String macd, String macdSignal, String volatility) {

    /**
     * Of columns of indicators: of several simple moving averages the middle one.
     *
     * @param indicators the columns' names, in their order
     */
    public static Names of(String interval, List<String> indicators) {
      List<String> sma = indicators.stream().filter(name -> name.startsWith("sma_")).toList();
      return new Names(
          interval,
          sma.isEmpty() ? "" : sma.get(sma.size() / 2),
          first(indicators, "rsi_\\d+"),
          first(indicators, "macd_\\d+_\\d+_\\d+"),
          first(indicators, "macd_signal_\\d+_\\d+_\\d+"),
          first(indicators, "volatility_\\d+"));
    }

    private static String first(List<String> indicators, String form) {
      return indicators.stream()
          .filter(name -> name.matches(form))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no " + form + " in " + indicators));
    }
  }

  private BaseBars() {}

  /** Its columns, with what those mean that no table says. */
  public static final String COLUMNS =
      """
      (day, trading_day COMMENT 'the date of the feed\\'s calendar, UTC unless it names one',
        event_time, known_at, source_feed, symbol, interval, bar_start, bar_end, open, high, low,
        close, volume, notional, vwap, trade_count, in_session, is_warm, revision,
        sma COMMENT 'moving average of closes over the middle one of the kept periods: a price',
        rsi COMMENT 'relative strength index, 0 to 100',
        macd COMMENT 'MACD line: a difference of prices',
        macd_signal COMMENT 'signal line of MACD: a difference of prices',
        volatility COMMENT 'standard deviation of the log returns of bars')""";

  /** What its rows are. */
  public static final String COMMENT = "The newest revision of each base bar.";

  /** What the rows of {@link #FIRST_NAME} are. */
  public static final String FIRST_COMMENT =
      "Each base bar as the stream first wrote it, which is what was known of it then.";

  /** The query behind the view. */
  public static String sql(Names names, List<PricedFeed> feeds) {
    return select(names, feeds, "silver.bars_current", "");
  }

  /** The query behind {@link #FIRST_NAME}. */
  public static String firstSql(Names names, List<PricedFeed> feeds) {
    return select(names, feeds, "silver.bars", " AND revision = 0 AND trade_count > 0");
  }

  private static String select(
      Names names, List<PricedFeed> feeds, String source, String condition) {
    String day =
        feeds.stream()
            .map(
                feed ->
                    "WHEN '%s' THEN %s".formatted(feed.feed().name(), feed.tradingDay("bar_start")))
            .collect(Collectors.joining(" ", "CASE source_feed ", " ELSE to_date(bar_start) END"));
    return """
        SELECT day, %s AS trading_day, event_time, known_at, source_feed, symbol, interval,
          bar_start, bar_end, open, high, low, close, volume, notional, vwap, trade_count,
          in_session, is_warm, revision, %s AS sma, `%s` AS rsi, `%s` AS macd,
          `%s` AS macd_signal, `%s` AS volatility
        FROM %s WHERE interval = '%s'%s"""
        .formatted(
            feeds.isEmpty() ? "to_date(bar_start)" : day,
            names.sma().isEmpty() ? "CAST(NULL AS DOUBLE)" : "`" + names.sma() + "`",
            names.rsi(),
            names.macd(),
            names.macdSignal(),
            names.volatility(),
            source,
            names.interval(),
            condition);
  }
}
