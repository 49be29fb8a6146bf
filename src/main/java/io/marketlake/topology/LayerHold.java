package io.marketlake.topology;

import io.marketlake.delta.Fence;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.lease.Claim;
import io.marketlake.lease.Lease;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.schema.Table;
import java.util.List;

/**
 * The right to write some tables, held as a query holds it but without one: while it is held nobody
 * else holds the like of it, here or elsewhere.
 */
public final class LayerHold implements AutoCloseable {
  private static final int ALONE = 1;

  private final Lease lease;
  private final LayerFill fill;
  private final FailPoint failPoint;

  private LayerHold(Lease lease, LayerFill fill, FailPoint failPoint) {
    this.lease = lease;
    this.fill = fill;
    this.failPoint = failPoint;
  }

  /**
   * Takes the right of a layer's query, so that none of that layer and those feeds runs, and makes
   * sure that the tables exist.
   *
   * @throws io.marketlake.error.PipelineException that says who holds it, where another does
   */
  public static LayerHold of(
      Lake lake, LeaseSettings leases, int parallelWrites, Layer layer, FailPoint failPoint) {
    List<Layer> layers = List.of(layer);
    Lease lease = LayerLeases.acquire(lake, leases, layers);
    return held(
        lake,
        lease,
        Checkpoints.unitsOf(layers),
        layer.outputs(),
        layer.outputs(),
        parallelWrites,
        failPoint);
  }

  /**
   * Takes the right to do a work beside the queries, so that it is under way once.
   *
   * @param work its name
   * @param written the tables that it appends to
   * @throws io.marketlake.error.PipelineException that says who does it, where another does
   */
  public static LayerHold beside(
      Lake lake,
      LeaseSettings leases,
      int parallelWrites,
      String work,
      List<Table> written,
      FailPoint failPoint) {
    List<String> units = List.of(work);
    Lease lease =
        Lease.acquire(lake, leases, new Claim(units, units), () -> lake.tables().fences(written));
    return held(lake, lease, units, List.of(), written, parallelWrites, failPoint);
  }

  private static LayerHold held(
      Lake lake,
      Lease lease,
      List<String> units,
      List<Table> wanted,
      List<Table> written,
      int parallelWrites,
      FailPoint failPoint) {
    boolean complete = false;
    try {
      LakeTables tables = lake.tables().behind(new Fence(lease.numbers(), lease::requireHeld));
      LayerFill fill = new LayerFill(tables, parallelWrites, failPoint);
      fill.ensure(wanted);
      if (lease.owesFence()) {
        written.stream().filter(tables::exists).forEach(table -> tables.fence(table, units));
        lease.fenced();
      }
      complete = true;
      return new LayerHold(lease, fill, failPoint);
    } finally {
      if (!complete) {
        lease.close();
      }
    }
  }

  /**
   * Takes the right to write all that some layers write, so that none of them runs; tables that are
   * not there are not made.
   *
   * @throws io.marketlake.error.PipelineException that says who holds it, where another does
   */
  public static LayerHold resting(
      Lake lake, LeaseSettings leases, List<Layer> layers, FailPoint failPoint) {
    Lease lease = LayerLeases.acquire(lake, leases, layers);
    List<Table> written =
        layers.stream().flatMap(layer -> layer.outputs().stream()).distinct().toList();
    return held(lake, lease, Checkpoints.unitsOf(layers), List.of(), written, ALONE, failPoint);
  }

  /** The lake's tables, which refuse to be written once the right is lost. */
  public LakeTables tables() {
    return fill.tables();
  }

  /** Writes the tables. */
  public LayerFill fill() {
    return fill;
  }

  /** Where a proof may kill the process. */
  public FailPoint failPoint() {
    return failPoint;
  }

  /** Throws where the right is lost. */
  public void requireHeld() {
    lease.requireHeld();
  }

  @Override
  public void close() {
    fill.close();
    lease.close();
  }
}
