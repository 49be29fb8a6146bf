package io.marketlake.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.BarsLayer;
import io.marketlake.bars.EndStage;
import io.marketlake.bars.StepRows;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeFiles;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.replay.DatedEvents;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.Micros;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerFill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Loads a file of events beside the stream: into silver, quarantine and bronze a day at a time in
 * date order, then the bars and windows that are made of them. Each commit bears the file and its
 * number, so that a backfill that was killed goes on when it is run again, and a file that is
 * loaded changes nothing.
 *
 * <p>Of a day's commits bronze is the last, and says that the day is done. Bars are folded in
 * tables of the file's own, as the stream folds its own; what is open when the file ends becomes
 * final by its last event.
 */
public final class FileBackfill {
  /** The commits of a backfill to the tables of bars: there is one of each. */
  private static final long ONLY = 0;

  private final SparkSession spark;
  private final LakeFiles files;
  private final LayerFill fill;
  private final LakeTables tables;
  private final HistoryFile file;
  private final Optional<BarFeed> barFeed;
  private final BarTables live;
  private final Instant plannedAt;
  private final Consumer<String> progress;
  private final StagedLines lines;

  /**
   * A file's backfill.
   *
   * @param barFeed how bars are made of the feed; empty where none are
   * @param live the tables of bars that the stream writes
   * @param progress takes a line a day
   */
  public FileBackfill(
      SparkSession spark,
      LakeFiles files,
      LayerFill fill,
      HistoryFile file,
      Optional<BarFeed> barFeed,
      BarTables live,
      Consumer<String> progress) {
    this.spark = spark;
    this.files = files;
    this.fill = fill;
    this.tables = fill.tables();
    this.file = file;
    this.barFeed = barFeed;
    this.live = live;
    this.plannedAt = Instant.now();
    this.progress = progress;
    this.lines = new StagedLines(spark, tables, file, plannedAt);
  }

  /** Whether the bars of the file are in the lake: all else is then too. */
  public boolean isDone() {
    return tables.exists(live.bars()) && tables.hasCommitOf(live.bars(), file.writer());
  }

  /**
   * Loads events.
   *
   * @param silver judges them
   * @param knownAfter how long after its time an event is known; empty for now
   */
  public BackfillSummary events(DatedEvents events, Optional<Duration> knownAfter, Layer silver) {
    Table accepted = SilverTable.of(file.feed());
    fill.ensure(List.of(BronzeEvents.TABLE, accepted, QuarantineEvents.TABLE));
    fill.ensure(List.of(GoldRuleCounts.TABLE));
    BackfillPlan.begin(files, file);
    lines.stage(events, knownAfter);
    List<StagedLines.Day> days = lines.days();
    long done =
        tables
            .log(BronzeEvents.TABLE)
            .newestBatchOf(file.writer(), BronzeEvents.TABLE.id())
            .orElse(-1L);
    for (int i = 0; i < days.size(); i++) {
      StagedLines.Day day = days.get(i);
      progress.accept(
          "%s (%,d of %,d days): %,d events%s"
              .formatted(
                  day.date(), i + 1, days.size(), day.lines(), i <= done ? ", there already" : ""));
      if (i > done) {
        fill.write(
            judging(silver),
            lines.records(List.of(day)),
            new Commit(file.writer(), i, day.range()),
            plannedAt);
      }
    }
    long candidates = barFeed.isPresent() ? bars(barFeed.get()) : 0;
    BackfillSummary summary =
        summary(
            days.stream().mapToLong(StagedLines.Day::lines).sum(),
            own(accepted).count(),
            candidates,
            barFeed);
    clear();
    return summary;
  }

  /** Silver's rows, with those of bronze once they are there. */
  private Layer judging(Layer silver) {
    List<Table> outputs = new ArrayList<>(silver.outputs());
    outputs.add(BronzeEvents.TABLE);
    return new BackfillLayer(
        file.feed(),
        outputs,
        (rows, batch) -> {
          Dataset<Row> records = batch.keep(rows);
          LayerOutput judged = silver.apply(records, batch);
          Map<Table, Dataset<Row>> all = new LinkedHashMap<>(judged.tables());
          all.put(BronzeEvents.TABLE, records);
          return new LayerOutput(
              all,
              judged.violations(),
              judged.first(),
              Optional.of(BronzeEvents.TABLE),
              Optional.empty());
        });
  }

  /** Writes the bars of the file's events; returns how many there are with those left out. */
  private long bars(BarFeed feed) {
    fill.ensure(live.all());
    Row last =
        own(SilverTable.of(feed.feed()))
            .agg(max(col(Coordinate.OFFSET)), max(col(BronzeEvents.KNOWN_AT)))
            .first();
    if (last.isNullAt(0)) {
      return 0;
    }
    BarTables staged = live.under(file.folder());
    requireFoldOf(feed, staged);
    TableBarHistory history = new TableBarHistory(tables, staged.states());
    fill.fill(
        new BarsLayer(List.of(feed), staged, history, rows -> rows.filter(file.isOwn())),
        (layer, table, day, number, of) ->
            progress.accept("%s (%,d of %,d days): bars".formatted(day, number, of)));
    EndStage end =
        new EndStage(
            feed,
            live.bars(),
            file.partition(),
            last.getLong(0),
            Micros.of(last.getTimestamp(1)),
            plannedAt);
    long[] candidates = {0};
    BesideStream beside = new BesideStream(tables, feed, live);
    fill.write(
        new BackfillLayer(
            file.feed(),
            List.of(live.windows(), live.bars()),
            (none, batch) -> {
              Dataset<Row> ended = batch.keep(end.apply(history.symbols(feed.name())));
              Dataset<Row> all =
                  batch.keep(tables.read(staged.bars()).unionByName(StepRows.bars(ended)));
              candidates[0] = all.count();
              return finished(
                  beside.bars(all),
                  beside.windows(
                      tables.read(staged.windows()).unionByName(StepRows.windows(ended))),
                  batch);
            }),
        spark.emptyDataFrame(),
        new Commit(file.writer(), ONLY, "all bars"),
        plannedAt);
    return candidates[0];
  }

  /** What was folded under other settings is folded anew: a fold of both would be neither. */
  private void requireFoldOf(BarFeed feed, BarTables staged) {
    Optional<String> before = files.read(settingsFile());
    if (before.isPresent() && !before.get().equals(feed.settings())) {
      progress.accept("the settings of bars have changed since: all bars are made anew");
      staged.all().forEach(tables::drop);
    }
    files.write(settingsFile(), feed.settings());
  }

  private String settingsFile() {
    return file.folder() + "/settings";
  }

  private LayerOutput finished(Dataset<Row> bars, Dataset<Row> windows, MicroBatch batch) {
    Map<Table, Dataset<Row>> output = new LinkedHashMap<>();
    output.put(live.windows(), batch.keep(windows));
    output.put(live.bars(), batch.keep(bars));
    return new LayerOutput(output, Optional.empty(), Optional.of(live.bars()));
  }

  /**
   * Loads bars.
   *
   * @param judge judges the lines; its table is that of {@link BarFile}
   * @param delay how long after its end a bar is known; empty for now
   */
  public BackfillSummary bars(
      DatedEvents bars, Optional<Duration> delay, Layer judge, BarFeed feed) {
    fill.ensure(List.of(QuarantineEvents.TABLE, SilverTable.of(file.feed())));
    fill.ensure(live.all());
    BackfillPlan.begin(files, file);
    lines.stage(bars, delay.map(feed.rules().base()::plus));
    List<StagedLines.Day> days = lines.days();
    days.forEach(day -> progress.accept("%s: %,d lines".formatted(day.date(), day.lines())));
    BarFile barFile =
        new BarFile(
            feed,
            live,
            judge,
            delay.orElse(Duration.ZERO),
            plannedAt,
            new BesideStream(tables, feed, live));
    fill.write(
        new BackfillLayer(
            file.feed(), List.of(QuarantineEvents.TABLE, live.bars()), barFile::output),
        lines.records(days),
        new Commit(file.writer(), ONLY, "all lines"),
        plannedAt);
    long read = days.stream().mapToLong(StagedLines.Day::lines).sum();
    BackfillSummary summary =
        summary(read, barFile.accepted(), barFile.candidates(), Optional.empty());
    clear();
    return summary;
  }

  /** Removes what a backfill prepares, where one was killed once all was written. */
  public void clear() {
    lines.drop();
    live.under(file.folder()).all().forEach(tables::drop);
    files.delete(file.folder());
    BackfillPlan.forget(files, file);
  }

  private BackfillSummary summary(
      long read, long accepted, long candidates, Optional<BarFeed> ofEvents) {
    long quarantined = own(QuarantineEvents.TABLE).count();
    if (!tables.exists(live.bars())) {
      return new BackfillSummary(read, accepted, quarantined, 0, 0, OptionalLong.of(accepted));
    }
    Dataset<Row> bars = own(live.bars());
    long written = bars.count();
    OptionalLong outside = OptionalLong.empty();
    if (ofEvents.isPresent()) {
      String base = SilverBars.intervalName(ofEvents.get().rules().base());
      Row counted =
          bars.filter(col(SilverBars.INTERVAL).equalTo(lit(base)))
              .agg(sum(col(SilverBars.TRADE_COUNT)))
              .first();
      outside = OptionalLong.of(accepted - (counted.isNullAt(0) ? 0 : counted.getLong(0)));
    }
    return new BackfillSummary(
        read, accepted, quarantined, written, Math.max(0, candidates - written), outside);
  }

  private Dataset<Row> own(Table table) {
    return tables.read(table).filter(file.isOwn());
  }
}
