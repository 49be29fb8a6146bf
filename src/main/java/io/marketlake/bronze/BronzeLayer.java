package io.marketlake.bronze;

import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Kafka's records -> {@link BronzeEvents}. Its rows are read from Kafka whenever they are computed:
 * who needs them more than once keeps them.
 */
public final class BronzeLayer implements Layer {
  public static final String NAME = "bronze";

  private final BronzeSettings settings;

  public BronzeLayer(BronzeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> feeds() {
    return settings.feeds().stream().map(Feed::name).toList();
  }

  @Override
  public Map<Table, Stage> inputs() {
    return Map.of();
  }

  @Override
  public List<Table> outputs() {
    return List.of(BronzeEvents.TABLE);
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    Dataset<Row> events = new RawEventStage(settings, batch.plannedAt()).apply(input);
    return new LayerOutput(Map.of(BronzeEvents.TABLE, events), Optional.empty());
  }
}
