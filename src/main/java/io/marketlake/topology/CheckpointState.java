package io.marketlake.topology;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a query has come, as its checkpoint says.
 *
 * @param id the checkpoint's name
 * @param units the units (a layer of a feed, such as {@code silver/ticks}) that are assigned to it;
 *     none for one that no query goes on with
 * @param layers the layers that its query serves
 * @param canGoOn whether its query resumes with it: all units of its plan are assigned to it
 * @param isWhole whether its plan, and the files of Spark that a restart reads, are there
 * @param newestPlanned the number of its newest planned micro-batch
 * @param plannedAt when that micro-batch was planned
 * @param reads the oldest version that a restart reads of each table that it streams from, by the
 *     table's id
 * @param touchedAt when a file of it was last written
 */
public record CheckpointState(
    String id,
    List<String> units,
    List<String> layers,
    boolean canGoOn,
    boolean isWhole,
    Optional<Long> newestPlanned,
    Optional<Instant> plannedAt,
    Map<String, Long> reads,
    Instant touchedAt) {

  public CheckpointState {
    units = List.copyOf(units);
    layers = List.copyOf(layers);
    reads = Map.copyOf(reads);
  }

  /** Whether a query goes on with it. */
  public boolean isAssigned() {
    return !units.isEmpty();
  }
}
