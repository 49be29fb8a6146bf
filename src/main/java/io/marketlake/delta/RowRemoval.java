package io.marketlake.delta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring_index;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.marketlake.error.RemovalErrors;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Takes rows out of a table in one commit, once: whole files, or files that are written anew
 * without some of their rows.
 *
 * <p>In the commit's log the removed files are marked as a change of data and the new ones as none,
 * since all their rows were in the removed ones. That is what Delta's protocol says of the two, and
 * by it a stream that passes over deletions brings no row a second time. An append at the same time
 * stands beside it.
 */
public final class RowRemoval {
  private static final int ATTEMPTS = 5;
  private static final long FILE_BYTES = 128L << 20;
  private static final String APPEND_ONLY = "delta.appendOnly";

  private final DeltaLog log;
  private final Table table;
  private final Fence fence;

  RowRemoval(DeltaLog log, Table table, Fence fence) {
    this.log = log;
    this.table = table;
    this.fence = fence;
  }

  /** Which rows of some files go. Each row of them is either gone or kept. */
  public interface Selection {
    Dataset<Row> gone(Dataset<Row> rows);

    Dataset<Row> kept(Dataset<Row> rows);

    /** Those that fulfil a condition. */
    static Selection where(Column condition) {
      Column goes = coalesce(condition, lit(false));
      return new Selection() {
        @Override
        public Dataset<Row> gone(Dataset<Row> rows) {
          return rows.filter(goes);
        }

        @Override
        public Dataset<Row> kept(Dataset<Row> rows) {
          return rows.filter(not(goes));
        }
      };
    }

    /** Those with these coordinates. */
    static Selection of(Dataset<Row> coordinates) {
      Seq<String> identity = JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq();
      return new Selection() {
        @Override
        public Dataset<Row> gone(Dataset<Row> rows) {
          return rows.join(coordinates, identity, "left_semi");
        }

        @Override
        public Dataset<Row> kept(Dataset<Row> rows) {
          return rows.join(coordinates, identity, "left_anti");
        }
      };
    }
  }

  /** The rows of some of the table's files, as far as it still consists of them. */
  public Dataset<Row> rowsOf(Collection<String> paths) {
    Snapshot snapshot = snapshot();
    return read(snapshot, chosen(snapshot, ofPaths(paths)));
  }

  /** Removes whole files, as far as the table still consists of them. */
  public void files(Collection<String> paths, Commit commit) {
    Snapshot snapshot = snapshot();
    if (!has(snapshot, commit)) {
      commit(begun(snapshot), chosen(snapshot, ofPaths(paths)), List.of(), commit);
    }
  }

  /** Removes rows of some of the table's files, as far as it still consists of them. */
  public void rows(Collection<String> paths, Selection selection, Commit commit) {
    rowsIn(ofPaths(paths), selection, commit);
  }

  /**
   * Removes rows: files that have any of them are written anew without. Where another commit has
   * moved them meanwhile, it begins again.
   *
   * @param partitions the partitions in which they may be
   */
  public void rows(Predicate<Map<String, String>> partitions, Selection selection, Commit commit) {
    rowsIn(
        file -> partitions.test(JavaConverters.mapAsJavaMap(file.partitionValues())),
        selection,
        commit);
  }

  private void rowsIn(Predicate<AddFile> files, Selection selection, Commit commit) {
    for (int attempt = 1; ; attempt++) {
      try {
        rowsOnce(files, selection, commit);
        return;
      } catch (DeltaConcurrentModificationException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void rowsOnce(Predicate<AddFile> wanted, Selection selection, Commit commit) {
    Snapshot snapshot = snapshot();
    List<AddFile> candidates = has(snapshot, commit) ? List.of() : chosen(snapshot, wanted);
    if (candidates.isEmpty()) {
      return;
    }
    Set<String> touched =
        new HashSet<>(
            selection
                .gone(read(snapshot, candidates).withColumn("__file", fileName()))
                .select("__file")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList());
    List<AddFile> files = candidates.stream().filter(f -> touched.contains(nameOf(f))).toList();
    if (files.isEmpty()) {
      return;
    }
    OptimisticTransaction transaction = begun(snapshot);
    long bytes = files.stream().mapToLong(AddFile::size).sum();
    Dataset<Row> kept = arranged(selection.kept(read(snapshot, files)), bytes);
    List<Action> added = new ArrayList<>();
    for (FileAction action : JavaConverters.seqAsJavaList(transaction.writeFiles(kept))) {
      added.add(action instanceof AddFile file ? unchanged(file) : action);
    }
    commit(transaction, files, added, commit);
  }

  private void commit(
      OptimisticTransaction transaction, List<AddFile> files, List<Action> added, Commit commit) {
    if (files.isEmpty()) {
      return;
    }
    long now = System.currentTimeMillis();
    String application = TableAppend.applicationOf(commit.writer(), table.id());
    transaction.readTxn().$plus$eq(application);
    List<Action> actions = new ArrayList<>();
    actions.add(new SetTransaction(application, commit.batch(), Option.apply(now)));
    files.forEach(file -> actions.add(file.removeWithTimestamp(now, true)));
    actions.addAll(added);
    transaction.commit(
        JavaConverters.asScalaBuffer(actions).toSeq(),
        new DeltaOperations.Write(
            SaveMode.Overwrite,
            Option.apply(JavaConverters.asScalaBuffer(table.partitionedBy()).toSeq()),
            Option.apply(commit.range()),
            Option.apply(TableAppend.describe(commit))));
  }

  /** Files of about the usual size, events in Kafka's order, as they were appended. */
  private Dataset<Row> arranged(Dataset<Row> rows, long bytes) {
    List<String> names = List.of(log.unsafeVolatileSnapshot().schema().fieldNames());
    Column[] order =
        columns(
            Stream.concat(
                    table.partitionedBy().stream(),
                    Stream.of(Coordinate.TOPIC, Coordinate.PARTITION, Coordinate.OFFSET)
                        .filter(names::contains))
                .toList());
    Dataset<Row> wanted = rows.select(columns(names));
    int tasks = (int) (bytes / FILE_BYTES) + 1;
    Dataset<Row> spread =
        tasks == 1 || order.length == 0
            ? wanted.coalesce(1)
            : wanted.repartitionByRange(tasks, order);
    return spread.sortWithinPartitions(order);
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
  }

  private static AddFile unchanged(AddFile file) {
    return file.copy(
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

  private static Column fileName() {
    return substring_index(input_file_name(), "/", -1);
  }

  /** A data file's name has an id in it, so that no two of a table have the same. */
  private static String nameOf(AddFile file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }

  private boolean has(Snapshot snapshot, Commit commit) {
    Long last =
        Transactions.of(snapshot).get(TableAppend.applicationOf(commit.writer(), table.id()));
    return last != null && last >= commit.batch();
  }

  private Dataset<Row> read(Snapshot snapshot, List<AddFile> files) {
    return log.createDataFrame(
        snapshot, JavaConverters.asScalaBuffer(files).toSeq(), false, Option.empty());
  }

  private static List<AddFile> chosen(Snapshot snapshot, Predicate<AddFile> wanted) {
    return snapshot.allFiles().collectAsList().stream().filter(wanted).toList();
  }

  private static Predicate<AddFile> ofPaths(Collection<String> paths) {
    Set<String> wanted = Set.copyOf(paths);
    return file -> wanted.contains(TableLog.decoded(file.path()));
  }

  private OptimisticTransaction begun(Snapshot snapshot) {
    if (snapshot.metadata().configuration().get(APPEND_ONLY).contains("true")) {
      throw RemovalErrors.appendOnly(table.id(), log.dataPath().toString());
    }
    OptimisticTransaction transaction =
        log.startTransaction(Option.empty(), Option.apply(snapshot));
    fence.require(transaction);
    return transaction;
  }

  private Snapshot snapshot() {
    return log.update(false, Option.empty(), Option.empty());
  }
}
