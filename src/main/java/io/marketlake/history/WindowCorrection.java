package io.marketlake.history;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarRows;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.PriceRows;
import io.marketlake.bars.PriceStage;
import io.marketlake.delta.LakeTables;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.FinalWindow;
import io.marketlake.feature.bar.PriceEvent;
import io.marketlake.feature.bar.WindowPart;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.SilverWindows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Makes final windows of all their events, the late ones included. A window that only late events
 * fall into is final by the same rule as the others.
 */
final class WindowCorrection {
  private static final String START = "start";
  private static final String PARTITION = "kafka_partition";
  private static final String SYMBOL_NEWEST = "symbol_newest";
  private static final String PARTITION_NEWEST = "partition_newest";

  private final BarFeed feed;
  private final BarTables tables;
  private final LakeTables lake;

  WindowCorrection(BarFeed feed, BarTables tables, LakeTables lake) {
    this.feed = feed;
    this.tables = tables;
    this.lake = lake;
  }

  /**
   * The windows of some symbols since a moment, as they ought to be.
   *
   * @param events the priced events since then that the stream has taken
   */
  Dataset<Row> corrected(Dataset<Row> events, Dataset<Row> symbols, long cut, Instant now) {
    BarRules rules = feed.rules();
    UDF1<Long, List<Long>> starts = rules::windowsOf;
    Dataset<Row> priced =
        Joins.having(events, symbols, SilverBars.SYMBOL)
            .filter(PriceStage.movesPrice())
            .join(broadcast(newest()), Joins.on(SilverBars.SYMBOL), "left_outer")
            .withColumn(
                START,
                explode(
                    udf(starts, DataTypes.createArrayType(DataTypes.LongType))
                        .apply(col(SilverTable.EVENT_TIME))))
            .filter(col(START).geq(cut));
    Dataset<Row> written =
        Joins.having(
            lake.read(tables.windows())
                .filter(col(SilverBars.SOURCE_FEED).equalTo(feed.name()))
                .filter(BarRebuild.since(cut, SilverWindows.WINDOW_START)),
            symbols,
            SilverBars.SYMBOL);
    Dataset<Row> current =
        Revisions.ofWindows(tables.windows())
            .current(written)
            .withColumn(START, unix_micros(col(SilverWindows.WINDOW_START)));
    MapFunction<Row, String> key =
        row -> row.<Long>getAs(START) + " " + row.getAs(SilverBars.SYMBOL);
    return priced
        .groupByKey(key, Encoders.STRING())
        .cogroup(
            current.groupByKey(key, Encoders.STRING()),
            new AllEvents(feed.name(), rules, new BarRows(now)),
            Encoders.row(tables.windows().structType()));
  }

  /** The newest event time of each symbol and of its partition. */
  private Dataset<Row> newest() {
    Dataset<Row> states = new TableBarHistory(lake, tables.states()).all(feed.name());
    Column newest = unix_micros(col(SilverBarStates.NEWEST_EVENT_TIME));
    Dataset<Row> partitions =
        states
            .filter(col(SilverBars.SYMBOL).isNull())
            .select(KafkaPartition.text().as(PARTITION), newest.as(PARTITION_NEWEST));
    return states
        .filter(col(SilverBars.SYMBOL).isNotNull())
        .select(
            col(SilverBars.SYMBOL), KafkaPartition.text().as(PARTITION), newest.as(SYMBOL_NEWEST))
        .join(partitions, Joins.on(PARTITION))
        .drop(PARTITION);
  }

  /** Makes one window of its events. */
  private static final class AllEvents implements CoGroupFunction<String, Row, Row, Row> {
    private static final long serialVersionUID = 1L;

    private final String feed;
    private final BarRules rules;
    private final BarRows rows;

    AllEvents(String feed, BarRules rules, BarRows rows) {
      this.feed = feed;
      this.rules = rules;
      this.rows = rows;
    }

    @Override
    public Iterator<Row> call(String key, Iterator<Row> events, Iterator<Row> current) {
      if (!events.hasNext()) {
        return Collections.emptyIterator();
      }
      long start = Long.parseLong(key.substring(0, key.indexOf(' ')));
      String symbol = key.substring(key.indexOf(' ') + 1);
      long end = rules.windowEnd(start);
      List<PriceEvent> prices = new ArrayList<>();
      PriceRows reader = null;
      Row last = null;
      while (events.hasNext()) {
        Row event = events.next();
        if (reader == null) {
          reader = new PriceRows(event.schema());
        }
        prices.add(reader.event(event));
        if (last == null
            || last.<Long>getAs(Coordinate.OFFSET) < event.<Long>getAs(Coordinate.OFFSET)) {
          last = event;
        }
      }
      WindowPart part = WindowPart.of(start, prices);
      if (current.hasNext()) {
        Row row = current.next();
        long knownAt =
            Math.max(Micros.of(row.<Timestamp>getAs(BronzeEvents.KNOWN_AT)), part.knownAt());
        return one(symbol, end, part, knownAt, row);
      }
      if (last == null || last.getAs(PARTITION_NEWEST) == null) {
        return Collections.emptyIterator();
      }
      return rules.isFinal(end, last.<Long>getAs(SYMBOL_NEWEST), last.<Long>getAs(PARTITION_NEWEST))
          ? one(symbol, end, part, part.knownAt(), last)
          : Collections.emptyIterator();
    }

    private Iterator<Row> one(String symbol, long end, WindowPart part, long knownAt, Row closing) {
      FinalWindow window =
          new FinalWindow(
              end,
              part,
              knownAt,
              KafkaPartition.of(closing).toString(),
              closing.<Long>getAs(Coordinate.OFFSET));
      return List.of(rows.window(feed, symbol, window)).iterator();
    }
  }
}
