package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.erasure.Erasure;
import io.marketlake.error.Errors;
import io.marketlake.error.RemovalErrors;
import io.marketlake.history.BackfillPlan;
import io.marketlake.job.FailPoint;
import io.marketlake.quarantine.ReplayPlan;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Table;
import io.marketlake.silver.SilverLayer;
import io.marketlake.topology.LayerHold;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Takes the records of a feed that fulfil a condition out of the lake: a person's posts, say. Stop
 * the jobs of the feed first, with nothing left to be read; see with {@code --dry-run} what it
 * means.
 *
 * <p>{@code scripts/spark-submit/erase.sh --feed posts --where "user = 'anna'" --by privacy-desk
 * --note "request 17"} prints how many rows of each table went. Killed, {@code --resume} goes on.
 */
@Command(
    name = "erase",
    description = {
      "Takes the records of a feed that fulfil a condition out of every table of the lake.",
      "The jobs of the feed have to be stopped. Killed, --resume goes on."
    })
public final class Erase implements Callable<Integer> {
  @Mixin private JobOptions options = new JobOptions();

  @Option(names = "--feed", required = true, paramLabel = "FEED", description = "the feed")
  private String feed = "";

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description =
          "which records: a condition on the feed's columns, event_time, or topic, partition and"
              + " offset")
  private @Nullable String where;

  @Option(names = "--dry-run", description = "say what would go, and change nothing")
  private boolean dryRun;

  @Option(names = "--resume", description = "go on with an erasure that was interrupted")
  private boolean resume;

  @Option(
      names = "--now",
      description =
          "delete the files that have these records at once, instead of by maintain; queries that"
              + " are reading them fail")
  private boolean now;

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "who asks for it, for ops.removals (default: this user)")
  private String by = System.getProperty("user.name", "unknown");

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "why, for ops.removals; no personal data")
  private @Nullable String note;

  public static void main(String[] arguments) {
    Launcher.launch(new Erase(), arguments);
  }

  @Override
  public Integer call() {
    Settings settings = options.load();
    Feed wanted = settings.feedsNamed(List.of(feed)).get(0);
    if ((where == null) != resume || (resume && dryRun)) {
      throw Errors.badOption(
          resume ? "--resume" : "--where",
          resume
              ? "an erasure that goes on has its records already"
              : "without it nothing says which records",
          "give --where with a condition, or --resume alone");
    }
    if (dryRun) {
      Lake.requireReachable(settings.lake());
    } else {
      Lake.requireWritable(settings.lake());
    }
    SparkSession spark = SparkSessions.forCommands("erase");
    Lake lake =
        dryRun
            ? Lake.openExisting(spark, settings.lake())
            : Lake.openExistingToWrite(spark, settings.lake());
    Erasure erasure =
        new Erasure(
            lake,
            wanted,
            SilverLayer.parsed(wanted),
            LakeLayers.of(settings, lake, wanted),
            settings.leases(),
            HaltAt.fromEnvironment());
    if (where != null && dryRun) {
      print(settings, erasure.plan(where));
      return 0;
    }
    Erasure.Request request = new Erasure.Request(Optional.ofNullable(where), by, note, now);
    List<Table> written = LakeSchema.tables(settings);
    // What packs files, or brings the feed's records without being one of its layers, would come
    // between.
    try (LayerHold upkeep = beside(lake, settings, Maintain.LEASE, List.of());
        LayerHold backfill = beside(lake, settings, Backfill.LEASE, written);
        LayerHold replay = beside(lake, settings, ReplayQuarantine.LEASE, written)) {
      if (ReplayPlan.of(lake.files()).filter(plan -> plan.feed().equals(feed)).isPresent()) {
        throw RemovalErrors.unfinishedReplay(feed);
      }
      BackfillPlan.all(lake.files()).stream()
          .filter(plan -> !resume && plan.feed().equals(feed))
          .findFirst()
          .ifPresent(
              plan -> {
                throw RemovalErrors.unfinishedBackfill(feed, plan.command(), plan.leftovers());
              });
      Erasure.Result result = erasure.run(request);
      List.of(upkeep, backfill, replay).forEach(LayerHold::requireHeld);
      print(settings, result);
    }
    return 0;
  }

  private static LayerHold beside(Lake lake, Settings settings, String work, List<Table> written) {
    return LayerHold.beside(lake, settings.leases(), 1, work, written, FailPoint.NONE);
  }

  private void print(Settings settings, Erasure.Result result) {
    result
        .rows()
        .forEach(
            (table, rows) ->
                System.out.printf(
                    "%-20s %,d rows %s%n", table, rows, dryRun ? "would go" : "erased"));
    result
        .unreadable()
        .filter(records -> records > 0)
        .ifPresent(
            records ->
                System.out.printf(
                    "%,d records of %s can't be read, and were not looked into; erase them by"
                        + " topic, partition and offset%n",
                    records, feed));
    if (dryRun || result.isNothing()) {
      return;
    }
    if (result.purged() > 0) {
      System.out.printf(
          "%,d files that the tables no longer consist of are deleted%n", result.purged());
    }
    if (result.files() > 0) {
      System.out.printf(
          "their bytes are in files that the tables no longer consist of (%,d) until maintain deletes"
              + " these, %d days from now at the earliest%n",
          result.files(), settings.maintenance().retention().toDays());
    }
    System.out.printf(
        "a table's log forgets the smallest and largest values of those files after %d days; Kafka,"
            + " backups and versions that a bucket keeps are not the lake's%n",
        settings.maintenance().logRetention().toDays());
  }
}
