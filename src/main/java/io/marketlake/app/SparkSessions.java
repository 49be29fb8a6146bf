package io.marketlake.app;

import io.marketlake.logstore.LocalConditionalLogStore;
import io.marketlake.logstore.S3ConditionalLogStore;
import io.marketlake.storage.CheckpointFiles;
import io.marketlake.storage.PlainLocalFileSystem;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Spark sessions for the jobs. What marketlake depends on is always set; what is only a good
 * default for one machine gives way to spark-submit's and spark-defaults.conf's settings.
 */
public final class SparkSessions {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
          "spark.sql.session.timeZone", "UTC",
          // By its full name, as Spark makes one wherever it keeps a checkpoint.
          "spark.sql.streaming.checkpointFileManagerClass", CheckpointFiles.class.getName(),
          // An append asks a version's checksum for its writers; each plan and refill is another.
          "spark.databricks.delta.setTransactionsInCrc.maxAllowed", "10000",
          // What a commit brought is read from them.
          "spark.databricks.delta.stats.collect", "true",
          "spark.sql.streaming.noDataMicroBatches.enabled", "false",
          "spark.sql.ansi.enabled", "false",
          "spark.sql.caseSensitive", "false");

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          // One writer a version, however many processes write a table.
          Map.entry("spark.delta.logStore.s3a.impl", S3ConditionalLogStore.class.getName()),
          Map.entry("spark.delta.logStore.file.impl", LocalConditionalLogStore.class.getName()),
          Map.entry("spark.sql.shuffle.partitions", "2"),
          Map.entry("spark.databricks.delta.snapshotPartitions", "1"),
          Map.entry("spark.sql.adaptive.enabled", "false"),
          Map.entry("spark.sql.parquet.compression.codec", "zstd"),
          // Plain numbers instead of Spark's 12 bytes: quicker to write, and with row groups'
          // bounds.
          Map.entry("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"),
          Map.entry("spark.sql.sources.parallelPartitionDiscovery.parallelism", "8"),
          // Rows of a few days need no sort to be written by day.
          Map.entry("spark.sql.maxConcurrentOutputFileWriters", "8"),
          // The files of a whole table in each version's checksum serve no reader of ours.
          Map.entry("spark.databricks.delta.allFilesInCrc.enabled", "false"),
          // A micro-batch of four feeds has some hundreds of generated classes; with Spark's 100
          // they push each other out and are compiled again in every micro-batch.
          Map.entry("spark.sql.codegen.cache.maxEntries", "4000"),
          // The user interface's memory of plans; Spark's 1,000 executions take hundreds of
          // megabytes.
          Map.entry("spark.sql.ui.retainedExecutions", "100"),
          Map.entry("spark.ui.retainedJobs", "300"),
          Map.entry("spark.ui.retainedStages", "300"),
          Map.entry("spark.ui.retainedTasks", "10000"),
          // Queries of one process take turns; else a long micro-batch of one holds up the other.
          Map.entry("spark.scheduler.mode", "FAIR"),
          Map.entry("spark.sql.streaming.numRecentProgressUpdates", "10"));

  /** A command may read a whole lake: Spark chooses how many tasks that takes. */
  private static final Map<String, String> COMMAND_DEFAULTS =
      Map.of("spark.sql.adaptive.enabled", "true", "spark.sql.shuffle.partitions", "64");

  /** One machine's disk; a cluster has a store of its own. */
  private static final Map<String, String> LOCAL_DEFAULTS =
      Map.of(
          "spark.hadoop.fs.file.impl", PlainLocalFileSystem.class.getName(),
          "spark.hadoop.fs.AbstractFileSystem.file.impl",
              PlainLocalFileSystem.Context.class.getName(),
          // spark-submit has looked at its jar through Hadoop's own by now, and that was kept.
          "spark.hadoop.fs.file.impl.disable.cache", "true");

  private SparkSessions() {}

  /** A session for streams: few partitions, since a micro-batch is small. */
  public static SparkSession forStreams(String name) {
    return create(name, Map.of(), true);
  }

  /** A session for streams that have a view of their own instead of Spark's page. */
  public static SparkSession forDemo() {
    return create("demo", Map.of(), false);
  }

  /** A session for a command that answers and ends. */
  public static SparkSession forCommands(String name) {
    return create(name, COMMAND_DEFAULTS, false);
  }

  private static SparkSession create(
      String name, Map<String, String> ownDefaults, boolean hasPage) {
    SparkConf given = new SparkConf();
    SparkSession.Builder builder = SparkSession.builder().appName("marketlake " + name);
    String master = given.get("spark.master", "local[*]");
    builder = builder.master(master);
    if (master.startsWith("local")) {
      // One machine talks to itself; a table's folder is named in full, so no warehouse is wanted.
      builder =
          builder
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config(
                  "spark.sql.warehouse.dir",
                  System.getProperty("java.io.tmpdir")
                      + "/marketlake-warehouse-"
                      + System.getProperty("user.name"));
    }
    if (!hasPage && !given.contains("spark.ui.enabled")) {
      builder = builder.config("spark.ui.enabled", "false");
    }
    Map<String, String> defaults = new HashMap<>(DEFAULTS);
    defaults.putAll(ownDefaults);
    if (master.startsWith("local")) {
      defaults.putAll(LOCAL_DEFAULTS);
    }
    for (Map.Entry<String, String> setting : defaults.entrySet()) {
      if (!given.contains(setting.getKey())) {
        builder = builder.config(setting.getKey(), setting.getValue());
      }
    }
    for (Map.Entry<String, String> setting : REQUIRED.entrySet()) {
      builder = builder.config(setting.getKey(), setting.getValue());
    }
    return builder.getOrCreate();
  }
}
