package io.marketlake.delta;

import io.marketlake.job.InternalRows;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.execution.SQLExecution;
import scala.Function0;

/**
 * Appends rows with a {@code known_at} to tables, those of several tables at a time: one Spark job
 * writes the files of all, which are committed table by table then. Delta's own writer takes a plan
 * and a job a table, which is most of what a micro-batch of few rows costs; of many rows it copies
 * each once more. What it takes to write a table is kept from one commit to the next.
 */
public final class AppendWriter {
  private final SparkSession spark;
  private final Function<Table, TableAppend> appends;
  private final Map<Table, Known> known = new ConcurrentHashMap<>();

  /** How a table is written, in one state of its metadata. */
  private record Known(Metadata metadata, Broadcast<TableFormat> format) {}

  AppendWriter(SparkSession spark, Function<Table, TableAppend> appends) {
    this.spark = spark;
    this.appends = appends;
  }

  /** One commit, of several tables. */
  public Appends begin(Commit commit) {
    return new Appends(commit);
  }

  /**
   * The appends of one commit: each table is begun, all are written, and each that was is
   * committed. A table that has the commit already, from an earlier try, is left as it is.
   */
  public final class Appends {
    private final Commit commit;
    private final Map<Table, Begun> begun = new ConcurrentHashMap<>();
    private final Map<Table, List<WrittenFile>> written = new HashMap<>();

    private record Begun(TableAppend append, OptimisticTransaction transaction) {}

    private Appends(Commit commit) {
      this.commit = commit;
    }

    /** Begins with a table; tells whether it is to be written. Several threads may do so. */
    public boolean begin(Table table, Dataset<Row> rows) {
      TableAppend append = appends.apply(table);
      Optional<OptimisticTransaction> transaction = append.begin(rows, commit);
      transaction.ifPresent(begins -> begun.put(table, new Begun(append, begins)));
      return transaction.isPresent();
    }

    /**
     * Writes the rows of the tables that were begun.
     *
     * @param rows a file, or one for each value the table is partitioned by, for each of their
     *     partitions
     * @param mostTasks so many tasks at most
     * @return what each table that gets rows gets
     */
    public Map<Table, TableRows> write(Map<Table, Dataset<Row>> rows, int mostTasks) {
      List<Table> tables = rows.keySet().stream().filter(begun::containsKey).toList();
      if (tables.isEmpty()) {
        return Map.of();
      }
      // Tasks go by the settings of the session that planned the rows.
      SparkSession planned = of(rows, tables.get(0)).sparkSession();
      Function0<List<FileTask.Result>> all = () -> written(tables, rows, mostTasks);
      for (FileTask.Result result : SQLExecution.withSQLConfPropagated(planned, all)) {
        written
            .computeIfAbsent(tables.get(result.position()), table -> new ArrayList<>())
            .addAll(result.files());
      }
      written.values().removeIf(List::isEmpty);
      Map<Table, TableRows> counts = new HashMap<>();
      written.forEach(
          (table, files) ->
              files.forEach(file -> counts.merge(table, file.tableRows(), TableRows::with)));
      return counts;
    }

    private List<FileTask.Result> written(
        List<Table> tables, Map<Table, Dataset<Row>> rows, int mostTasks) {
      List<JavaRDD<FileTask.Result>> tasks = new ArrayList<>();
      for (int i = 0; i < tables.size(); i++) {
        tasks.add(tasks(i, tables.get(i), of(rows, tables.get(i)), false));
      }
      List<FileTask.Result> results = run(tasks, mostTasks);
      List<Integer> scattered =
          results.stream()
              .filter(FileTask.Result::gaveUp)
              .map(FileTask.Result::position)
              .distinct()
              .toList();
      if (scattered.isEmpty()) {
        return results;
      }
      // A task of a table may have come to its end where another gave up: all are done again.
      List<JavaRDD<FileTask.Result>> again =
          scattered.stream()
              .map(
                  i -> {
                    Table table = tables.get(i);
                    Column[] partitions =
                        table.partitionedBy().stream()
                            .map(org.apache.spark.sql.functions::col)
                            .toArray(Column[]::new);
                    return tasks(i, table, of(rows, table).sortWithinPartitions(partitions), true);
                  })
              .toList();
      return Stream.concat(
              results.stream().filter(result -> !scattered.contains(result.position())),
              run(again, Integer.MAX_VALUE).stream())
          .toList();
    }

    private JavaRDD<FileTask.Result> tasks(
        int position, Table table, Dataset<Row> rows, boolean isSorted) {
      return InternalRows.of(TableAppend.shaped(rows, table))
          .toJavaRDD()
          .mapPartitionsWithIndex(
              new FileTask(position, format(table, begunOf(table)), isSorted), false);
    }

    @SuppressWarnings("unchecked")
    private List<FileTask.Result> run(List<JavaRDD<FileTask.Result>> tasks, int mostTasks) {
      JavaRDD<FileTask.Result> all =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .union(tasks.toArray(JavaRDD[]::new));
      return (all.getNumPartitions() > mostTasks ? all.coalesce(mostTasks) : all).collect();
    }

    private static Dataset<Row> of(Map<Table, Dataset<Row>> rows, Table table) {
      Dataset<Row> found = rows.get(table);
      if (found == null) {
        throw new IllegalArgumentException(table.id() + " has no rows to be written");
      }
      return found;
    }

    private Begun begunOf(Table table) {
      Begun found = begun.get(table);
      if (found == null) {
        throw new IllegalStateException(table.id() + " is not begun");
      }
      return found;
    }

    /** Commits what was written to a table. Several threads may do so, of several tables. */
    public void commit(Table table) {
      Begun of = begunOf(table);
      List<WrittenFile> files = written.get(table);
      if (files == null) {
        throw new IllegalStateException("Nothing was written to " + table.id());
      }
      of.append().commitFiles(spark, of.transaction(), files, commit);
    }

    private Broadcast<TableFormat> format(Table table, Begun of) {
      Metadata metadata = of.transaction().metadata();
      Known found = known.get(table);
      if (found == null || !found.metadata().equals(metadata)) {
        TableFormat format = of.append().format(spark, of.transaction());
        found =
            new Known(
                metadata,
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(format));
        known.put(table, found);
      }
      return found.format();
    }
  }
}
