package io.marketlake.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.exceptions.ConcurrentTransactionException;
import io.delta.tables.DeltaTable;
import io.marketlake.error.Errors;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * An append to a table, made once: its transaction bears the writer and the number of the commit.
 *
 * <p>It makes Delta's transaction itself, since Delta's writer would rebuild the table's whole
 * state with a Spark job in each commit, only to look its writer up; measured, that was half of
 * what a small commit costs.
 */
final class TableAppend {
  private static final JsonMapper JSON = new JsonMapper();

  private final DeltaLog log;
  private final Table table;
  private final Fence fence;

  TableAppend(DeltaLog log, Table table, Fence fence) {
    this.log = log;
    this.table = table;
    this.fence = fence;
  }

  static String applicationOf(String writer, String table) {
    return writer + "/" + table;
  }

  /** Appends rows unless the table has this commit; tells whether it did. */
  boolean append(Dataset<Row> rows, Commit commit) {
    Snapshot snapshot = snapshot();
    if (isTaken(snapshot, commit)) {
      requireSameInput(commit);
      return false;
    }
    write(rows, commit, snapshot);
    return true;
  }

  /**
   * Appends rows that are computed once, by the write itself; without rows nothing is committed.
   *
   * @param beforeCommit runs once the rows are written, and may still refuse them
   */
  Appended appendAsItComes(Dataset<Row> rows, Commit commit, Runnable beforeCommit) {
    Snapshot snapshot = snapshot();
    if (isTaken(snapshot, commit)) {
      requireSameInput(commit);
      return new Appended(Optional.empty(), true);
    }
    OptimisticTransaction transaction = begin(rows, commit, snapshot);
    List<AddFile> files = written(transaction, rows);
    if (files.isEmpty()) {
      return new Appended(Optional.empty(), false);
    }
    TableRows brought = rowsOf(files, snapshot);
    beforeCommit.run();
    commit(transaction, files, commit);
    return new Appended(Optional.of(brought), true);
  }

  /** What files have, as Delta's statistics say, or the files where those leave known_at out. */
  private TableRows rowsOf(List<AddFile> files, Snapshot snapshot) {
    List<TableRows> told = files.stream().flatMap(file -> told(file).stream()).toList();
    if (told.size() == files.size()) {
      return told.stream().reduce(TableRows::with).orElseThrow();
    }
    Row read =
        log.createDataFrame(
                snapshot, JavaConverters.asScalaBuffer(files).toSeq(), false, Option.empty())
            .agg(count(lit(1)), max(col(BronzeEvents.KNOWN_AT)))
            .first();
    return new TableRows(read.getLong(0), read.getTimestamp(1).toInstant());
  }

  private static Optional<TableRows> told(AddFile file) {
    try {
      JsonNode statistics = JSON.readTree(file.stats() == null ? "{}" : file.stats());
      JsonNode newest = statistics.path("maxValues").path(BronzeEvents.KNOWN_AT);
      return newest.isMissingNode()
          ? Optional.empty()
          : Optional.of(
              new TableRows(
                  statistics.path("numRecords").asLong(),
                  OffsetDateTime.parse(newest.asText()).toInstant()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Delta wrote statistics that are no JSON", e);
    }
  }

  /** Appends rows unless the number is taken, by whomever; tells whether it did. */
  boolean appendIfFree(Dataset<Row> rows, Commit commit) {
    Snapshot snapshot = snapshot();
    if (isTaken(snapshot, commit)) {
      return false;
    }
    try {
      write(rows, commit, snapshot);
      return true;
    } catch (Exception e) {
      // Delta's exception is checked in Scala and undeclared in Java.
      if (e instanceof ConcurrentTransactionException) {
        return false;
      }
      throw e;
    }
  }

  private boolean isTaken(Snapshot snapshot, Commit commit) {
    Long last = Transactions.of(snapshot).get(applicationOf(commit.writer(), table.id()));
    return last != null && last >= commit.batch();
  }

  private void write(Dataset<Row> rows, Commit commit, Snapshot snapshot) {
    OptimisticTransaction transaction = begin(rows, commit, snapshot);
    commit(transaction, written(transaction, rows), commit);
  }

  private OptimisticTransaction begin(Dataset<Row> rows, Commit commit, Snapshot snapshot) {
    requireTypes(rows.select(table.select()).schema(), snapshot.schema());
    OptimisticTransaction transaction =
        log.startTransaction(Option.empty(), Option.apply(snapshot));
    fence.require(transaction);
    // Another commit of this writer since the snapshot makes Delta refuse this one.
    transaction.readTxn().$plus$eq(applicationOf(commit.writer(), table.id()));
    return transaction;
  }

  private List<AddFile> written(OptimisticTransaction transaction, Dataset<Row> rows) {
    return JavaConverters.seqAsJavaList(transaction.writeFiles(rows.select(table.select())))
        .stream()
        .map(AddFile.class::cast)
        .toList();
  }

  private void commit(OptimisticTransaction transaction, List<AddFile> files, Commit commit) {
    List<Action> actions = new ArrayList<>();
    actions.add(
        new SetTransaction(
            applicationOf(commit.writer(), table.id()),
            commit.batch(),
            Option.apply(System.currentTimeMillis())));
    actions.addAll(files);
    try {
      transaction.commit(
          JavaConverters.asScalaBuffer(actions).toSeq(),
          new DeltaOperations.Write(
              SaveMode.Append,
              Option.apply(JavaConverters.asScalaBuffer(table.partitionedBy()).toSeq()),
              Option.empty(),
              Option.apply(describe(commit))));
    } catch (Exception e) {
      // Delta's exception is checked in Scala and undeclared in Java.
      if (e instanceof ConcurrentTransactionException) {
        fence.require(log.startTransaction(Option.empty(), Option.apply(snapshot())));
      }
      throw e;
    }
  }

  /** Delta's transaction looks at names alone; files of another type would not be readable. */
  private void requireTypes(StructType rows, StructType present) {
    for (StructField column : rows.fields()) {
      StructField wanted = present.apply(column.name());
      if (!wanted.dataType().sameType(column.dataType())) {
        throw new IllegalStateException(
            "Rows for "
                + table.id()
                + " have a "
                + column.name()
                + " of type "
                + column.dataType().simpleString()
                + " instead of "
                + wanted.dataType().simpleString());
      }
    }
  }

  private void requireSameInput(Commit commit) {
    String wanted = describe(commit);
    List<String> found =
        DeltaTable.forPath(log.dataPath().toString())
            .history()
            .filter(
                "get_json_object(userMetadata, '$.writer') = '"
                    + commit.writer()
                    + "' AND get_json_object(userMetadata, '$.batch') = '"
                    + commit.batch()
                    + "'")
            .select("userMetadata")
            .as(Encoders.STRING())
            .collectAsList();
    if (!found.contains(wanted)) {
      throw Errors.foreignCommit(
          table.id(),
          commit.writer(),
          commit.batch(),
          found.isEmpty() ? null : found.get(0),
          wanted);
    }
  }

  static String describe(Commit commit) {
    try {
      ObjectNode node = JSON.createObjectNode();
      node.put("writer", commit.writer());
      node.put("batch", commit.batch());
      node.put("range", commit.range());
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Snapshot snapshot() {
    return log.update(false, Option.empty(), Option.empty());
  }
}
