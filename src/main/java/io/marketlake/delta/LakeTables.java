package io.marketlake.delta;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The Delta tables of a lake. Tables are created with the plainest protocol (reader 1, writer 2),
 * so that every reader of Delta can read them.
 */
public final class LakeTables {
  private static final int MAX_FILES_PER_BATCH = 200;

  private static final int LEAST_CHECKPOINT_INTERVAL = 40;

  /** So many that the tables of a stream have one each, but for feeds of unlucky names. */
  private static final int CHECKPOINT_INTERVALS = 23;

  /** What a small event takes of a file, compressed; larger ones take more memory, too. */
  private static final long BYTES_AN_EVENT = 24;

  private final @Nullable SparkSession spark;
  private final Path root;
  private final Fence fence;

  LakeTables(@Nullable SparkSession spark, Path root) {
    this(spark, root, Fence.NONE);
  }

  private LakeTables(@Nullable SparkSession spark, Path root, Fence fence) {
    this.spark = spark;
    this.root = root;
    this.fence = fence;
  }

  /** The same tables for one who may lose the right to write them: each append asks the fence. */
  public LakeTables behind(Fence leases) {
    return new LakeTables(spark, root, leases);
  }

  /** For a look at a lake's files alone. */
  static LakeTables none() {
    return new LakeTables(null, new Path("/"));
  }

  public String pathOf(Table table) {
    return new Path(root, table.path()).toString();
  }

  public boolean exists(Table table) {
    // Delta's own answer would stay what it was while another process made the table.
    return snapshot(table).version() >= 0;
  }

  /**
   * Makes sure that a table exists and has every column. Columns declared since it was made are
   * added, in one commit, and null in the rows that are there; one whose type has changed is
   * refused.
   */
  public void ensure(Table table) {
    if (!exists(table)) {
      DeltaTableBuilder builder =
          DeltaTable.createIfNotExists(spark())
              .location(pathOf(table))
              .comment(table.doc())
              .addColumns(table.structType())
              .property("delta.checkpointInterval", String.valueOf(checkpointInterval(table)))
              // Only maintain knows how far every reader has come, and so what may go.
              .property("delta.enableExpiredLogCleanup", "false")
              .property("delta.dataSkippingStatsColumns", String.join(",", table.ordered()));
      if (!table.partitionedBy().isEmpty()) {
        builder = builder.partitionedBy(table.partitionedBy().toArray(String[]::new));
      }
      try {
        builder.execute();
      } catch (DeltaConcurrentModificationException e) {
        if (!exists(table)) {
          throw e;
        }
      }
      return;
    }
    StructType missing = missingColumns(table);
    if (!missing.isEmpty()) {
      spark()
          .sql("ALTER TABLE delta.`" + pathOf(table) + "` ADD COLUMNS (" + missing.toDDL() + ")");
    }
  }

  /**
   * After so many commits Delta writes a table's state anew, which takes a second of CPU: at
   * another time for each of the tables that one micro-batch writes.
   */
  private static int checkpointInterval(Table table) {
    return LEAST_CHECKPOINT_INTERVAL + Math.floorMod(table.id().hashCode(), CHECKPOINT_INTERVALS);
  }

  /**
   * Throws if a table has a column whose type is no longer the declared one; a table that is not
   * there yet has none.
   */
  public void requireTypes(Table table) {
    if (exists(table)) {
      StructType unused = missingColumns(table);
    }
  }

  private StructType missingColumns(Table table) {
    return new DeclaredColumns(table).missingIn(snapshot(table).schema());
  }

  /**
   * The rows of a table as they are now. A declared column that it does not have yet, since its
   * writer has not been started since, is null; so it is with every way to read a table.
   */
  public Dataset<Row> read(Table table) {
    return whole(table, spark().read().format("delta").load(pathOf(table)));
  }

  /** Some rows of a table's columns, to be appended to it. */
  public Dataset<Row> frame(List<Row> rows, Table table) {
    return spark().createDataFrame(rows, table.structType());
  }

  /** The rows of a table as they were at a version. */
  public Dataset<Row> readAt(Table table, long version) {
    return whole(
        table, spark().read().format("delta").option("versionAsOf", version).load(pathOf(table)));
  }

  /** Reads some days of a table that is partitioned by this column, again and again. */
  public RecentDays recentDays(Table table, String dayColumn) {
    return new RecentDays(deltaLog(table), dayColumn);
  }

  /**
   * Tells whether some days of a table that is partitioned by this column have a value.
   *
   * @param hash a long, of the columns that are asked for
   * @param mostRows of how many rows hashes are kept at most
   */
  public RecentValues recentValues(Table table, String dayColumn, Column hash, long mostRows) {
    return new RecentValues(deltaLog(table), dayColumn, hash, mostRows);
  }

  /** Reads days of a table, tells which were touched, and puts days anew, again and again. */
  public DailyTable daily(Table table) {
    return new DailyTable(spark(), deltaLog(table), table, fence);
  }

  /** Reads what lies in some stretches of time of a table, again and again. */
  public RowsInTime rowsInTime(Table table, String timeColumn) {
    return new RowsInTime(new LiveFiles(deltaLog(table)), timeColumn);
  }

  /** Reads a table of which only the newest row of each key counts. */
  public LatestRows latestRows(Table table, LatestRows.Keys keys) {
    return new LatestRows(deltaLog(table), table, keys, fence);
  }

  /**
   * What is appended to a table from a version on, that version included.
   *
   * @param maxRecordsPerBatch about how many records a micro-batch has at most, by the size of
   *     their files
   */
  public Dataset<Row> streamFrom(Table table, long version, long maxRecordsPerBatch) {
    return whole(
        table,
        spark()
            .readStream()
            .format("delta")
            .option("startingVersion", version)
            .option("maxFilesPerTrigger", MAX_FILES_PER_BATCH)
            .option("maxBytesPerTrigger", maxRecordsPerBatch * BYTES_AN_EVENT)
            // What retention or an erasure takes away was read before; appended() refuses any
            // other.
            .option("ignoreDeletes", true)
            .load(pathOf(table)));
  }

  /**
   * The rows that were appended to a table after one version, up to another. Files that were only
   * packed differently are left out, and rows that were removed since are still there.
   *
   * @throws io.marketlake.error.PipelineException where somebody else has deleted files since
   */
  public Dataset<Row> appended(Table table, long after, long upTo) {
    return whole(table, new AppendedRows(deltaLog(table), table).between(after, upTo));
  }

  private static Dataset<Row> whole(Table table, Dataset<Row> rows) {
    return new DeclaredColumns(table).of(rows);
  }

  /** Whether a table has no rows, told from its log alone. */
  public boolean isEmpty(Table table) {
    Snapshot snapshot = snapshot(table);
    return snapshot.checksumOpt().isDefined()
        ? snapshot.checksumOpt().get().numFiles() == 0
        : snapshot.numOfFiles() == 0;
  }

  /** Whether a table is there and has a column; one of an earlier release may lack it. */
  public boolean hasColumn(Table table, String column) {
    return List.of(snapshot(table).schema().fieldNames()).contains(column);
  }

  /** The newest version of a table. */
  public long version(Table table) {
    return snapshot(table).version();
  }

  /** The id that a table keeps for life. */
  public String tableId(Table table) {
    return snapshot(table).metadata().id();
  }

  /**
   * Appends rows, once: a commit that the table already has is not repeated. Where the table has a
   * commit of the same writer and number over other input, the checkpoint and the table do not
   * belong together, and that is an error, never a silent skip.
   *
   * @return whether the rows were written now
   */
  public boolean append(Table table, Dataset<Row> rows, Commit commit) {
    return new TableAppend(deltaLog(table), table, fence).append(rows, commit);
  }

  /** Appends the rows of many commits, of several tables at a time. */
  public AppendWriter appendWriter() {
    return new AppendWriter(spark(), table -> new TableAppend(deltaLog(table), table, fence));
  }

  /**
   * Appends rows unless a writer of this name has taken the number before; of several at once one
   * appends. Tells whether it did.
   */
  public boolean appendIfFree(Table table, Dataset<Row> rows, Commit commit) {
    return new TableAppend(deltaLog(table), table, fence).appendIfFree(rows, commit);
  }

  /**
   * Puts rows in the place of those that fulfil a condition, in one commit.
   *
   * @param condition SQL over the table's columns
   */
  public void replace(Table table, Dataset<Row> rows, String condition) {
    fence.require(begun(table));
    rows.select(table.select())
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .option("replaceWhere", condition)
        .save(pathOf(table));
  }

  /** Takes rows out of a table. */
  public RowRemoval removal(Table table) {
    return new RowRemoval(deltaLog(table), table, fence);
  }

  /** Removes a table with all that it holds; for tables that only this process knows. */
  public void drop(Table table) {
    try {
      Path path = new Path(pathOf(table));
      path.getFileSystem(hadoop()).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DeltaLog.invalidateCache(spark(), new Path(pathOf(table)));
  }

  /** Keeps those who wrote a table under earlier holdings of these leases from writing it again. */
  public void fence(Table table, Collection<String> units) {
    fence.raise(begun(table), units);
  }

  /** The highest number of a holding, of each lease that any of these tables was fenced for. */
  public Map<String, Long> fences(Collection<Table> fenced) {
    Map<String, Long> highest = new TreeMap<>();
    for (Table table : fenced) {
      Fence.standing(snapshot(table))
          .forEach((unit, number) -> highest.merge(unit, number, Math::max));
    }
    return highest;
  }

  /** Whether a table has a commit of a writer. */
  public boolean hasCommitOf(Table table, String writer) {
    return Transactions.of(snapshot(table))
        .containsKey(TableAppend.applicationOf(writer, table.id()));
  }

  /** What the log of a table says at this moment. */
  public TableLog log(Table table) {
    return TableLog.of(spark(), pathOf(table));
  }

  /** What keeps a table small and quick to read, without changing a row of it. */
  public TableUpkeep upkeep(Table table) {
    return new TableUpkeep(spark(), pathOf(table));
  }

  private Snapshot snapshot(Table table) {
    return deltaLog(table).update(false, Option.empty(), Option.empty());
  }

  private OptimisticTransaction begun(Table table) {
    return deltaLog(table).startTransaction(Option.empty(), Option.empty());
  }

  private DeltaLog deltaLog(Table table) {
    return DeltaLog.forTable(spark(), pathOf(table));
  }

  /** What Spark was set to; empty where it was not told. */
  public Optional<String> sessionSetting(String key) {
    return Optional.ofNullable(spark().conf().get(key, null));
  }

  Configuration hadoop() {
    return spark().sessionState().newHadoopConf();
  }

  private SparkSession spark() {
    if (spark == null) {
      throw new IllegalStateException("This lake was opened without a Spark session");
    }
    return spark;
  }
}
