package io.marketlake.topology;

import io.marketlake.delta.Fence;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.lease.Lease;
import io.marketlake.lease.LeaseSettings;
import java.util.List;

/**
 * The right to write a layer's tables, held as a query holds it but without one: while it is held
 * no query of that layer and those feeds runs, here or elsewhere.
 */
public final class LayerHold implements AutoCloseable {
  private final Lease lease;
  private final LakeTables tables;
  private final LayerWriter writer;
  private final FailPoint failPoint;

  private LayerHold(Lease lease, LakeTables tables, LayerWriter writer, FailPoint failPoint) {
    this.lease = lease;
    this.tables = tables;
    this.writer = writer;
    this.failPoint = failPoint;
  }

  /**
   * Takes the right, and makes sure that the tables exist.
   *
   * @throws io.marketlake.error.PipelineException that says who holds it, where another does
   */
  public static LayerHold of(
      Lake lake, LeaseSettings leases, int parallelWrites, Layer layer, FailPoint failPoint) {
    Lease lease = LayerLeases.acquire(lake, leases, List.of(layer));
    boolean complete = false;
    try {
      LakeTables tables = lake.tables().behind(new Fence(lease.numbers(), lease::requireHeld));
      LayerWriter writer = new LayerWriter(tables, parallelWrites, failPoint);
      writer.ensure(layer.outputs());
      if (lease.owesFence()) {
        layer.outputs().forEach(table -> tables.fence(table, Checkpoints.unitsOf(List.of(layer))));
        lease.fenced();
      }
      complete = true;
      return new LayerHold(lease, tables, writer, failPoint);
    } finally {
      if (!complete) {
        lease.close();
      }
    }
  }

  /** The lake's tables, which refuse to be written once the right is lost. */
  public LakeTables tables() {
    return tables;
  }

  /** Where a proof may kill the process. */
  public FailPoint failPoint() {
    return failPoint;
  }

  /** Throws where the right is lost. */
  public void requireHeld() {
    lease.requireHeld();
  }

  /**
   * Brings another layer's tables, which nobody else writes, up to its inputs: from where they
   * stand, however that came about.
   */
  public void fill(Layer layer, FillProgress progress) {
    LayerFill.fill(tables, writer, layer, progress);
  }

  @Override
  public void close() {
    writer.close();
    lease.close();
  }
}
