package io.marketlake.topology;

import io.marketlake.delta.CodeGeneration;
import io.marketlake.job.MicroBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD;

/** A micro-batch, with the rows that it keeps until it ends. */
public final class Kept implements MicroBatch, AutoCloseable {
  private final long id;
  private final Instant plannedAt;
  private final BiFunction<String, Supplier<String>, String> choices;
  private final Optional<SparkSession> interpreting;
  private final List<Dataset<Row>> kept = new ArrayList<>();

  /**
   * A micro-batch.
   *
   * @param choices where fixed choices are stored
   * @param interpreting its session, where it has few rows, so that its plans are interpreted
   */
  Kept(
      long id,
      Instant plannedAt,
      BiFunction<String, Supplier<String>, String> choices,
      Optional<SparkSession> interpreting) {
    this.id = id;
    this.plannedAt = plannedAt;
    this.choices = choices;
    this.interpreting = interpreting;
  }

  /** One of which it is not known how many rows it has. */
  Kept(long id, Instant plannedAt, BiFunction<String, Supplier<String>, String> choices) {
    this(id, plannedAt, choices, Optional.empty());
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Instant plannedAt() {
    return plannedAt;
  }

  @Override
  public boolean isSmall() {
    return interpreting.isPresent();
  }

  @Override
  public String fixed(String name, Supplier<String> choice) {
    return choices.apply(name, choice);
  }

  /**
   * Keeps the rows under a plan that is only their scan: every step that follows would otherwise
   * analyse again all that led to them.
   */
  @Override
  public Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> scan = kept.contains(rows) ? rows : rows.localCheckpoint(false);
    if (scan != rows) {
      kept.add(scan);
    }
    // Many rows may have been read for these, but not for those that follow.
    interpreting.ifPresent(session -> CodeGeneration.choose(session, 0));
    return scan;
  }

  @Override
  public void close() {
    for (Dataset<Row> rows : kept) {
      if (rows.queryExecution().analyzed() instanceof LogicalRDD scan) {
        scan.rdd().unpersist(false);
      }
    }
  }
}
