package io.marketlake.app;

import io.marketlake.bars.BarFeed;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.erasure.Erasure;
import io.marketlake.error.QuarantineErrors;
import io.marketlake.gold.SentimentLayer;
import io.marketlake.history.CorrectionsInBars;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.quarantine.Fix;
import io.marketlake.quarantine.QuarantineReplay;
import io.marketlake.quarantine.QuarantinedRecords;
import io.marketlake.quarantine.ReplayPlan;
import io.marketlake.quarantine.ReplayPublication;
import io.marketlake.quarantine.ReplayResult;
import io.marketlake.quarantine.Selection;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.silver.SilverLayer;
import io.marketlake.topology.LayerFill;
import io.marketlake.topology.LayerHold;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Gives quarantined records of a feed a second chance, beside running streams: those that pass now
 * come into bronze as corrections, each of which names the record that it stands for, who made it
 * and why; into silver; and, scored, into gold where the feed has a text. Those that still fail
 * stay where they are. Run again, it changes nothing; killed, the next run ends it.
 *
 * <p>{@code scripts/spark-submit/replay-quarantine.sh --feed ticks --reason price.required
 * --with-fix "replace(value, '\"prise\"', '\"price\"')" --note "producer 1.4 misspelt it"} after a
 * look at what the same command prints with {@code --dry-run}. Without a fix it is for records that
 * a rule or a field of before rejected.
 */
@Command(
    name = "replay-quarantine",
    description = {
      "Makes corrections of the quarantined records that pass now, by a fix or by other rules.",
      "What still fails stays in quarantine; run again, it changes nothing."
    })
public final class ReplayQuarantine implements Callable<Integer> {
  /** What two runs at once would both do. */
  static final String LEASE = "replay-quarantine";

  private final FailPoint failPoint;

  @Mixin private JobOptions options = new JobOptions();
  @Mixin private SelectionOptions selection = new SelectionOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--feed", required = true, description = "the feed of the records")
  private String feedName = "";

  @Option(
      names = "--with-fix",
      paramLabel = "SQL",
      description =
          "an expression that gives the new value, or value = … and key = …, over value, key and"
              + " the columns of quarantine.events")
  private @Nullable String fixSql;

  @Option(names = "--note", paramLabel = "TEXT", description = "why, recorded with each correction")
  private @Nullable String note;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "who, recorded with each correction; the user of this process by default")
  private @Nullable String by;

  @Option(names = "--dry-run", description = "only tell what would be corrected")
  private boolean dryRun;

  ReplayQuarantine() {
    this(HaltAt.fromEnvironment());
  }

  ReplayQuarantine(FailPoint failPoint) {
    this.failPoint = failPoint;
  }

  public static void main(String[] arguments) {
    Launcher.launch(new ReplayQuarantine(), arguments);
  }

  @Override
  public Integer call() {
    Selection meant = selection.of(feedName);
    Settings settings = options.load();
    Feed feed = settings.feedsNamed(List.of(feedName)).get(0);
    if (dryRun) {
      Lake.requireReachable(settings.lake());
    } else {
      Lake.requireWritable(settings.lake());
    }
    SparkSession spark = SparkSessions.forCommands(LEASE);
    Lake lake =
        dryRun
            ? Lake.openExisting(spark, settings.lake())
            : Lake.openExistingToWrite(spark, settings.lake());
    Quarantine.requireQuarantine(lake);
    SilverLayer.requireValidExpressions(
        List.of(feed), spark.createDataFrame(List.of(), BronzeEvents.TABLE.structType()));
    Optional<Fix> fix = Optional.ofNullable(fixSql).map(sql -> Fix.of(spark, sql));
    if (dryRun) {
      try (LayerFill fill =
          new LayerFill(lake.tables(), settings.stream().parallelWrites(), failPoint)) {
        tell(feed, replay(spark, lake, settings, feed, List.of()).preview(meant, fix, fill));
      }
    } else {
      write(spark, lake, settings, feed, meant, fix);
    }
    return 0;
  }

  private void write(
      SparkSession spark,
      Lake lake,
      Settings settings,
      Feed feed,
      Selection meant,
      Optional<Fix> fix) {
    List<Table> written =
        new ArrayList<>(List.of(BronzeEvents.TABLE, SilverTable.of(feed), GoldSentiment.TABLE));
    int writes = settings.stream().parallelWrites();
    // What a file brings at the same time might have the ids of corrections.
    try (LayerHold files =
            LayerHold.beside(lake, settings.leases(), 1, Backfill.LEASE, written, FailPoint.NONE);
        LayerHold hold =
            LayerHold.beside(lake, settings.leases(), writes, LEASE, written, failPoint)) {
      Erasure.requireNoneUnfinished(lake, feed.name());
      ReplayPublication publication =
          new ReplayPublication(
              lake, hold.fill(), List.of(GoldSentiment.TABLE), new SilverRepeats(lake), failPoint);
      ReplayPlan.of(lake.files()).ifPresent(plan -> end(lake, plan, publication, settings));
      List<Layer> scoring =
          feed.text().isPresent() && lake.tables().exists(GoldSentiment.TABLE)
              ? List.of(new SentimentLayer(List.of(feed), RegistryModels.of(spark, lake, settings)))
              : List.of();
      ReplayResult result =
          replay(spark, lake, settings, feed, scoring).run(meant, fix, hold.fill(), publication);
      tell(feed, result);
      if (result.corrected() > 0) {
        tellBars(lake, settings, feed, result.id());
      }
      files.requireHeld();
    }
  }

  private QuarantineReplay replay(
      SparkSession spark, Lake lake, Settings settings, Feed feed, List<Layer> scoring) {
    String who = by;
    SilverHistory history = new SilverHistory(lake);
    return new QuarantineReplay(
        feed,
        new QuarantinedRecords(lake.tables()),
        new SilverLayer(
                List.of(feed), history, history, LakeReference.of(spark, lake.tables(), settings))
            .comparingCorrections(),
        scoring,
        new QuarantineReplay.Author(
            who == null ? System.getProperty("user.name", "unknown") : who, note));
  }

  /** Ends the replay that was killed, whatever this one is for. */
  private void end(Lake lake, ReplayPlan plan, ReplayPublication publication, Settings settings) {
    Feed of = settings.feeds().get(plan.feed());
    if (of == null) {
      throw QuarantineErrors.interruptedFeedGone(plan.feed());
    }
    publication
        .end(plan, of)
        .ifPresent(
            corrections -> {
              out()
                  .printf(
                      "ended the interrupted replay %s: %,d corrections of %s%n",
                      plan.id(), corrections, plan.feed());
              tellBars(lake, settings, of, plan.id());
            });
  }

  private void tellBars(Lake lake, Settings settings, Feed feed, String replay) {
    for (BarFeed bars : BarLayers.feeds(settings, List.of(feed))) {
      out()
          .println(
              CorrectionsInBars.of(lake.tables(), BarLayers.tables(settings), bars, replay)
                  .text(feed.name()));
    }
    out().flush();
  }

  private void tell(Feed feed, ReplayResult result) {
    long failing = result.records() - result.passing();
    out()
        .printf(
            "%s: %,d open records are meant; %,d pass now and %s, %,d still fail%n",
            feed.name(),
            result.records(),
            result.corrected(),
            dryRun ? "would be corrected" : "were corrected",
            failing);
    if (result.taken() > 0) {
      out()
          .printf(
              "  %,d more pass, and stay: silver has taken events with the same ids meanwhile%n",
              result.taken());
    }
    for (ReplayResult.Failure failure : result.failures()) {
      out()
          .printf(
              "  %,d %s, %s: %s (%s)%n",
              failure.records(),
              failure.rejectedAs(),
              failure.rule(),
              failure.example(),
              failure.place());
    }
    for (ReplayResult.Change change : result.changes()) {
      out()
          .printf(
              "  %s%n    before %s%n    after  %s%n",
              change.place(), change.before(), change.after());
    }
    out().flush();
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    return spec.commandLine().getOut();
  }
}
