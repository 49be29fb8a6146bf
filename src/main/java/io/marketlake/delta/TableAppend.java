package io.marketlake.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.exceptions.ConcurrentTransactionException;
import io.delta.tables.DeltaTable;
import io.marketlake.error.Errors;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
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
    Optional<OptimisticTransaction> begun = begin(rows, commit);
    begun.ifPresent(transaction -> write(transaction, rows, commit));
    return begun.isPresent();
  }

  /**
   * A transaction for this commit; empty where the table has it already.
   *
   * @param rows of which the types alone are looked at
   */
  Optional<OptimisticTransaction> begin(Dataset<Row> rows, Commit commit) {
    Snapshot snapshot = snapshot();
    if (isTaken(snapshot, commit)) {
      requireSameInput(commit);
      return Optional.empty();
    }
    return Optional.of(transaction(rows, commit, snapshot));
  }

  /** How rows become files of the table, as a transaction sees it. */
  TableFormat format(SparkSession spark, OptimisticTransaction transaction) {
    return TableFormat.of(spark, log, table, transaction);
  }

  /** Appends rows unless the number is taken, by whomever; tells whether it did. */
  boolean appendIfFree(Dataset<Row> rows, Commit commit) {
    Snapshot snapshot = snapshot();
    if (isTaken(snapshot, commit)) {
      return false;
    }
    try {
      write(transaction(rows, commit, snapshot), rows, commit);
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

  /** Rows with the table's columns, in their order. */
  static Dataset<Row> shaped(Dataset<Row> rows, Table table) {
    return Arrays.equals(rows.columns(), table.structType().fieldNames())
        ? rows
        : rows.select(table.select());
  }

  private void write(OptimisticTransaction transaction, Dataset<Row> rows, Commit commit) {
    List<Action> written = new ArrayList<>();
    written.addAll(
        JavaConverters.seqAsJavaList(transaction.writeFiles(rows.select(table.select()))));
    commit(transaction, written, commit);
  }

  /** Commits files that were written for it. */
  void commitFiles(
      SparkSession spark,
      OptimisticTransaction transaction,
      List<WrittenFile> files,
      Commit commit) {
    // What the table's history says of the commit.
    transaction.registerSQLMetrics(
        spark,
        WrittenFile.scala(
            Map.of(
                "numFiles", metric(spark, files.size()),
                "numOutputRows", metric(spark, sum(files, WrittenFile::rows)),
                "numOutputBytes", metric(spark, sum(files, WrittenFile::bytes)))));
    commit(transaction, files.stream().<Action>map(WrittenFile::action).toList(), commit);
  }

  private static long sum(List<WrittenFile> files, ToLongFunction<WrittenFile> of) {
    return files.stream().mapToLong(of).sum();
  }

  private static SQLMetric metric(SparkSession spark, long value) {
    SQLMetric metric = SQLMetrics.createMetric(spark.sparkContext(), "");
    metric.set(value);
    return metric;
  }

  private OptimisticTransaction transaction(Dataset<Row> rows, Commit commit, Snapshot snapshot) {
    requireTypes(shaped(rows, table).schema(), snapshot.schema());
    OptimisticTransaction transaction =
        log.startTransaction(Option.empty(), Option.apply(snapshot));
    fence.require(transaction);
    // Another commit of this writer since the snapshot makes Delta refuse this one.
    transaction.readTxn().$plus$eq(applicationOf(commit.writer(), table.id()));
    return transaction;
  }

  private void commit(OptimisticTransaction transaction, List<Action> files, Commit commit) {
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
