package io.marketlake.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.Lease;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.job.Stage;
import io.marketlake.kafka.KafkaStream;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One streaming query that serves one layer or several neighbours. It goes on from its checkpoint
 * where every unit was last written under that very checkpoint; otherwise (no checkpoint, another
 * topology before, a recreated topic) it compares the tables with the layer before, fills in what
 * they lack, and begins a checkpoint where they end.
 */
public final class LayerQuery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LayerQuery.class);
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_FILES_PER_BATCH = 200;

  private final List<Layer> layers;
  private final LakeTables tables;
  private final Checkpoints checkpoints;
  private final Optional<KafkaSource> kafka;
  private final BatchListener listener;
  private final Lease lease;
  private final LayerWriter writer;
  private final Refill refill;
  private final Plan plan;
  private final FailPoint failPoint;
  private final Gate gate = new Gate();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final StreamingQuery query;

  private LayerQuery(Builder builder, Lease lease, LayerWriter writer) {
    this.layers = List.copyOf(builder.layers);
    this.tables = builder.lake.tables();
    this.checkpoints = new Checkpoints(builder.lake.files());
    this.kafka = builder.kafka;
    this.listener = builder.listener;
    this.failPoint = builder.failPoint;
    this.lease = lease;
    this.writer = writer;
    this.refill = new Refill(tables, writer);
    for (Table source : layers.get(0).inputs().keySet()) {
      if (!tables.exists(source)) {
        throw Errors.noSource(layers.get(0).name(), source.id());
      }
    }
    writer.ensure(layers.stream().flatMap(l -> l.outputs().stream()).distinct().toList());
    this.plan = resumed().orElseGet(this::begun);
    this.query = start(builder);
  }

  /** Where a query's parts come together. */
  public static final class Builder {
    private final SparkSession spark;
    private final Lake lake;
    private final List<Layer> layers = new ArrayList<>();
    private StreamSettings settings =
        new StreamSettings(java.time.Duration.ofSeconds(1), 500_000, 4);
    private Optional<KafkaSource> kafka = Optional.empty();
    private BatchListener listener = BatchListener.NONE;
    private FailPoint failPoint = FailPoint.NONE;
    private boolean untilDrained;

    public Builder(SparkSession spark, Lake lake) {
      this.spark = spark;
      this.lake = lake;
    }

    /** Serves this layer too, after those added before; each reads the one before. */
    public Builder layer(Layer layer) {
      layers.add(layer);
      return this;
    }

    /** Reads Kafka; needed where the first layer is bronze. */
    public Builder kafka(KafkaSource source) {
      this.kafka = Optional.of(source);
      return this;
    }

    public Builder settings(StreamSettings streamSettings) {
      this.settings = streamSettings;
      return this;
    }

    public Builder listener(BatchListener batchListener) {
      this.listener = batchListener;
      return this;
    }

    public Builder failPoint(FailPoint point) {
      this.failPoint = point;
      return this;
    }

    /** Ends by itself once all that was there at the start is done. */
    public Builder untilDrained(boolean drained) {
      this.untilDrained = drained;
      return this;
    }

    /** Takes the leases, catches up where need be, and starts. */
    public LayerQuery start() {
      List<String> written =
          layers.stream().flatMap(l -> l.outputs().stream()).map(Table::id).distinct().toList();
      Lease lease;
      try {
        lease = Lease.acquire(lake.folder(), written);
      } catch (PipelineException e) {
        kafka.ifPresent(KafkaSource::close);
        throw e;
      }
      LayerWriter writer = new LayerWriter(lake.tables(), settings.parallelWrites(), failPoint);
      boolean complete = false;
      try {
        LayerQuery query = new LayerQuery(this, lease, writer);
        complete = true;
        return query;
      } finally {
        if (!complete) {
          writer.close();
          lease.close();
          kafka.ifPresent(KafkaSource::close);
        }
      }
    }
  }

  private static List<String> units(List<Layer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.feeds().stream().map(feed -> Checkpoints.unit(layer.name(), feed)))
        .toList();
  }

  private List<String> layerNames() {
    return layers.stream().map(Layer::name).toList();
  }

  private List<String> feedNames() {
    return layers.stream().flatMap(l -> l.feeds().stream()).distinct().sorted().toList();
  }

  /** The plan to go on with, if every unit was last written under it and it can still be read. */
  private Optional<Plan> resumed() {
    Optional<Plan> current =
        checkpoints
            .planOf(units(layers))
            .filter(p -> p.serves(layerNames(), feedNames()))
            .filter(p -> kafka.isEmpty() || p.topicIds().equals(kafka.get().topicIds()))
            .filter(this::isWhole);
    current.ifPresent(
        p -> {
          LOG.info("Going on with the checkpoint {}", p.id());
          kafka.ifPresent(source -> source.requireReadable(kafkaOffsets(p)));
        });
    return current;
  }

  /** A checkpoint that wrote to a table but has no planned micro-batch has lost its files. */
  private boolean isWhole(Plan p) {
    return checkpoints.hasBegun(p)
        || layers.stream()
            .flatMap(l -> l.outputs().stream())
            .noneMatch(table -> tables.hasCommitOf(table, p.id()));
  }

  /** Where the newest planned micro-batch ends; where the checkpoint began if none is planned. */
  private Map<String, Map<Integer, Long>> kafkaOffsets(Plan p) {
    Optional<Long> newest = checkpoints.newestBatch(p);
    if (newest.isEmpty()) {
      return p.kafkaStart();
    }
    Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
    for (JsonNode source : checkpoints.range(p, newest.get()).to()) {
      source
          .fields()
          .forEachRemaining(
              topic -> {
                Map<Integer, Long> byPartition = new TreeMap<>();
                topic
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        e -> byPartition.put(Integer.valueOf(e.getKey()), e.getValue().asLong()));
                offsets.put(topic.getKey(), byPartition);
              });
    }
    return offsets;
  }

  /** Fills every layer from the one before, and plans a checkpoint that begins where they end. */
  private Plan begun() {
    Map<Table, Long> versions = new LinkedHashMap<>();
    for (Layer layer : layers) {
      Map<Table, Long> inputs = new LinkedHashMap<>();
      layer.inputs().keySet().forEach(table -> inputs.put(table, tables.version(table)));
      if (!inputs.isEmpty()) {
        refill.run(layer, inputs);
      }
      if (layer.equals(layers.get(0))) {
        versions.putAll(inputs);
      }
    }
    Map<String, Long> tableStart = new TreeMap<>();
    versions.forEach((table, version) -> tableStart.put(tables.tableId(table), version));
    String id =
        String.join("-", layerNames())
            + "-"
            + NAME_TIME.format(Instant.now())
            + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    Plan begun =
        new Plan(
            id,
            layerNames(),
            feedNames(),
            kafka.map(KafkaSource::topicIds).orElse(Map.of()),
            kafka.map(source -> source.nextOffsets(tables)).orElse(Map.of()),
            tableStart);
    checkpoints.save(begun);
    failPoint.reached("before handover");
    checkpoints.assign(units(layers), begun);
    LOG.info("Began the checkpoint {}", id);
    return begun;
  }

  private StreamingQuery start(Builder builder) {
    Dataset<Row> stream =
        kafka.isPresent()
            ? KafkaStream.read(
                builder.spark,
                kafka.get().settings(),
                kafka.get().topics(),
                plan.kafkaStart(),
                builder.settings.maxRecordsPerBatch())
            : tableStream();
    VoidFunction2<Dataset<Row>, Long> run = this::runBatch;
    DataStreamWriter<Row> streamWriter =
        stream
            .writeStream()
            .queryName(String.join("-", layerNames()))
            .option("checkpointLocation", checkpoints.sparkPath(plan))
            .trigger(
                builder.untilDrained
                    ? Trigger.AvailableNow()
                    : Trigger.ProcessingTime(builder.settings.trigger().toMillis()))
            .foreachBatch(run);
    try {
      return streamWriter.start();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private Dataset<Row> tableStream() {
    Layer first = layers.get(0);
    List<Dataset<Row>> streams = new ArrayList<>();
    for (Map.Entry<Table, Stage> input : first.inputs().entrySet()) {
      Table table = input.getKey();
      long start = plan.tableStart().getOrDefault(tables.tableId(table), 0L);
      streams.add(input.getValue().apply(tables.streamFrom(table, start, MAX_FILES_PER_BATCH)));
    }
    return streams.stream().reduce(Dataset::unionByName).orElseThrow();
  }

  private void runBatch(Dataset<Row> rows, Long id) throws InterruptedException {
    gate.pass(() -> runLayers(rows, id));
  }

  private void runLayers(Dataset<Row> rows, long id) {
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
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(java.time.Duration::toMillis)
        .orElse(0L);
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

  /** Waits until everything that is there now has been processed. */
  public void drain() {
    try {
      query.processAllAvailable();
    } catch (Exception e) {
      // Spark's exception is checked in Scala and undeclared in Java.
      if (e instanceof StreamingQueryException failed) {
        throw unwrapped(failed);
      }
      throw e;
    }
  }

  /** Waits until the query ends by itself. */
  public void await() {
    try {
      query.awaitTermination();
    } catch (StreamingQueryException e) {
      throw unwrapped(e);
    }
  }

  /** Waits until the query ends or the time is over; tells whether it ended. */
  public boolean await(java.time.Duration limit) {
    try {
      return query.awaitTermination(limit.toMillis());
    } catch (StreamingQueryException e) {
      throw unwrapped(e);
    }
  }

  /** What a user can mend, out of the wrapping that Spark gives it. */
  private static RuntimeException unwrapped(StreamingQueryException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof PipelineException mistake) {
        return mistake;
      }
    }
    return new IllegalStateException("A streaming query failed", e);
  }

  /** Lets the micro-batch under way end, then stops and gives the leases back. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (query.isActive()) {
        gate.close();
        query.stop();
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      writer.close();
      lease.close();
      kafka.ifPresent(KafkaSource::close);
    }
  }
}
