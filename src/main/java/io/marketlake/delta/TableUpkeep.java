package io.marketlake.delta;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.CheckpointInstance;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.TruncationGranularity;
import org.apache.spark.sql.delta.commands.VacuumCommand;
import org.apache.spark.sql.delta.util.FileNames$;
import org.apache.spark.util.Clock;
import scala.Option;

/**
 * Packs a table's small files together, deletes files that it no longer consists of, and shortens
 * its log. No row of it changes: a stream that reads it passes over such a commit, and a writer's
 * commit at the same time stands beside it. Nothing here knows what a reader still needs; the
 * caller says from which moment on everything is kept.
 */
public final class TableUpkeep {
  /** Who wrote a commit of this kind ({@link LoggedCommit#writer}). */
  public static final String WRITER = "maintain";

  private static final String METADATA = "{\"writer\":\"" + WRITER + "\"}";

  private final SparkSession spark;
  private final String path;

  TableUpkeep(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  /** What a compaction did: so many files were replaced by so many. */
  public record Compacted(long removedFiles, long addedFiles) {}

  /**
   * Packs small files of some partitions together, partition by partition, in one commit that is
   * marked as changing no data.
   *
   * @param partitions a condition over the columns that the table is partitioned by
   * @param smallBytes files below this are packed
   * @param targetBytes about this long the new ones become
   * @return empty if another commit came between that can't stand beside it, such as a new column;
   *     the table is as it was then
   */
  public Optional<Compacted> compact(String partitions, long smallBytes, long targetBytes) {
    Map<String, String> settings =
        Map.of(
            "spark.databricks.delta.optimize.minFileSize", String.valueOf(smallBytes),
            "spark.databricks.delta.optimize.maxFileSize", String.valueOf(targetBytes),
            "spark.databricks.delta.optimize.maxThreads",
                String.valueOf(spark.sparkContext().defaultParallelism()),
            "spark.databricks.delta.commitInfo.userMetadata", METADATA);
    return inSession(
        settings,
        session -> {
          try {
            Row metrics =
                DeltaTable.forPath(session, path)
                    .optimize()
                    .where(partitions)
                    .executeCompaction()
                    .select("metrics.numFilesRemoved", "metrics.numFilesAdded")
                    .first();
            return Optional.of(new Compacted(metrics.getLong(0), metrics.getLong(1)));
          } catch (DeltaConcurrentModificationException e) {
            return Optional.empty();
          }
        });
  }

  /**
   * Deletes the files in the table's folder that no version since a moment consists of, those
   * younger than that excepted. Delta goes by whole hours; begun ones are kept.
   *
   * @param dryRun only finds them
   * @return the paths that would go; none if they have gone
   */
  public List<String> vacuum(Instant keptSince, Instant now, boolean dryRun) {
    Map<String, String> settings =
        Map.of(
            // The caller's moment is older than what any known reader needs.
            "spark.databricks.delta.retentionDurationCheck.enabled", "false",
            "spark.databricks.delta.vacuum.logging.enabled", "false");
    double hours = Math.ceil(Duration.between(keptSince, now).toMillis() / 3_600_000.0);
    return inSession(
        settings,
        session -> {
          Dataset<Row> found =
              VacuumCommand.gc(
                  session,
                  DeltaLog.forTable(session, path),
                  dryRun,
                  Option.apply((Object) hours),
                  Option.empty(),
                  Option.empty(),
                  scala.collection.immutable.Map$.MODULE$.empty(),
                  new StoppedClock(now.toEpochMilli()));
          List<String> paths = new ArrayList<>();
          if (dryRun) {
            found.collectAsList().forEach(row -> paths.add(row.getString(0)));
          }
          return paths;
        });
  }

  /**
   * Deletes the log's files of before a moment, as far as a checkpoint of the log replaces them.
   * The version that the table had at that moment, and every one since, can be read after it as
   * before: Delta would keep their commits but not the checkpoint that they build upon, so the
   * newest one that was there by then is kept with all that follows.
   */
  public void trimLog(Instant keptSince) {
    DeltaLog log = DeltaLog.forTable(spark, path);
    Snapshot newest = log.update(false, Option.empty(), Option.empty());
    List<LakeFile> files =
        FolderTree.of(log.logPath(), log.logPath(), spark.sessionState().newHadoopConf());
    long firstSince =
        files.stream()
            .filter(file -> FileNames$.MODULE$.isDeltaFile(new Path(file.path())))
            .filter(file -> file.modifiedAt().isAfter(keptSince))
            .mapToLong(TableUpkeep::versionOf)
            .min()
            .orElse(newest.version() + 1);
    Option<CheckpointInstance> base = log.findLastCompleteCheckpointBefore(firstSince);
    if (base.isEmpty()) {
      return;
    }
    long version = base.get().version();
    Instant cut =
        files.stream()
            .filter(file -> versionOf(file) == version)
            .map(LakeFile::modifiedAt)
            .reduce(keptSince, (a, b) -> a.isBefore(b) ? a : b)
            .minusMillis(1);
    log.cleanUpExpiredLogs(
        newest,
        Option.apply((Object) (System.currentTimeMillis() - cut.toEpochMilli())),
        // By itself Delta would keep up to a day more, which is thousands of files at a commit a
        // minute.
        TruncationGranularity.MINUTE());
  }

  /** The version that a commit, its checksum or a checkpoint is of; -1 for any other file. */
  private static long versionOf(LakeFile file) {
    Option<Object> version = FileNames$.MODULE$.getFileVersionOpt(new Path(file.path()));
    return version.isDefined() ? (Long) version.get() : -1;
  }

  /** Runs in a session of its own, so that no other work sees the settings. */
  private <T> T inSession(Map<String, String> settings, Function<SparkSession, T> work) {
    SparkSession session = spark.cloneSession();
    settings.forEach((key, value) -> session.conf().set(key, value));
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return work.apply(session);
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }

  /** A clock that shows one moment. */
  private record StoppedClock(long getTimeMillis) implements Clock {
    @Override
    public long nanoTime() {
      return getTimeMillis * 1_000_000;
    }

    @Override
    public long waitTillTime(long time) {
      return getTimeMillis;
    }
  }
}
