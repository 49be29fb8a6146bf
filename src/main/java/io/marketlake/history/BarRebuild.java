package io.marketlake.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.BarsLayer;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.BarErrors;
import io.marketlake.job.FailPoint;
import io.marketlake.lease.LeaseSettings;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Makes the bars of a feed anew from its silver table, while no stream writes them. As streamed,
 * they come out as the stream made them under the present settings; corrected, late events count.
 * What differs from what the lake says is added as a further row with a higher revision, in one
 * commit a table; what is the same is left as it is. Interrupted while it computes, the lake is
 * untouched; interrupted while it writes, no stream of these bars starts until it is run again.
 */
public final class BarRebuild {
  /** About so many bars are corrected at once, unless it is said otherwise. */
  private static final long BARS_PER_PART = 2_000_000;

  private final Lake lake;
  private final BarFeed feed;
  private final BarTables tables;
  private final LeaseSettings leases;
  private final int parallelWrites;
  private final Consumer<String> progress;
  private final FailPoint failPoint;
  private final long barsPerPart;
  private final Runnable onceHeld;

  /** How late events are taken. */
  public enum Mode {
    /** They stay out of the bars, as in the stream. */
    AS_STREAMED,
    /** They count. */
    CORRECTED;

    /** How it is written on the command line. */
    public String option() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What a rebuild brought.
   *
   * @param bars rows added to the table of bars
   * @param windows rows added to the table of windows
   * @param lateChanged whether the late events were others
   * @param resumed whether an interrupted rebuild went on
   */
  public record Result(long bars, long windows, boolean lateChanged, boolean resumed) {
    /** Whether the lake said already what it ought to. */
    public boolean isNothing() {
      return bars == 0 && windows == 0 && !lateChanged;
    }
  }

  /**
   * A feed's rebuild.
   *
   * @param parallelWrites tables that are written at the same time
   * @param progress takes a line a day, or a line a part of the symbols where it corrects
   */
  public BarRebuild(
      Lake lake,
      BarFeed feed,
      BarTables tables,
      LeaseSettings leases,
      int parallelWrites,
      Consumer<String> progress,
      FailPoint failPoint) {
    this(lake, feed, tables, leases, parallelWrites, progress, failPoint, BARS_PER_PART, () -> {});
  }

  private BarRebuild(
      Lake lake,
      BarFeed feed,
      BarTables tables,
      LeaseSettings leases,
      int parallelWrites,
      Consumer<String> progress,
      FailPoint failPoint,
      long barsPerPart,
      Runnable onceHeld) {
    this.lake = lake;
    this.feed = feed;
    this.tables = tables;
    this.leases = leases;
    this.parallelWrites = parallelWrites;
    this.progress = progress;
    this.failPoint = failPoint;
    this.barsPerPart = barsPerPart;
    this.onceHeld = onceHeld;
  }

  /** The same, which takes about so many bars at once where it corrects: fewer need less memory. */
  public BarRebuild inPartsOf(long bars) {
    return new BarRebuild(
        lake, feed, tables, leases, parallelWrites, progress, failPoint, bars, onceHeld);
  }

  /** The same with a look at the lake before any row is written, while no stream can start. */
  public BarRebuild onceHeld(Runnable check) {
    return new BarRebuild(
        lake, feed, tables, leases, parallelWrites, progress, failPoint, barsPerPart, check);
  }

  /** Throws where an interrupted rebuild has to be ended before a stream may go on. */
  public static void requireNoneUnfinished(Lake lake, String feed) {
    RebuildPlan.requireNonePublishing(lake.files(), feed);
  }

  /**
   * Rebuilds.
   *
   * @param from the date, by the feed's calendar, that it begins with; empty for everything there
   *     is or, corrected, for the first date with late events that no bar holds
   * @throws io.marketlake.error.PipelineException where a stream writes these bars, there is
   *     nothing to make them of, some of their events were removed on purpose, or what the
   *     indicators remembered was written under other settings
   */
  public Result run(Mode mode, Optional<LocalDate> from) {
    if (!lake.tables().exists(SilverTable.of(feed.feed()))) {
      throw BarErrors.nothingToRebuild(feed.name());
    }
    BarsLayer layer = new BarsLayer(List.of(feed), tables, history(tables), BarRebuild::streamed);
    try (LayerHold hold = LayerHold.of(lake, leases, parallelWrites, layer, failPoint)) {
      onceHeld.run();
      Optional<RebuildPlan> found = RebuildPlan.of(lake.files(), feed.name());
      String begin = from.map(LocalDate::toString).orElse(null);
      boolean resumes = found.isPresent() && found.get().isFor(mode, begin, feed.settings());
      if (found.isPresent() && !resumes) {
        RebuildPlan.requireNonePublishing(lake.files(), feed.name());
        drop(hold.tables(), tables.under(found.get().staging(feed.name())));
      }
      RebuildPlan plan = resumes ? found.get() : RebuildPlan.begin(mode, begin, feed.settings());
      if (mode == Mode.AS_STREAMED || from.isPresent()) {
        RemovedEvents.of(lake.tables(), feed)
            .requireNoneSince(from.map(feed.rules()::beginOf).orElse(Long.MIN_VALUE), mode);
      }
      if (mode == Mode.CORRECTED || from.isPresent()) {
        requireOnGrid(mode, from);
        // What an interrupted micro-batch wrote is told from the rest by the layer alone.
        hold.fill().fill(layer, this::show);
      }
      plan.save(lake.files(), feed.name());
      Result result =
          mode == Mode.AS_STREAMED
              ? asStreamed(hold, plan, from, resumes)
              : new LateCorrection(lake, feed, tables, layer, hold, progress, barsPerPart)
                  .run(plan, from, resumes);
      RebuildPlan.forget(lake.files(), feed.name());
      return result;
    }
  }

  private void show(String layer, Table source, LocalDate day, int number, int of) {
    progress.accept("%s (%,d of %,d days): bars of %s".formatted(day, number, of, feed.name()));
  }

  /** Bars that straddle the date would come out of a part of their events. */
  private void requireOnGrid(Mode mode, Optional<LocalDate> from) {
    if (from.isPresent() && !feed.rules().isOnGrid(feed.rules().beginOf(from.get()))) {
      throw BarErrors.dateWithinBar(feed.name(), mode.option(), from.get().toString());
    }
  }

  private Result asStreamed(
      LayerHold hold, RebuildPlan plan, Optional<LocalDate> from, boolean resumes) {
    BarTables staged = tables.under(plan.staging(feed.name()));
    long cut = from.map(feed.rules()::beginOf).orElse(Long.MIN_VALUE);
    BarsLayer layer =
        new BarsLayer(
            List.of(feed),
            staged,
            new TableBarHistory(hold.tables(), staged.states()),
            prices -> streamed(prices).filter(col(SilverTable.EVENT_TIME).geq(cut)));
    staged.all().forEach(hold.tables()::ensure);
    StateSeeds seeds = new StateSeeds(feed, tables, hold.tables(), BarRebuild::streamed);
    if (from.isPresent() && hold.tables().isEmpty(staged.states())) {
      hold.tables().append(staged.states(), seeds.rows(cut), new Commit(plan.id(), 0, "seeds"));
    }
    hold.fill().fill(layer, this::show);
    if (from.isPresent()) {
      seeds.requireRemembered(hold.tables().read(staged.bars()), cut, from.get());
    }
    failPoint.reached("rebuilt");
    plan.publishing().save(lake.files(), feed.name());
    progress.accept(feed.name() + ": writing what differs");
    Instant now = Instant.now();
    Column isSince = since(cut, SilverBars.BAR_START);
    Publication publication = new Publication(hold, plan);
    long bars =
        publication.further(
            tables.bars(),
            Revisions.ofBars(tables.bars())
                .further(
                    written(hold.tables(), tables.bars()).filter(isSince),
                    hold.tables().read(staged.bars()),
                    0,
                    true,
                    now));
    Column isWindowSince = since(cut, SilverWindows.WINDOW_START);
    long windows =
        publication.further(
            tables.windows(),
            Revisions.ofWindows(tables.windows())
                .further(
                    written(hold.tables(), tables.windows()).filter(isWindowSince),
                    hold.tables().read(staged.windows()).filter(isWindowSince),
                    0,
                    true,
                    now));
    boolean lateChanged = publishLate(hold.tables(), publication, staged, cut);
    publication.append(
        tables.states(),
        seeds.continued(hold.tables().read(staged.states()), from.isPresent(), cut));
    drop(hold.tables(), staged);
    return new Result(bars, windows, lateChanged, resumes);
  }

  private boolean publishLate(
      LakeTables lakeTables, Publication publication, BarTables staged, long cut) {
    Column isSince = since(cut, SilverBars.BAR_START);
    Dataset<Row> written = written(lakeTables, tables.late()).filter(isSince);
    Dataset<Row> wanted = lakeTables.read(staged.late());
    Dataset<Row> was = written.drop(BronzeEvents.INGESTED_AT);
    Dataset<Row> is = wanted.drop(BronzeEvents.INGESTED_AT);
    if (was.exceptAll(is).isEmpty() && is.exceptAll(was).isEmpty()) {
      return false;
    }
    publication.replace(
        tables.late(),
        wanted,
        "%s = '%s' AND %s <> '%s' AND %s"
            .formatted(
                SilverBars.SOURCE_FEED,
                feed.name(),
                Coordinate.CLUSTER_ID,
                Coordinate.BACKFILL,
                cut == Long.MIN_VALUE
                    ? "true"
                    : SilverBars.BAR_START + " >= timestamp_micros(" + cut + "L)"));
    return true;
  }

  /** The rows of this feed that came of a stream's events, and of corrections. */
  private Dataset<Row> written(LakeTables of, Table table) {
    return of.read(table)
        .filter(col(SilverBars.SOURCE_FEED).equalTo(feed.name()))
        .filter(not(Coordinate.isFromFile()));
  }

  static Dataset<Row> streamed(Dataset<Row> rows) {
    return rows.filter(Coordinate.isStreamed());
  }

  static Column since(long cut, String time) {
    return cut == Long.MIN_VALUE ? lit(true) : col(time).geq(lit(Micros.timestamp(cut)));
  }

  private TableBarHistory history(BarTables of) {
    return new TableBarHistory(lake.tables(), of.states());
  }

  private static void drop(LakeTables from, BarTables staged) {
    staged.all().forEach(from::drop);
  }
}
