package io.marketlake.history;

import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a backfill commits to several tables at once; it is handed its input. */
record BackfillLayer(
    Feed feed, List<Table> outputs, BiFunction<Dataset<Row>, MicroBatch, LayerOutput> rows)
    implements Layer {
  BackfillLayer {
    outputs = List.copyOf(outputs);
  }

  @Override
  public String name() {
    return "backfill";
  }

  @Override
  public List<String> feeds() {
    return List.of(feed.name());
  }

  @Override
  public Map<Table, Stage> inputs() {
    return Map.of();
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    return rows.apply(input, batch);
  }
}
