package io.marketlake.topology;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.schema.Table;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a micro-batch through the layers of a query: what one layer writes is what the next one
 * reads. Run again, it writes what is missing and nothing twice.
 */
final class LayerChain {
  private static final Logger LOG = LoggerFactory.getLogger(LayerChain.class);

  private final Plan plan;
  private final List<Layer> layers;
  private final LakeTables tables;
  private final Checkpoints checkpoints;
  private final Optional<KafkaSource> kafka;
  private final LayerWriter writer;
  private final Refill refill;
  private final BatchListener listener;
  private final FailPoint failPoint;

  LayerChain(
      Plan plan,
      List<Layer> layers,
      LakeTables tables,
      Checkpoints checkpoints,
      Optional<KafkaSource> kafka,
      LayerWriter writer,
      Refill refill,
      BatchListener listener,
      FailPoint failPoint) {
    this.plan = plan;
    this.layers = layers;
    this.tables = tables;
    this.checkpoints = checkpoints;
    this.kafka = kafka;
    this.writer = writer;
    this.refill = refill;
    this.listener = listener;
    this.failPoint = failPoint;
  }

  void run(Dataset<Row> rows, long id) {
    Checkpoints.Range range = checkpoints.range(plan, id);
    Commit commit = new Commit(plan.id(), id, range.describe());
    failPoint.reached("begin");
    StringJoiner took = new StringJoiner(", ");
    long cpuBefore = cpuMillis();
    try (Kept batch = new Kept(id, range.plannedAt(), choices(id))) {
      Layer first = layers.get(0);
      // A task a core rather than one a Kafka partition: micro-batches are small.
      Dataset<Row> packed = rows.coalesce(rows.sparkSession().sparkContext().defaultParallelism());
      boolean overlaps = overlapsRefill(range);
      Dataset<Row> input = overlaps ? refill.missing(first, packed) : packed;
      for (Layer layer : layers) {
        long start = System.nanoTime();
        LayerWriter.Written written =
            writer.write(
                layer, input, batch, commit, () -> kafka.ifPresent(KafkaSource::requireSameTopics));
        listener.committed(layer.name(), written.counts(), written.rows());
        took.add(
            layer.name() + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
        if (overlaps) {
          // An earlier try may have committed rows of this layer that the next one has not seen.
          refillAfter(layer);
          break;
        }
        Optional<Dataset<Row>> next = inputOfNext(layer, written.rows());
        if (next.isEmpty()) {
          break;
        }
        input = next.get();
      }
    }
    failPoint.reached("end");
    LOG.info("Micro-batch {}: {}; {} ms of CPU", id, took, cpuMillis() - cpuBefore);
  }

  /** CPU time that this process has used. */
  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  /** Fills the layers after this one from the tables, as they are now. */
  private void refillAfter(Layer layer) {
    for (Layer next : layers.subList(layers.indexOf(layer) + 1, layers.size())) {
      Map<Table, Long> versions = new LinkedHashMap<>();
      next.inputs().keySet().forEach(table -> versions.put(table, tables.version(table)));
      refill.run(next, versions);
    }
  }

  private BiFunction<String, Supplier<String>, String> choices(long batch) {
    return (name, choice) -> checkpoints.fixedChoice(plan, batch, name, choice);
  }

  /** The rows that the layer after this one reads; empty where there is none or it has none. */
  private Optional<Dataset<Row>> inputOfNext(Layer layer, Map<Table, Dataset<Row>> written) {
    int next = layers.indexOf(layer) + 1;
    if (next == layers.size()) {
      return Optional.empty();
    }
    return layers.get(next).inputs().entrySet().stream()
        .filter(input -> written.containsKey(input.getKey()))
        .map(input -> input.getValue().apply(rowsOf(written, input.getKey())))
        .reduce(Dataset::unionByName);
  }

  private static Dataset<Row> rowsOf(Map<Table, Dataset<Row>> written, Table table) {
    Dataset<Row> rows = written.get(table);
    if (rows == null) {
      throw new IllegalArgumentException("Nothing was written to " + table.id());
    }
    return rows;
  }

  /**
   * Whether a micro-batch may hold rows of the version at which the refill ended. A table's stream
   * can't begin at a version that is yet to come, so it begins with the last one that was filled.
   */
  private boolean overlapsRefill(Checkpoints.Range range) {
    if (kafka.isPresent()) {
      return false;
    }
    return range.from().size() < plan.tableStart().size()
        || range.from().stream()
            .anyMatch(
                offset ->
                    offset.isMissingNode()
                        || offset.path("reservoirVersion").asLong()
                            <= plan.tableStart()
                                .getOrDefault(offset.path("reservoirId").asText(), -1L));
  }
}
