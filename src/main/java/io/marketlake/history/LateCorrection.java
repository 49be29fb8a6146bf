package io.marketlake.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.xxhash64;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarRows;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.BarsLayer;
import io.marketlake.bars.ImportedBarsStage;
import io.marketlake.bars.PriceStage;
import io.marketlake.bars.StepRows;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerHold;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Lets late events count, and corrections of quarantined ones: the bars and windows that they
 * belong to are made of all their events, and roll-ups and indicators of their symbols are taken
 * through again from the first date on. Events that the stream has not taken yet stay out, and so
 * do corrections whose bar is not final.
 *
 * <p>The symbols are taken in parts, each into tables of the rebuild's own, and a part that is
 * there is not done again. Where bars have come in between two tries it begins anew.
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
  private final Consumer<String> progress;
  private final long barsPerPart;
  private final FinalCorrections corrections;

  /**
   * A feed's correction.
   *
   * @param layer its bars as the stream makes them
   * @param progress takes a line a part
   * @param barsPerPart about so many bars are taken through at once
   */
  LateCorrection(
      Lake lake,
      BarFeed feed,
      BarTables tables,
      BarsLayer layer,
      LayerHold hold,
      Consumer<String> progress,
      long barsPerPart) {
    this.lake = lake;
    this.feed = feed;
    this.tables = tables;
    this.layer = layer;
    this.hold = hold;
    this.progress = progress;
    this.barsPerPart = barsPerPart;
    this.corrections = new FinalCorrections(feed, tables, hold.tables());
  }

  BarRebuild.Result run(RebuildPlan found, Optional<LocalDate> from, boolean resumes) {
    RebuildPlan.Correction known = found.publishes() ? found.correction() : null;
    Optional<LocalDate> begin =
        known == null ? from.or(this::firstUntaken) : Optional.of(LocalDate.parse(known.begin()));
    if (begin.isEmpty()) {
      dropStaged(found);
      return new BarRebuild.Result(0, 0, false, resumes);
    }
    long date = feed.rules().beginOf(begin.get());
    // A date that begins within a bar is no place to begin.
    long cut = feed.rules().isOnGrid(date) ? date : Long.MIN_VALUE;
    RemovedEvents.of(lake.tables(), feed).requireNoneSince(cut, BarRebuild.Mode.CORRECTED);
    Dataset<Row> late = late(cut).persist();
    // With a date given, symbols without late events too: history that came before them counts.
    Dataset<Row> symbols =
        (from.isPresent()
                ? memories(cut).select(col(SilverBars.SYMBOL))
                : late.select(col(SilverBars.SYMBOL)).distinct())
            .persist();
    try {
      RebuildPlan plan = planned(found, begin.get(), symbols, cut);
      BarTables staged = tables.under(plan.staging(feed.name()));
      stage(plan, staged, late, symbols, cut);
      hold.failPoint().reached("rebuilt");
      plan.publishing().save(lake.files(), feed.name());
      BarRebuild.Result result = publish(plan, staged, symbols, cut, resumes);
      dropStaged(plan);
      return result;
    } finally {
      symbols.unpersist();
      late.unpersist();
    }
  }

  /** Goes on with what is prepared where the bars are as they were, and begins anew elsewhere. */
  private RebuildPlan planned(RebuildPlan found, LocalDate begin, Dataset<Row> symbols, long cut) {
    String ledger = layer.progress();
    String versions =
        Stream.of(tables.bars(), tables.windows(), tables.late())
            .map(table -> table.id() + " " + hold.tables().version(table))
            .collect(Collectors.joining(", "));
    RebuildPlan.Correction known = found.correction();
    if (known != null
        && known.ledger().equals(ledger)
        && (found.publishes() || known.tables().equals(versions))) {
      return found;
    }
    if (known != null) {
      progress.accept(feed.name() + ": begins anew, since bars have come in between");
    }
    dropStaged(found);
    long bars = ofSymbols(written(tables.bars(), cut, SilverBars.BAR_START), symbols).count();
    RebuildPlan plan =
        found.correcting(
            new RebuildPlan.Correction(
                begin.toString(), (int) (1 + bars / barsPerPart), ledger, versions));
    plan.save(lake.files(), feed.name());
    return plan;
  }

  private void stage(
      RebuildPlan plan, BarTables staged, Dataset<Row> late, Dataset<Row> symbols, long cut) {
    RebuildPlan.Correction correction = plan.correction();
    if (correction == null) {
      throw new IllegalStateException("nothing is planned");
    }
    staged.all().forEach(hold.tables()::ensure);
    long done =
        hold.tables()
            .log(staged.states())
            .newestBatchOf(plan.id(), staged.states().id())
            .orElse(-1L);
    for (int part = 0; part < correction.parts(); part++) {
      progress.accept(
          "%s: corrected from %s on, part %,d of %,d%s"
              .formatted(
                  feed.name(),
                  correction.begin(),
                  part + 1,
                  correction.parts(),
                  part <= done ? ", there already" : ""));
      if (part > done) {
        Dataset<Row> ofPart =
            symbols.filter(
                pmod(xxhash64(col(SilverBars.SYMBOL)), lit(correction.parts())).equalTo(part));
        stage(new Commit(plan.id(), part, "part " + part), staged, late, ofPart, cut);
        hold.failPoint().reached("rebuilt part " + (part + 1));
      }
    }
  }

  private void stage(
      Commit commit, BarTables staged, Dataset<Row> late, Dataset<Row> symbols, long cut) {
    Instant now = Instant.now();
    Dataset<Row> refolded =
        new RefoldItems(feed, tables)
            .refold(
                ofSymbols(memories(cut), symbols),
                ofSymbols(currentBars(cut), symbols),
                ofSymbols(late, symbols),
                ofSymbols(events(cut), symbols),
                now)
            .persist();
    try {
      hold.tables().append(staged.bars(), unguessed(StepRows.bars(refolded), cut), commit);
      hold.tables()
          .append(
              staged.windows(),
              new WindowCorrection(feed, tables, hold.tables())
                  .corrected(events(windowCut(cut)), symbols, windowCut(cut), now),
              commit);
      // The last of the three says that the part is there.
      hold.tables().append(staged.states(), StepRows.states(refolded), commit);
    } finally {
      refolded.unpersist();
    }
  }

  private BarRebuild.Result publish(
      RebuildPlan plan, BarTables staged, Dataset<Row> symbols, long cut, boolean resumes) {
    progress.accept(feed.name() + ": writing what differs");
    Instant now = Instant.now();
    Publication publication = new Publication(hold, plan);
    long bars =
        publication.further(
            tables.bars(),
            Revisions.ofBars(tables.bars())
                .further(
                    ofSymbols(written(tables.bars(), cut, SilverBars.BAR_START), symbols),
                    hold.tables().read(staged.bars()),
                    1,
                    false,
                    now));
    long windows =
        publication.further(
            tables.windows(),
            Revisions.ofWindows(tables.windows())
                .further(
                    ofSymbols(
                        written(tables.windows(), windowCut(cut), SilverWindows.WINDOW_START),
                        symbols),
                    hold.tables().read(staged.windows()),
                    1,
                    false,
                    now));
    publication.append(tables.states(), hold.tables().read(staged.states()));
    return new BarRebuild.Result(bars, windows, false, resumes);
  }

  /** A window that began before the date may hold a late event of it. */
  private long windowCut(long cut) {
    return cut == Long.MIN_VALUE ? cut : feed.rules().firstWindowBeyond(cut);
  }

  private void dropStaged(RebuildPlan plan) {
    tables.under(plan.staging(feed.name())).all().forEach(hold.tables()::drop);
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
            bars.join(imported, Joins.on(SilverBars.KEY), "left_outer"), col(unpriced).isNull())
        .select(tables.bars().select());
  }

  /**
   * The late events of each bar, corrections included: how many, when the newest was known, and
   * where the last of them stands.
   */
  private Dataset<Row> late(long cut) {
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
  private Optional<LocalDate> firstUntaken() {
    Dataset<Row> base =
        currentBars(Long.MIN_VALUE)
            .filter(col(SilverBars.INTERVAL).equalTo(BarRows.name(feed.rules().base())))
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
  private Dataset<Row> events(long cut) {
    Dataset<Row> silver =
        hold.tables()
            .read(SilverTable.of(feed.feed()))
            .filter(BarRebuild.since(cut, SilverTable.EVENT_TIME));
    return layer
        .taken(BarRebuild.streamed(feed.prices().apply(silver)))
        .unionByName(corrections.since(cut));
  }

  private static Dataset<Row> ofSymbols(Dataset<Row> rows, Dataset<Row> symbols) {
    return Joins.having(rows, symbols, SilverBars.SYMBOL);
  }
}
