package io.marketlake.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.BarsLayer;
import io.marketlake.bars.ImportedBarsStage;
import io.marketlake.bars.PriceStage;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What a correction takes of the lake. */
final class CorrectionRows {
  static final String LATE_COUNT = "late_events";
  static final String LATE_KNOWN_AT = "late_known_at";
  static final String LATE_AT = "late_at";

  private final BarFeed feed;
  private final BarTables tables;
  private final BarsLayer layer;
  private final LakeTables lake;
  private final FinalCorrections corrections;

  /**
   * The rows of a feed.
   *
   * @param layer its bars as the stream makes them
   */
  CorrectionRows(BarFeed feed, BarTables tables, BarsLayer layer, LakeTables lake) {
    this.feed = feed;
    this.tables = tables;
    this.layer = layer;
    this.lake = lake;
    this.corrections = new FinalCorrections(feed, tables, lake);
  }

  /** Of each symbol, what its indicators remembered at a moment, as {@link StateSeeds} has it. */
  Dataset<Row> memories(long cut) {
    return new StateSeeds(feed, tables, lake, bars -> bars).memories(cut);
  }

  /** All rows of a table about this feed since a moment. */
  Dataset<Row> written(Table table, long cut, String time) {
    return lake.read(table)
        .filter(col(SilverBars.SOURCE_FEED).equalTo(feed.name()))
        .filter(BarRebuild.since(cut, time));
  }

  /** The bars since a moment, each as its newest row has it. */
  Dataset<Row> currentBars(long cut) {
    return Revisions.ofBars(tables.bars())
        .current(written(tables.bars(), cut, SilverBars.BAR_START));
  }

  /** What a file did not say of a bar is not known after a refold either. */
  Dataset<Row> unguessed(Dataset<Row> bars, long cut) {
    String unpriced = "__unpriced";
    Dataset<Row> imported =
        currentBars(cut)
            .filter(col(Coordinate.CLUSTER_ID).equalTo(Coordinate.BACKFILL))
            .filter(col(SilverBars.NOTIONAL).isNull())
            .select(SilverBars.KEY.stream().map(functions::col).toArray(Column[]::new))
            .withColumn(unpriced, lit(true));
    return ImportedBarsStage.unlessPriced(
            bars.join(imported, Joins.on(SilverBars.KEY), "left_outer"), col(unpriced).isNull())
        .select(tables.bars().select());
  }

  /**
   * The late events of each bar, corrections included: how many, when the newest was known, and
   * where the last of them stands.
   */
  Dataset<Row> late(long cut) {
    Column[] coordinate =
        Coordinate.COLUMNS.stream().map(column -> col(column.name())).toArray(Column[]::new);
    Column[] columns =
        Stream.concat(
                Stream.of(SilverBars.SYMBOL, SilverBars.BAR_START, BronzeEvents.KNOWN_AT)
                    .map(functions::col),
                Stream.of(coordinate))
            .toArray(Column[]::new);
    Dataset<Row> corrected =
        corrections
            .since(cut)
            .withColumn(SilverBars.BAR_START, timestamp_micros(PriceStage.barStart(feed.rules())))
            .withColumn(BronzeEvents.KNOWN_AT, timestamp_micros(col(BronzeEvents.KNOWN_AT)));
    return BarRebuild.streamed(written(tables.late(), cut, SilverBars.BAR_START))
        .select(columns)
        .unionByName(corrected.select(columns))
        .groupBy(col(SilverBars.SYMBOL), col(SilverBars.BAR_START))
        .agg(
            count(lit(1)).as(LATE_COUNT),
            max(col(BronzeEvents.KNOWN_AT)).as(LATE_KNOWN_AT),
            max_by(struct(coordinate), struct(Coordinate.isStreamed(), col(Coordinate.OFFSET)))
                .as(LATE_AT));
  }

  /** The first date with late events that no bar holds and one could. */
  Optional<LocalDate> firstUntaken() {
    Dataset<Row> base =
        currentBars(Long.MIN_VALUE)
            .filter(col(SilverBars.INTERVAL).equalTo(SilverBars.intervalName(feed.rules().base())))
            .select(
                col(SilverBars.SYMBOL),
                col(SilverBars.BAR_START),
                col(SilverBars.LATE_COUNT),
                col(Coordinate.CLUSTER_ID));
    Dataset<Row> untaken =
        late(Long.MIN_VALUE)
            .join(base, Joins.on(SilverBars.SYMBOL, SilverBars.BAR_START), "left_outer")
            .filter(coalesce(col(SilverBars.LATE_COUNT), lit(0L)).notEqual(col(LATE_COUNT)))
            // A bar that a file brought keeps what the file says of it.
            .filter(coalesce(col(Coordinate.CLUSTER_ID), lit("")).notEqual(Coordinate.BACKFILL))
            .persist();
    try {
      Dataset<Row> unborn =
          untaken
              .filter(col(SilverBars.LATE_COUNT).isNull())
              .select(col(SilverBars.SYMBOL), col(SilverBars.BAR_START));
      Row first =
          untaken
              .filter(col(SilverBars.LATE_COUNT).isNotNull())
              .select(col(SilverBars.SYMBOL), col(SilverBars.BAR_START))
              .union(unborn.isEmpty() ? unborn : priced(unborn))
              .agg(min(col(SilverBars.BAR_START)))
              .first();
      return first.isNullAt(0)
          ? Optional.empty()
          : Optional.of(feed.rules().date(Micros.of(first.getTimestamp(0))));
    } finally {
      untaken.unpersist();
    }
  }

  /** Those of some bars that have an event with a price: no bar is made of the others. */
  private Dataset<Row> priced(Dataset<Row> bars) {
    Dataset<Row> prices =
        events(Long.MIN_VALUE)
            .filter(PriceStage.movesPrice())
            .withColumn(SilverBars.BAR_START, timestamp_micros(PriceStage.barStart(feed.rules())))
            .select(col(SilverBars.SYMBOL), col(SilverBars.BAR_START));
    return bars.join(prices, Joins.on(SilverBars.SYMBOL, SilverBars.BAR_START), "left_semi");
  }

  /** The priced events since a moment that the stream has taken, and the corrections. */
  Dataset<Row> events(long cut) {
    Dataset<Row> silver =
        lake.read(SilverTable.of(feed.feed()))
            .filter(BarRebuild.since(cut, SilverTable.EVENT_TIME));
    return layer
        .taken(BarRebuild.streamed(feed.prices().apply(silver)))
        .unionByName(corrections.since(cut));
  }
}
