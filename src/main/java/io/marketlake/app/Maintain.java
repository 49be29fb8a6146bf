package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.history.BackfillPlan;
import io.marketlake.lease.Claim;
import io.marketlake.lease.Lease;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.maintenance.Maintenance.Mode;
import io.marketlake.maintenance.Retention;
import io.marketlake.maintenance.RetentionResult;
import io.marketlake.maintenance.TableResult;
import io.marketlake.quarantine.ReplayPlan;
import io.marketlake.schema.Table;
import io.marketlake.storage.StorageCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The upkeep of a lake, beside its running jobs: removes days that are older than they are kept,
 * packs small files of closed days, deletes files that no reader needs, trims logs, clears what
 * killed processes left.
 *
 * <p>{@code scripts/spark-submit/maintain.sh --dry-run} says what would be done; without it, it is
 * done and a line a table is printed. One at a time works on a lake; a dry run, which writes
 * nothing, needs no turn.
 */
@Command(
    name = "maintain",
    description = {
      "Removes days that are older than they are kept (maintenance.keep), packs small files,",
      "deletes files that no reader needs, trims logs.",
      "Running jobs are not disturbed. Run it daily; scripts/cron/marketlake.crontab shows how."
    })
public final class Maintain implements Callable<Integer> {
  /** What two runs at once would both do. */
  static final String LEASE = "maintain";

  private static final String LINE = "%-20s %18s %25s %19s %9s %8s  %s%n";

  @Mixin private JobOptions options = new JobOptions();

  @Option(names = "--dry-run", description = "say what would be done, and do nothing")
  private boolean dryRun;

  @Option(
      names = "--open-days",
      description = "pack the small files of days that are still written, too")
  private boolean openDays;

  public static void main(String[] arguments) {
    Launcher.launch(new Maintain(), arguments);
  }

  @Override
  public Integer call() {
    Settings settings = options.load();
    MartDays.requireKept(settings);
    if (dryRun) {
      Lake.requireReachable(settings.lake());
    } else {
      StorageCheck.requireWritable(settings.lake(), Lake.STATE);
    }
    SparkSession spark = SparkSessions.forCommands("maintain");
    Lake lake =
        dryRun
            ? Lake.openExisting(spark, settings.lake())
            : Lake.openExistingToWrite(spark, settings.lake());
    Mode mode = openDays ? Mode.OPEN_DAYS_TOO : Mode.CLOSED_DAYS;
    Maintenance maintenance = new Maintenance(lake, settings.maintenance(), Instant.now());
    List<Table> tables = LakeSchema.tables(settings);
    Retention retention =
        new Retention(
            lake,
            settings.maintenance().keep(),
            LakeLayers.retention(settings),
            LakeLayers.consumers(settings, lake),
            unfinished(lake),
            Instant.now(),
            System.getProperty("user.name", "unknown"));
    if (dryRun) {
      print(retention.plan(), maintenance.plan(tables, mode));
      return 0;
    }
    Claim alone = new Claim(List.of(LEASE), List.of(LEASE));
    Lease lease = Lease.acquire(lake, settings.leases(), alone, Map::of);
    try {
      print(retention.run(), maintenance.run(tables, mode));
    } finally {
      lease.close();
    }
    return 0;
  }

  private static Set<String> unfinished(Lake lake) {
    return Stream.concat(
            ReplayPlan.of(lake.files()).map(ReplayPlan::feed).stream(),
            BackfillPlan.all(lake.files()).stream().map(BackfillPlan::feed))
        .collect(Collectors.toSet());
  }

  private void print(List<RetentionResult> removed, Maintenance.Result result) {
    for (RetentionResult days : removed) {
      System.out.printf(
          "%s%s: %s %,d rows of %,d days, kept for %d%s%n",
          days.table(),
          days.feed().isEmpty() ? "" : " (" + days.feed() + ")",
          dryRun ? "would remove" : "removed",
          days.rows(),
          days.days(),
          days.keptDays(),
          days.remark().isEmpty() ? "" : "; " + days.remark());
    }
    System.out.printf(LINE, "table", "files", "bytes", "deleted", "commits", "seconds", "remark");
    for (TableResult table : result.tables()) {
      System.out.printf(
          LINE,
          table.table(),
          "%,d -> %,d".formatted(table.filesBefore(), table.filesAfter()),
          "%,d -> %,d".formatted(table.bytesBefore(), table.bytesAfter()),
          "%,d (%,d B)".formatted(table.removedFiles(), table.removedBytes()),
          "%,d".formatted(-table.trimmedCommits()),
          "%.1f".formatted(table.took().toMillis() / 1000.0),
          table.remark());
    }
    result
        .leftovers()
        .forEach(path -> System.out.println((dryRun ? "would remove " : "removed ") + path));
    if (result.isIdle() && removed.isEmpty()) {
      System.out.println("nothing to do");
    }
  }
}
