package io.marketlake.history;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.BarsLayer;
import io.marketlake.bars.ImportedBarsStage;
import io.marketlake.delta.Lake;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerHold;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Lets late events count: the bars and windows that they belong to are made of all their events,
 * and roll-ups and indicators of their symbols are taken through again from the first date on.
 * Events that the stream has not taken yet stay out.
 */
final class LateCorrection {
  static final String LATE_COUNT = "late_events";
  static final String LATE_KNOWN_AT = "late_known_at";
  static final String LATE_AT = "late_at";

  private final Lake lake;
  private final BarFeed feed;
  private final BarTables tables;
  private final BarsLayer layer;
  private final LayerHold hold;

  LateCorrection(Lake lake, BarFeed feed, BarTables tables, BarsLayer layer, LayerHold hold) {
    this.lake = lake;
    this.feed = feed;
    this.tables = tables;
    this.layer = layer;
    this.hold = hold;
  }

  BarRebuild.Result run(RebuildPlan plan, Optional<LocalDate> from, boolean resumes) {
    Optional<LocalDate> begin =
        from.or(() -> Optional.ofNullable(plan.begin()).map(LocalDate::parse))
            .or(this::firstUntaken);
    if (begin.isEmpty()) {
      return new BarRebuild.Result(0, 0, false, resumes);
    }
    long date = feed.rules().beginOf(begin.get());
    // A date that begins within a longer bar is no place to begin.
    long cut = feed.rules().isOnGrid(date) ? date : Long.MIN_VALUE;
    RemovedEvents.of(lake.tables(), feed).requireNoneSince(cut, BarRebuild.Mode.CORRECTED);
    RebuildPlan publishing = plan.publishing(begin.get());
    publishing.save(lake.files(), feed.name());
    Instant now = Instant.now();
    Dataset<Row> late = late(cut).persist();
    // With a date given, symbols without late events too: history that came before them counts.
    Dataset<Row> symbols =
        from.isPresent()
            ? memories(cut).select(col(SilverBars.SYMBOL))
            : late.select(col(SilverBars.SYMBOL)).distinct();
    RefoldItems items = new RefoldItems(feed, tables);
    Dataset<Row> refolded =
        items
            .refold(
                semi(memories(cut), symbols),
                semi(currentBars(cut), symbols),
                late,
                semi(events(cut), symbols),
                now)
            .persist();
    try {
      long bars =
          BarRebuild.publish(
              hold,
              publishing,
              tables.bars(),
              Revisions.ofBars(tables.bars())
                  .further(
                      semi(written(tables.bars(), cut, SilverBars.BAR_START), symbols),
                      unguessed(refolded.filter(col("bar").isNotNull()).select("bar.*"), cut),
                      1,
                      false,
                      now));
      // A window that began before the date may hold a late event of it.
      long windowCut = cut == Long.MIN_VALUE ? cut : feed.rules().firstWindowBeyond(cut);
      WindowCorrection correction = new WindowCorrection(feed, tables, hold.tables());
      long windows =
          BarRebuild.publish(
              hold,
              publishing,
              tables.windows(),
              correction.further(events(windowCut), symbols, windowCut, now));
      hold.failPoint().reached("before " + tables.states().id());
      hold.tables()
          .append(
              tables.states(),
              refolded.filter(col("state").isNotNull()).select("state.*"),
              BarRebuild.commit(publishing));
      hold.failPoint().reached("after " + tables.states().id());
      return new BarRebuild.Result(bars, windows, false, resumes);
    } finally {
      refolded.unpersist();
      late.unpersist();
    }
  }

  private Dataset<Row> memories(long cut) {
    return new StateSeeds(feed, tables, hold.tables(), bars -> bars).memories(cut);
  }

  /** All rows of a table about this feed since a moment. */
  private Dataset<Row> written(Table table, long cut, String time) {
    return hold.tables()
        .read(table)
        .filter(col(SilverBars.SOURCE_FEED).equalTo(feed.name()))
        .filter(BarRebuild.since(cut, time));
  }

  private Dataset<Row> currentBars(long cut) {
    return Revisions.ofBars(tables.bars())
        .current(written(tables.bars(), cut, SilverBars.BAR_START));
  }

  /** What a file did not say of a bar is not known after a refold either. */
  private Dataset<Row> unguessed(Dataset<Row> bars, long cut) {
    String unpriced = "__unpriced";
    Dataset<Row> imported =
        currentBars(cut)
            .filter(col(Coordinate.CLUSTER_ID).equalTo(Coordinate.BACKFILL))
            .filter(col(SilverBars.NOTIONAL).isNull())
            .select(SilverBars.KEY.stream().map(functions::col).toArray(Column[]::new))
            .withColumn(unpriced, lit(true));
    return ImportedBarsStage.unlessPriced(
            bars.join(imported, names(SilverBars.KEY.toArray(String[]::new)), "left_outer"),
            col(unpriced).isNull())
        .select(tables.bars().select());
  }

  /** The late events of each bar: how many, when the newest was known, and where it stands. */
  private Dataset<Row> late(long cut) {
    Column[] coordinate =
        Coordinate.COLUMNS.stream()
            .map(column -> col("`" + column.name() + "`"))
            .toArray(Column[]::new);
    return BarRebuild.streamed(written(tables.late(), cut, SilverBars.BAR_START))
        .groupBy(col(SilverBars.SYMBOL), col(SilverBars.BAR_START))
        .agg(
            count(lit(1)).as(LATE_COUNT),
            max(col(BronzeEvents.KNOWN_AT)).as(LATE_KNOWN_AT),
            max_by(struct(coordinate), col("`" + Coordinate.OFFSET + "`")).as(LATE_AT));
  }

  /** The first date with late events that no bar holds. */
  private Optional<LocalDate> firstUntaken() {
    Dataset<Row> base =
        currentBars(Long.MIN_VALUE)
            .filter(
                col(SilverBars.INTERVAL)
                    .equalTo(io.marketlake.bars.BarRows.name(feed.rules().lengths().get(0))))
            .select(
                col(SilverBars.SYMBOL),
                col(SilverBars.BAR_START),
                col(SilverBars.LATE_COUNT),
                col(Coordinate.CLUSTER_ID));
    Row first =
        late(Long.MIN_VALUE)
            .join(base, names(SilverBars.SYMBOL, SilverBars.BAR_START), "left_outer")
            .filter(coalesce(col(SilverBars.LATE_COUNT), lit(0L)).notEqual(col(LATE_COUNT)))
            // A bar that a file brought keeps what the file says of it.
            .filter(coalesce(col(Coordinate.CLUSTER_ID), lit("")).notEqual(Coordinate.BACKFILL))
            .agg(min(col(SilverBars.BAR_START)))
            .first();
    return first.isNullAt(0)
        ? Optional.empty()
        : Optional.of(feed.rules().date(io.marketlake.bars.BarRows.micros(first.getTimestamp(0))));
  }

  /** The priced events since a moment that the stream has taken. */
  private Dataset<Row> events(long cut) {
    Dataset<Row> silver =
        hold.tables()
            .read(SilverTable.of(feed.feed()))
            .filter(BarRebuild.since(cut, SilverTable.EVENT_TIME));
    return layer.taken(BarRebuild.streamed(feed.prices().apply(silver)));
  }

  private static Dataset<Row> semi(Dataset<Row> rows, Dataset<Row> symbols) {
    return rows.join(broadcast(symbols), names(SilverBars.SYMBOL), "left_semi");
  }

  static Seq<String> names(String... names) {
    return JavaConverters.asScalaBuffer(List.of(names)).toSeq();
  }
}
