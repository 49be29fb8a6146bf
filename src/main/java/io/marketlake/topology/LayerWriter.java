package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.marketlake.delta.Appended;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.Errors;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Computes a layer's rows for one micro-batch and commits them: one commit a table, none for a
 * table without rows, several tables at a time. When it returns, all of them are committed; when it
 * throws, no commit of its own is still under way.
 */
final class LayerWriter implements AutoCloseable {
  /** Half of a full micro-batch: so that two cores, or more, write one. */
  private static final long ROWS_PER_FILE = 250_000;

  /** So few are not worth a task, where rows are computed as they are written. */
  private static final long ROWS_PER_TASK = 50_000;

  private static final int MAX_FILES = 64;

  private final LakeTables tables;
  private final FailPoint failPoint;
  private final ExecutorService writers;

  LayerWriter(LakeTables tables, int parallelWrites, FailPoint failPoint) {
    this.tables = tables;
    this.failPoint = failPoint;
    this.writers =
        Executors.newFixedThreadPool(
            parallelWrites,
            task -> {
              Thread thread = new Thread(task, "table-writer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * What a layer has for its tables, and how many rows were committed now and not in an earlier
   * try.
   */
  record Written(Map<Table, Dataset<Row>> rows, Map<Table, TableRows> counts) {
    Written withoutRows() {
      return new Written(Map.of(), counts);
    }
  }

  Written write(
      Layer layer,
      Dataset<Row> input,
      MicroBatch batch,
      Commit commit,
      Runnable beforeFirstCommit) {
    return write(layer.apply(input, batch), batch, commit, beforeFirstCommit);
  }

  /** Commits rows that are there: they may be computed more than once. */
  Written write(LayerOutput output, MicroBatch batch, Commit commit, Runnable beforeFirstCommit) {
    Map<Table, TableRows> counts =
        output
            .counted()
            .<Map<Table, TableRows>>map(HashMap::new)
            .orElseGet(() -> count(output, batch));
    output.violations().ifPresent(LayerWriter::refuseViolations);
    Map<Table, Dataset<Row>> rows = new LinkedHashMap<>(output.tables());
    rows.keySet().retainAll(counts.keySet());
    if (!rows.isEmpty()) {
      beforeFirstCommit.run();
      Map<Table, Dataset<Row>> between = new LinkedHashMap<>(rows);
      Set<Table> repeated = new HashSet<>();
      repeated.addAll(commitAll(taken(between, output.first()), counts, commit));
      Map<Table, Dataset<Row>> ledger = taken(between, output.ledger());
      repeated.addAll(commitAll(between, counts, commit));
      repeated.addAll(commitAll(ledger, counts, commit));
      counts.keySet().removeAll(repeated);
    }
    return new Written(rows, counts);
  }

  /**
   * Commits the rows of one table as they come: the write computes them, and nothing has counted
   * them before.
   *
   * @param atMost how many rows there are at most
   * @param beforeCommit runs once they are written, and may still refuse them
   */
  Written writeAsItComes(
      Table table, Dataset<Row> rows, long atMost, Commit commit, Runnable beforeCommit) {
    failPoint.reached("before " + table.id());
    Appended appended =
        tables.appendAsItComes(
            table,
            rows.coalesce(
                (int) Math.max(files(atMost), Math.min(cores(rows), atMost / ROWS_PER_TASK))),
            commit,
            () -> {
              failPoint.reached("written " + table.id());
              beforeCommit.run();
            });
    failPoint.reached("after " + table.id());
    return new Written(
        appended.isThere() ? Map.of(table, rows) : Map.of(),
        appended.now().map(now -> Map.of(table, now)).orElse(Map.of()));
  }

  /** Takes a table out of those to be committed. */
  private static Map<Table, Dataset<Row>> taken(
      Map<Table, Dataset<Row>> rows, Optional<Table> table) {
    Map<Table, Dataset<Row>> taken = new LinkedHashMap<>(rows);
    taken.keySet().retainAll(table.stream().toList());
    rows.keySet().removeAll(taken.keySet());
    return taken;
  }

  static void refuseViolations(Dataset<Row> violations) {
    List<Row> first = violations.limit(1).collectAsList();
    if (!first.isEmpty()) {
      throw Errors.ruleBroken(
          first.get(0).getString(0), first.get(0).getString(1), first.get(0).getString(2));
    }
  }

  /** Counts all tables in one job, which computes what the layer keeps. */
  private static Map<Table, TableRows> count(LayerOutput output, MicroBatch batch) {
    List<Map.Entry<Table, Dataset<Row>>> order = List.copyOf(output.tables().entrySet());
    if (order.isEmpty()) {
      return new LinkedHashMap<>();
    }
    List<Dataset<Row>> narrow = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      narrow.add(order.get(i).getValue().select(lit(i).as("position"), col(BronzeEvents.KNOWN_AT)));
    }
    Dataset<Row> all = narrow.stream().reduce(Dataset::union).orElseThrow();
    Dataset<Row> counts =
        (batch.isSmall() ? all.coalesce(1) : all)
            .groupBy(col("position"))
            .agg(
                org.apache.spark.sql.functions.count(lit(1)).as("rows"),
                max(col(BronzeEvents.KNOWN_AT)).as("newest"));
    Map<Integer, TableRows> byPosition = new TreeMap<>();
    for (Row row : counts.collectAsList()) {
      byPosition.put(row.getInt(0), new TableRows(row.getLong(1), row.getTimestamp(2).toInstant()));
    }
    Map<Table, TableRows> result = new LinkedHashMap<>();
    byPosition.forEach((position, rows) -> result.put(order.get(position).getKey(), rows));
    return result;
  }

  /** Commits all tables; returns those that had this commit before, from an earlier try. */
  private Set<Table> commitAll(
      Map<Table, Dataset<Row>> rows, Map<Table, TableRows> counts, Commit commit) {
    Set<Table> repeated = ConcurrentHashMap.newKeySet();
    List<Runnable> commits = new ArrayList<>();
    rows.forEach(
        (table, tableRows) ->
            commits.add(
                () -> {
                  SparkSession.setActiveSession(tableRows.sparkSession());
                  failPoint.reached("before " + table.id());
                  TableRows count = counts.get(table);
                  long expected = count == null ? 0 : count.rows();
                  if (!tables.append(table, arranged(tableRows, expected), commit)) {
                    repeated.add(table);
                  }
                  failPoint.reached("after " + table.id());
                }));
    runAll(commits);
    return repeated;
  }

  /** The tables that it writes, as it may write them. */
  LakeTables tables() {
    return tables;
  }

  /**
   * Makes sure that tables exist with every column, several at a time. None is touched where one is
   * refused; interrupted, the next start does the rest.
   */
  void ensure(List<Table> wanted) {
    runAll(wanted.stream().<Runnable>map(table -> () -> tables.requireTypes(table)).toList());
    runAll(
        wanted.stream()
            .<Runnable>map(
                table ->
                    () -> {
                      tables.ensure(table);
                      failPoint.reached("ensured " + table.id());
                    })
            .toList());
  }

  /** Runs tasks side by side and waits for all of them, whatever becomes of each. */
  private void runAll(List<Runnable> tasks) {
    List<Future<?>> pending = new ArrayList<>();
    tasks.forEach(task -> pending.add(writers.submit(task)));
    RuntimeException failure = null;
    for (Future<?> task : pending) {
      try {
        await(task);
      } catch (ExecutionException e) {
        RuntimeException cause =
            e.getCause() instanceof RuntimeException r
                ? r
                : new IllegalStateException(e.getCause());
        if (failure == null) {
          failure = cause;
        } else {
          failure.addSuppressed(cause);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Waits for a task even when interrupted, so that no commit outlives its micro-batch. */
  private static void await(Future<?> task) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Few files, and no sort: what reads them knows that packed ones are in no order anyway. */
  private static Dataset<Row> arranged(Dataset<Row> rows, long count) {
    return rows.coalesce(files(count));
  }

  private static int files(long count) {
    return (int) Math.max(1, Math.min(MAX_FILES, (count + ROWS_PER_FILE - 1) / ROWS_PER_FILE));
  }

  private static long cores(Dataset<Row> rows) {
    return rows.sparkSession().sparkContext().defaultParallelism();
  }

  @Override
  public void close() {
    writers.shutdown();
  }
}
