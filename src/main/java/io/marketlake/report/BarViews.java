package io.marketlake.report;

import io.marketlake.schema.SilverBars;

/** The base bars that a report is of, under names of their own in SQL. */
final class BarViews {
  /** The newest revision of each base bar of the period and feeds. */
  static final String BARS = "report_bars";

  /**
   * The returns of bars: {@code move} is close over the close of the symbol's bar before on the
   * same UTC day, less 1, as a double.
   */
  static final String MOVES = "report_moves";

  /**
   * The return of each symbol's UTC day, the symbol in capitals as those of companies are, by the
   * first feed by name that has bars of it: {@code move} is its last close over its first open,
   * less 1; it starts at {@code started_at}. With the days that a day's next return may need.
   */
  static final String DAY_MOVES = "report_day_moves";

  /** How many days after a day its next return may lie: over a long weekend. */
  static final int DAYS_TO_NEXT = 5;

  private BarViews() {}

  /** Whether the lake has bars; their views are defined then. */
  static boolean define(ReportedLake lake, Asked asked) {
    if (!lake.has(SilverBars.ID)) {
      return false;
    }
    lake.define(BARS, current(asked, asked.of("source_feed")));
    lake.define(
        MOVES,
        "SELECT source_feed, symbol, bar_start, CAST(close / lag(close) OVER (PARTITION BY"
            + " source_feed, symbol, day ORDER BY bar_start) - 1 AS DOUBLE) AS move FROM "
            + BARS);
    String longer =
        asked.period().condition(0, DAYS_TO_NEXT) + " AND " + asked.among("source_feed");
    lake.define(
        DAY_MOVES,
        """
        SELECT symbol, day, first.move, first.started_at FROM (
          SELECT symbol, day, min_by(struct(move, started_at), source_feed) AS first FROM (
            SELECT source_feed, upper(symbol) AS symbol, day, min(bar_start) AS started_at,
              CAST(max_by(close, struct(bar_start, symbol)) / min_by(open, struct(bar_start, symbol)) - 1
                AS DOUBLE) AS move
            FROM (%s) GROUP BY source_feed, upper(symbol), day)
          GROUP BY symbol, day)"""
            .formatted(current(asked, longer)));
    return true;
  }

  private static String current(Asked asked, String condition) {
    return "SELECT source_feed, symbol, day, bar_start, open, close, volume, notional, trade_count FROM ("
        + SilverBars.newestRevisions(
            "(SELECT * FROM silver_bars WHERE %s AND interval = %s)"
                .formatted(condition, Asked.quoted(asked.interval())))
        + ")";
  }
}
