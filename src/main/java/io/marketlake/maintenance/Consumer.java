package io.marketlake.maintenance;

import io.marketlake.job.Layer;
import io.marketlake.job.Stage;
import io.marketlake.schema.Table;
import io.marketlake.topology.LakeCheckpoints;
import java.util.Optional;

/**
 * A layer of one feed, which may still have to read what is to go.
 *
 * @param layer the layer; only asked what it reads and what it has taken
 */
public record Consumer(Layer layer, String feed) {
  /** The unit by which its checkpoint is assigned. */
  String unit() {
    return LakeCheckpoints.unitOf(layer.name(), feed);
  }

  /** The stage by which it reads a table; empty where it does not. */
  Optional<Stage> reads(Table table) {
    return Optional.ofNullable(layer.inputs().get(table));
  }
}
