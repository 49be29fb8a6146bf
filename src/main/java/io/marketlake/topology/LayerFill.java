package io.marketlake.topology;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes a layer's tables beside the queries that write them: it only appends, holds nothing that a
 * query needs, and a commit that a table has already is not repeated.
 */
public final class LayerFill implements AutoCloseable {
  private final LakeTables tables;
  private final LayerWriter writer;

  /**
   * Writes these tables.
   *
   * @param tables the lake's tables, which refuse to be written where the caller loses the right
   * @param failPoint where a proof may kill the process
   */
  public LayerFill(LakeTables tables, int parallelWrites, FailPoint failPoint) {
    this.tables = tables;
    this.writer = new LayerWriter(tables, parallelWrites, failPoint);
  }

  public LakeTables tables() {
    return tables;
  }

  /** Makes sure that tables exist. */
  public void ensure(List<Table> wanted) {
    writer.ensure(wanted);
  }

  /** Work that writes nothing, or later: what it keeps is dropped when it is closed. */
  public Kept begin(Instant plannedAt) {
    return new Kept(0, plannedAt, (name, choice) -> choice.get());
  }

  /** Throws where a record broke a rule whose action is {@code fail}. */
  public static void requireNoViolations(LayerOutput output) {
    output.violations().ifPresent(LayerWriter::refuseViolations);
  }

  /** Commits rows, once however often it is tried. */
  public void write(LayerOutput output, Commit commit) {
    try (Kept batch = begin(Instant.now())) {
      writer.write(output, batch, commit, () -> {});
    }
  }

  /** Commits what a layer makes of some input, once however often it is tried. */
  public void write(Layer layer, Dataset<Row> input, Commit commit, Instant plannedAt) {
    try (Kept batch = new Kept(commit.batch(), plannedAt, (name, choice) -> choice.get())) {
      writer.write(layer, input, batch, commit, () -> {});
    }
  }

  /**
   * Brings a layer's tables, which nobody else writes, up to its inputs: from where they stand,
   * however that came about.
   */
  public void fill(Layer layer, FillProgress progress) {
    writer.ensure(layer.outputs());
    Map<Table, Long> versions = new LinkedHashMap<>();
    layer.inputs().keySet().forEach(table -> versions.put(table, tables.version(table)));
    new Refill(tables, writer, progress).run(layer, versions);
  }

  @Override
  public void close() {
    writer.close();
  }
}
