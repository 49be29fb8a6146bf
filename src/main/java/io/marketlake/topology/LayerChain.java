package io.marketlake.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.marketlake.delta.CodeGeneration;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Table;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a micro-batch through the layers of a query: what one layer writes is what those after it
 * read. Run again, it writes what is missing and nothing twice.
 */
final class LayerChain {
  private static final Logger LOG = LoggerFactory.getLogger(LayerChain.class);

  private final Plan plan;
  private final List<Layer> layers;
  private final LakeTables tables;
  private final Checkpoints checkpoints;
  private final Optional<KafkaSource> kafka;
  private final LayerWriter writer;
  private final BatchListener listener;
  private final FailPoint failPoint;

  LayerChain(
      Plan plan,
      List<Layer> layers,
      LakeTables tables,
      Checkpoints checkpoints,
      Optional<KafkaSource> kafka,
      LayerWriter writer,
      BatchListener listener,
      FailPoint failPoint) {
    this.plan = plan;
    this.layers = layers;
    this.tables = tables;
    this.checkpoints = checkpoints;
    this.kafka = kafka;
    this.writer = writer;
    this.listener = listener;
    this.failPoint = failPoint;
  }

  void run(Dataset<Row> rows, long id) {
    Checkpoints.Range range = checkpoints.range(plan, id);
    Commit commit = new Commit(plan.id(), id, range.describe());
    failPoint.reached("begin");
    kafka.ifPresent(source -> source.recordLoss(tables, kafkaStart(range)));
    SparkSession spark = rows.sparkSession();
    long records = kafka.isPresent() ? records(range) : 0;
    CodeGeneration.choose(spark, records);
    StringJoiner took = new StringJoiner(", ");
    long cpuBefore = cpuMillis();
    Optional<Dataset<Row>> first = firstInput(rows, range);
    boolean isSmall = CodeGeneration.isInterpreting(spark);
    try (Kept batch =
        new Kept(
            id, range.plannedAt(), choices(id), isSmall ? Optional.of(spark) : Optional.empty())) {
      Map<Table, Dataset<Row>> present = new LinkedHashMap<>();
      for (Layer layer : layers) {
        Optional<Dataset<Row>> input =
            layer.equals(layers.get(0)) ? first : inputOf(layer, present);
        if (input.isEmpty()) {
          continue;
        }
        long start = System.nanoTime();
        LayerWriter.Written written = write(layer, input.get(), batch, commit, records);
        present.putAll(written.rows());
        listener.committed(layer.name(), written.counts(), written.rows());
        took.add(
            layer.name() + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
      }
    }
    failPoint.reached("end");
    layers.forEach(Layer::upkeep);
    LOG.info("Micro-batch {}: {}; {} ms of CPU", id, took, cpuMillis() - cpuBefore);
  }

  private LayerWriter.Written write(
      Layer layer, Dataset<Row> input, Kept batch, Commit commit, long records) {
    Runnable sameTopics = () -> kafka.ifPresent(KafkaSource::requireSameTopics);
    LayerOutput output = layer.apply(input, batch);
    boolean isOfKafka = kafka.isPresent() && layer.inputs().isEmpty();
    if (isOfKafka && !output.isOneTable()) {
      throw new IllegalStateException("What Kafka brings goes to one table, and breaks no rule");
    }
    if (!isOfKafka && (!batch.isSmall() || output.counted().isPresent())) {
      return writer.write(output, batch, commit, sameTopics);
    }
    // Kafka is read once: the write computes the rows, which are kept for layers that come after.
    boolean isAlone = isOfKafka && layers.size() == 1;
    LayerOutput asItComes = isOfKafka && !isAlone ? output.mapRows(batch::keep) : output;
    LayerWriter.Written written =
        writer.writeAsItComes(asItComes, records, batch, commit, sameTopics);
    return isAlone ? written.withoutRows() : written;
  }

  /** How many records Kafka has at most in what a micro-batch covers. */
  private long records(Checkpoints.Range range) {
    Map<String, Map<Integer, Long>> from = kafkaStart(range);
    long records = 0;
    for (Map.Entry<String, Map<Integer, Long>> topic :
        Checkpoints.kafkaOffsets(range.to()).entrySet()) {
      Map<Integer, Long> begin = from.getOrDefault(topic.getKey(), Map.of());
      for (Map.Entry<Integer, Long> end : topic.getValue().entrySet()) {
        records += end.getValue() - begin.getOrDefault(end.getKey(), 0L);
      }
    }
    return records;
  }

  private Map<String, Map<Integer, Long>> kafkaStart(Checkpoints.Range range) {
    return range.from().isEmpty() ? plan.kafkaStart() : Checkpoints.kafkaOffsets(range.from());
  }

  /** CPU time that this process has used. */
  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  private BiFunction<String, Supplier<String>, String> choices(long batch) {
    return (name, choice) -> checkpoints.fixedChoice(plan, batch, name, choice);
  }

  private Optional<Dataset<Row>> firstInput(Dataset<Row> rows, Checkpoints.Range range) {
    if (kafka.isPresent()) {
      // Rather than a task a Kafka partition, which is more than most micro-batches are worth.
      SparkSession spark = rows.sparkSession();
      int cores = spark.sparkContext().defaultParallelism();
      return Optional.of(rows.coalesce(CodeGeneration.isInterpreting(spark) ? 1 : cores));
    }
    return inputOf(layers.get(0), appended(layers.get(0), range));
  }

  /**
   * What Kafka brought to a layer's inputs, in whole versions: Spark may end a micro-batch within
   * one, whose files are in no order, and a layer that folds rows in Kafka's order must not see the
   * later ones first. A version that is cut waits for the micro-batch in which it ends.
   */
  private Map<Table, Dataset<Row>> appended(Layer layer, Checkpoints.Range range) {
    Map<Table, Dataset<Row>> appended = new LinkedHashMap<>();
    for (Table table : layer.inputs().keySet()) {
      String id = tables.tableId(table);
      long filled = plan.tableStart().getOrDefault(id, -1L);
      long after = Math.max(filled, lastWhole(range.from(), id).orElse(filled));
      long upTo = lastWhole(range.to(), id).orElse(after);
      if (upTo > after) {
        // What a file or a replay brought has been taken through the layers by who brought it.
        appended.put(table, tables.appended(table, after, upTo).filter(Coordinate.isStreamed()));
      }
    }
    return appended;
  }

  /** The last version that lies wholly before where a table's stream has come to. */
  private static Optional<Long> lastWhole(List<JsonNode> offsets, String tableId) {
    return offsets.stream()
        .filter(offset -> offset.path("reservoirId").asText().equals(tableId))
        .map(offset -> offset.path("reservoirVersion").asLong() - 1)
        .findFirst();
  }

  /** What a layer reads of the rows that are there; empty where there are none for it. */
  private static Optional<Dataset<Row>> inputOf(Layer layer, Map<Table, Dataset<Row>> present) {
    List<Dataset<Row>> inputs = new ArrayList<>();
    layer
        .inputs()
        .forEach(
            (table, stage) -> {
              Dataset<Row> rows = present.get(table);
              if (rows != null) {
                inputs.add(stage.apply(rows));
              }
            });
    return inputs.stream().reduce(Dataset::unionByName);
  }
}
