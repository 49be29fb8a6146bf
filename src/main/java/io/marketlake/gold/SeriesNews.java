package io.marketlake.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a micro-batch brings of one series. Times are microseconds since 1970.
 *
 * @param first start of its first new bar
 * @param last start of its last new bar
 * @param lastEnd end of its last new bar
 * @param firstKnown when the first of them was known
 * @param lastKnown when the last of them was known
 * @param isForecast whether any of them may be forecast
 */
record SeriesNews(
    String feed,
    String symbol,
    long first,
    long last,
    long lastEnd,
    long firstKnown,
    long lastKnown,
    boolean isForecast) {

  /** Of new bars within sessions. */
  static List<SeriesNews> of(Dataset<Row> bars) {
    return bars
        .groupBy(col(SilverBars.SOURCE_FEED), col(SilverBars.SYMBOL))
        .agg(
            min(col(SilverBars.BAR_START)),
            max(col(SilverBars.BAR_START)),
            max(col(SilverBars.BAR_END)),
            min(col(BronzeEvents.KNOWN_AT)),
            max(col(BronzeEvents.KNOWN_AT)),
            max(col(SilverBars.IS_WARM)))
        .collectAsList()
        .stream()
        .map(
            row ->
                new SeriesNews(
                    row.getString(0),
                    row.getString(1),
                    Micros.of(row.getTimestamp(2)),
                    Micros.of(row.getTimestamp(3)),
                    Micros.of(row.getTimestamp(4)),
                    Micros.of(row.getTimestamp(5)),
                    Micros.of(row.getTimestamp(6)),
                    row.getBoolean(7)))
        .toList();
  }

  String key() {
    return key(feed, symbol);
  }

  /** A feed and a symbol as one; no feed has a blank in its name. */
  static String key(String feed, String symbol) {
    return feed + " " + symbol;
  }

  SeriesSpan span(long from, long to) {
    return new SeriesSpan(feed, symbol, Micros.instant(from), Micros.instant(to));
  }

  /** Before its first new bar. */
  SeriesSpan before(Duration length) {
    return span(first - Micros.of(length), first);
  }
}
