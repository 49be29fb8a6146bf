package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;

import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.RemovalErrors;
import io.marketlake.job.Layer;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether a feed is at rest: every layer that ever ran has taken what the layer before holds, and
 * has ended its newest micro-batch, so that none is tried again.
 */
public final class IdleFeed {
  private final LakeTables tables;
  private final LakeCheckpoints checkpoints;
  private final String feed;
  private final List<Layer> layers;

  /**
   * A feed.
   *
   * @param layers its layers, each for this feed alone
   */
  public IdleFeed(Lake lake, String feed, List<Layer> layers) {
    this.tables = lake.tables();
    this.checkpoints = LakeCheckpoints.of(lake);
    this.feed = feed;
    this.layers = List.copyOf(layers);
  }

  /** Throws where it is not at rest. */
  public void require() {
    for (Layer layer : layers) {
      Optional<String> checkpoint =
          Optional.ofNullable(checkpoints.assignments().get(Checkpoints.unit(layer.name(), feed)));
      if (checkpoint.isEmpty()) {
        continue;
      }
      if (checkpoints.hasOpenBatch(checkpoint.get())) {
        throw RemovalErrors.openBatch(layer.name(), feed);
      }
      layer.inputs().forEach((table, stage) -> requireTaken(layer, table, stage));
    }
  }

  private void requireTaken(Layer layer, Table table, Stage stage) {
    if (!tables.exists(table)) {
      return;
    }
    Dataset<Row> rows = tables.read(table);
    Dataset<Row> own =
        table.partitionedBy().contains(BronzeEvents.FEED)
            ? rows.filter(col(BronzeEvents.FEED).equalTo(feed))
            : rows;
    if (!Untaken.of(tables, layer, stage.apply(layer.standing(own))).isEmpty()) {
      throw RemovalErrors.layerBehind(layer.name(), feed, table.id());
    }
  }
}
