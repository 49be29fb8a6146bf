package io.marketlake.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which bars and windows of a file stand beside those of the stream: those from before the first
 * one that the stream has made of the symbol. Where it has made none, those that end before its
 * first event of the symbol, since it is still to make the others; where it has no event, all.
 */
final class BesideStream {
  private static final String FIRST_MADE = "__first_made";
  private static final String FIRST_EVENT = "__first_event";

  private final LakeTables tables;
  private final BarFeed feed;
  private final BarTables live;

  BesideStream(LakeTables tables, BarFeed feed, BarTables live) {
    this.tables = tables;
    this.feed = feed;
    this.live = live;
  }

  /** Those of these bars. */
  Dataset<Row> bars(Dataset<Row> bars) {
    return beside(
        live.bars(),
        bars,
        List.of(SilverBars.SYMBOL, SilverBars.INTERVAL),
        SilverBars.BAR_START,
        SilverBars.BAR_END,
        SilverBars.KEY);
  }

  /** Those of these windows. */
  Dataset<Row> windows(Dataset<Row> windows) {
    return beside(
        live.windows(),
        windows,
        List.of(SilverBars.SYMBOL),
        SilverWindows.WINDOW_START,
        SilverWindows.WINDOW_END,
        SilverWindows.KEY);
  }

  private Dataset<Row> beside(
      Table table,
      Dataset<Row> rows,
      List<String> series,
      String start,
      String end,
      List<String> key) {
    Dataset<Row> present =
        tables.read(table).filter(col(SilverBars.SOURCE_FEED).equalTo(feed.name()));
    Dataset<Row> made =
        present
            .filter(Coordinate.isStreamed())
            .groupBy(columns(series))
            .agg(min(col(start)).as(FIRST_MADE));
    Dataset<Row> events =
        tables
            .read(SilverTable.of(feed.feed()))
            .filter(Coordinate.isStreamed())
            .groupBy(col("`" + feed.source().symbol() + "`").as(SilverBars.SYMBOL))
            .agg(min(col(SilverTable.EVENT_TIME)).as(FIRST_EVENT));
    Column isBeside =
        when(col(FIRST_MADE).isNotNull(), col(start).lt(col(FIRST_MADE)))
            .when(col(FIRST_EVENT).isNotNull(), col(end).leq(col(FIRST_EVENT)))
            .otherwise(lit(true));
    return rows.join(made, Joins.on(series), "left")
        .join(events, Joins.on(SilverBars.SYMBOL), "left")
        .filter(isBeside)
        .join(present.select(columns(key)), Joins.on(key), "left_anti")
        .select(table.select());
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(functions::col).toArray(Column[]::new);
  }
}
