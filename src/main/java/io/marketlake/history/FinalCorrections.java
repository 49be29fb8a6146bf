package io.marketlake.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.unix_micros;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Corrections of a feed's quarantined events that a corrected rebuild takes into bars: those with a
 * price whose bar, or a later one of their symbol, is final. The stream does not take them, so that
 * a bar which it has still to make would lack them again.
 */
final class FinalCorrections {
  private static final String NEWEST_END = "newest_end";

  private final BarFeed feed;
  private final BarTables bars;
  private final LakeTables tables;

  FinalCorrections(BarFeed feed, BarTables bars, LakeTables tables) {
    this.feed = feed;
    this.bars = bars;
    this.tables = tables;
  }

  /** Those since a moment, in microseconds, with the columns of the feed's prices. */
  Dataset<Row> since(long cut) {
    Dataset<Row> corrected =
        tables
            .read(SilverTable.of(feed.feed()))
            .filter(BarRebuild.since(cut, SilverTable.EVENT_TIME))
            .filter(Coordinate.isCorrection());
    return feed.prices()
        .apply(corrected)
        .join(newestEnds(), SilverBars.SYMBOL)
        .filter(isTaken())
        .drop(NEWEST_END);
  }

  /** The end of each symbol's newest final bar, in microseconds. */
  Dataset<Row> newestEnds() {
    return baseBars()
        .groupBy(col(SilverBars.SYMBOL))
        .agg(unix_micros(max(col(SilverBars.BAR_END))).as(NEWEST_END));
  }

  /** All rows of the feed's bars of the base interval. */
  Dataset<Row> baseBars() {
    return tables
        .read(bars.bars())
        .filter(col(SilverBars.SOURCE_FEED).equalTo(feed.name()))
        .filter(col(SilverBars.INTERVAL).equalTo(SilverBars.intervalName(feed.rules().base())));
  }

  /** Of priced events with {@link #newestEnds}, those that a rebuild takes. */
  static Column isTaken() {
    return col(SilverTable.EVENT_TIME).lt(col(NEWEST_END));
  }
}
