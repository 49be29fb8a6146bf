package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.marketlake.delta.AppendWriter;
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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
  private final AppendWriter appendWriter;
  private final FailPoint failPoint;
  private final ExecutorService writers;

  LayerWriter(LakeTables tables, int parallelWrites, FailPoint failPoint) {
    this.tables = tables;
    this.appendWriter = tables.appendWriter();
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
    Map<Table, TableRows> counts = output.counted().orElseGet(() -> count(output, batch));
    Map<Table, Dataset<Row>> rows = new LinkedHashMap<>();
    counts.forEach(
        (table, count) -> rows.put(table, of(output, table).coalesce(files(count.rows()))));
    return write(output, rows, batch.isSmall(), commit, beforeFirstCommit);
  }

  /**
   * Commits rows as they come: the write computes them, and nothing has counted them before.
   *
   * @param atMost how many rows a table gets at most
   * @param beforeCommit runs once they are written, and may still refuse them
   */
  Written writeAsItComes(
      LayerOutput output, long atMost, MicroBatch batch, Commit commit, Runnable beforeCommit) {
    Map<Table, Dataset<Row>> rows = new LinkedHashMap<>();
    output
        .tables()
        .forEach(
            (table, of) ->
                rows.put(
                    table,
                    of.coalesce(
                        (int)
                            Math.max(files(atMost), Math.min(cores(of), atMost / ROWS_PER_TASK)))));
    return write(output, rows, batch.isSmall(), commit, beforeCommit);
  }

  private Written write(
      LayerOutput output,
      Map<Table, Dataset<Row>> rows,
      boolean isSmall,
      Commit commit,
      Runnable beforeFirstCommit) {
    output.violations().ifPresent(LayerWriter::refuseViolations);
    if (rows.isEmpty()) {
      return new Written(Map.of(), Map.of());
    }
    AppendWriter.Appends appends = appendWriter.begin(commit);
    Set<Table> repeated = ConcurrentHashMap.newKeySet();
    runAll(
        rows.entrySet().stream()
            .<Runnable>map(
                of ->
                    () -> {
                      if (!appends.begin(of.getKey(), of.getValue())) {
                        repeated.add(of.getKey());
                      }
                    })
            .toList());
    int tasks = isSmall ? cores(rows.values().iterator().next()) : Integer.MAX_VALUE;
    Map<Table, TableRows> written = appends.write(rows, tasks);
    written.keySet().forEach(table -> failPoint.reached("written " + table.id()));
    if (!written.isEmpty()) {
      beforeFirstCommit.run();
      Set<Table> between = new LinkedHashSet<>(written.keySet());
      List<Table> first = taken(between, output.first());
      List<Table> ledger = taken(between, output.ledger());
      commitAll(first, appends);
      commitAll(between, appends);
      commitAll(ledger, appends);
    }
    Map<Table, Dataset<Row>> present = new LinkedHashMap<>(rows);
    present.keySet().removeIf(table -> !written.containsKey(table) && !repeated.contains(table));
    return new Written(present, written);
  }

  private static Dataset<Row> of(LayerOutput output, Table table) {
    Dataset<Row> rows = output.tables().get(table);
    if (rows == null) {
      throw new IllegalStateException(table.id() + " is counted, and no table of the layer's");
    }
    return rows;
  }

  /** Takes a table out of those to be committed. */
  private static List<Table> taken(Set<Table> tables, Optional<Table> table) {
    return table.filter(tables::remove).stream().toList();
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

  private void commitAll(Collection<Table> committed, AppendWriter.Appends appends) {
    runAll(
        committed.stream()
            .<Runnable>map(
                table ->
                    () -> {
                      failPoint.reached("before " + table.id());
                      appends.commit(table);
                      failPoint.reached("after " + table.id());
                    })
            .toList());
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
  private static int files(long count) {
    return (int) Math.max(1, Math.min(MAX_FILES, (count + ROWS_PER_FILE - 1) / ROWS_PER_FILE));
  }

  private static int cores(Dataset<Row> rows) {
    return rows.sparkSession().sparkContext().defaultParallelism();
  }

  @Override
  public void close() {
    writers.shutdown();
  }
}
