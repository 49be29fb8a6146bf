package io.marketlake.delta;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A table of which only the newest row of each key counts: rows are appended, and packed now and
 * then. Rows that were appended or packed lately are few and read whole; the others lie in the
 * base, one a key, where only what is asked for is looked for.
 */
public final class LatestRows {
  private static final Logger LOG = LoggerFactory.getLogger(LatestRows.class);

  /** So many files of recent rows are packed. */
  private static final int MOST_RECENT_FILES = 24;

  /** Recent rows move into the base where they are more than this and a quarter of it. */
  private static final long FEW_ROWS = 20_000;

  /** And they are packed, in however few files, where there are so many times more. */
  private static final long TOO_MANY = 2;

  private static final int BASE_SHARE = 4;
  private static final long ROWS_PER_FILE = 250_000;

  private final DeltaLog log;
  private final Table table;
  private final Keys keys;
  private final Fence fence;
  private final LiveFiles files;

  /**
   * How such a table is laid out.
   *
   * @param key what tells two keys apart
   * @param step orders the rows of a key
   * @param tier the column that the table is partitioned by
   * @param recent the tier of appended rows
   * @param base the tier of the base
   */
  public record Keys(List<String> key, String step, String tier, String recent, String base) {
    public Keys {
      key = List.copyOf(key);
    }
  }

  LatestRows(DeltaLog log, Table table, Keys keys, Fence fence) {
    this.log = log;
    this.table = table;
    this.keys = keys;
    this.fence = fence;
    this.files = new LiveFiles(log);
  }

  /** The newest row of these keys, and of all others whose newest row fulfils a condition. */
  public synchronized Dataset<Row> of(Dataset<Row> wanted, Column orFulfilling) {
    String asked = "__asked";
    Dataset<Row> marked = broadcast(wanted.withColumn(asked, lit(true)));
    return all()
        .join(marked, JavaConverters.asScalaBuffer(keys.key()).toSeq(), "left_outer")
        .filter(col(asked).isNotNull().or(orFulfilling))
        .select(table.select());
  }

  /** The newest row of each key. */
  public synchronized Dataset<Row> all() {
    return ofKeys(lit(true));
  }

  /** The newest row of each key that fulfils a condition; nothing is computed for the others. */
  public synchronized Dataset<Row> ofKeys(Column condition) {
    Snapshot snapshot = files.follow();
    Dataset<Row> recent = newest(files.read(snapshot, in(keys.recent())).filter(condition));
    List<AddFile> packed = in(keys.base());
    if (packed.isEmpty()) {
      return recent;
    }
    Column[] key = keys.key().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
    Dataset<Row> older =
        files
            .read(snapshot, packed)
            .filter(condition)
            .join(recent.select(key), JavaConverters.asScalaBuffer(keys.key()).toSeq(), "left_anti")
            .select(table.select());
    return recent.unionByName(older);
  }

  private Dataset<Row> newest(Dataset<Row> rows) {
    return newest(rows, table, keys.key(), keys.step());
  }

  /**
   * Of rows of a table, the newest of each key.
   *
   * @param order the column that is highest in the newest
   */
  public static Dataset<Row> newest(
      Dataset<Row> rows, Table table, List<String> key, String order) {
    return rows.groupBy(key.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new))
        .agg(max_by(struct(table.select()), col(order)).as("newest"))
        .select("newest.*");
  }

  private List<AddFile> in(String tier) {
    return files.all().stream()
        .filter(file -> tier.equals(file.partitionValues().apply(keys.tier())))
        .toList();
  }

  /** Packs the recent rows where they are many; no row that counts changes. */
  public synchronized void pack() {
    Snapshot snapshot = files.follow();
    List<AddFile> recent = in(keys.recent());
    List<AddFile> packed = in(keys.base());
    long few = Math.max(FEW_ROWS, LiveFiles.rows(packed) / BASE_SHARE);
    if (recent.size() < MOST_RECENT_FILES && LiveFiles.rows(recent) <= TOO_MANY * few) {
      return;
    }
    Dataset<Row> current = newest(files.read(snapshot, recent)).persist();
    try {
      long count = current.count();
      boolean intoBase = count > few;
      List<AddFile> replaced = new ArrayList<>(recent);
      if (intoBase) {
        replaced.addAll(packed);
      }
      replace(
          snapshot,
          replaced,
          intoBase ? based(LiveFiles.rows(packed) + count) : current.coalesce(1));
    } finally {
      current.unpersist();
    }
  }

  private Dataset<Row> based(long rows) {
    Column[] key = keys.key().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
    return all()
        .withColumn(keys.tier(), lit(keys.base()))
        .repartitionByRange((int) (1 + rows / ROWS_PER_FILE), key)
        .sortWithinPartitions(key);
  }

  private void replace(Snapshot snapshot, List<AddFile> replaced, Dataset<Row> by) {
    OptimisticTransaction transaction =
        log.startTransaction(Option.empty(), Option.apply(snapshot));
    fence.require(transaction);
    List<Action> actions = new ArrayList<>();
    long now = System.currentTimeMillis();
    replaced.forEach(file -> actions.add(file.removeWithTimestamp(now, false)));
    Seq<FileAction> written = transaction.writeFiles(by.select(table.select()));
    for (FileAction action : JavaConverters.seqAsJavaList(written)) {
      if (action instanceof AddFile file) {
        actions.add(unchanged(file));
      }
    }
    try {
      transaction.commit(
          JavaConverters.asScalaBuffer(actions).toSeq(), DeltaOperations.ManualUpdate$.MODULE$);
    } catch (ConcurrentModificationException e) {
      LOG.info("{} was packed by another process", table.id());
    }
  }

  /** A file that holds nothing new. */
  private static AddFile unchanged(AddFile file) {
    return new AddFile(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        false,
        file.stats(),
        file.tags(),
        file.deletionVector(),
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        file.clusteringProvider());
  }
}
