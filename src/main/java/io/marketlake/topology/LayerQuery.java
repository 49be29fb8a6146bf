package io.marketlake.topology;

import io.marketlake.delta.Fence;
import io.marketlake.delta.GrownTable;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.job.Stage;
import io.marketlake.kafka.KafkaStream;
import io.marketlake.lease.Lease;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.schema.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * One streaming query that serves one layer or several neighbours. It goes on from its checkpoint
 * where every unit was last written under that very checkpoint; otherwise (no checkpoint, another
 * topology before, a recreated topic) it compares the tables with the layer before, fills in what
 * they lack, and begins a checkpoint where they end.
 */
public final class LayerQuery implements AutoCloseable {
  /** Queries of one process share its cores evenly, where Spark schedules fairly. */
  private static final String POOL = "spark.scheduler.pool";

  private final List<Layer> layers;
  private final LakeTables tables;
  private final Checkpoints checkpoints;
  private final Optional<KafkaSource> kafka;
  private final Lease lease;
  private final LayerWriter writer;
  private final Plan plan;
  private final LayerChain chain;
  private final Gate gate = new Gate();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final StreamingQuery query;

  private LayerQuery(Builder builder, Lease lease, LayerWriter writer) {
    this.layers = List.copyOf(builder.layers);
    this.tables = writer.tables();
    this.checkpoints = new Checkpoints(builder.lake.files(), lease.numbers());
    this.kafka = builder.kafka;
    this.lease = lease;
    this.writer = writer;
    for (Table source : layers.get(0).inputs().keySet()) {
      if (!tables.exists(source)) {
        throw Errors.noSource(layers.get(0).name(), source.id());
      }
    }
    writer.ensure(layers.stream().flatMap(l -> l.outputs().stream()).distinct().toList());
    if (lease.owesFence()) {
      layers.forEach(
          layer ->
              layer
                  .outputs()
                  .forEach(table -> tables.fence(table, Checkpoints.unitsOf(List.of(layer)))));
    }
    Refill refill = new Refill(tables, writer);
    this.plan =
        new Continuation(
                layers, tables, checkpoints, kafka, refill, builder.failPoint, lease.owesFence())
            .plan();
    lease.fenced();
    this.chain =
        new LayerChain(
            plan, layers, tables, checkpoints, kafka, writer, builder.listener, builder.failPoint);
    this.query = start(builder);
  }

  /** Where a query's parts come together. */
  public static final class Builder {
    private final SparkSession spark;
    private final Lake lake;
    private final List<Layer> layers = new ArrayList<>();
    private StreamSettings settings = new StreamSettings(Duration.ofSeconds(1), 500_000, 4);
    private LeaseSettings leases = new LeaseSettings(Duration.ofSeconds(60));
    private Optional<KafkaSource> kafka = Optional.empty();
    private BatchListener listener = BatchListener.NONE;
    private FailPoint failPoint = FailPoint.NONE;
    private boolean untilDrained;
    private Runnable onceHeld = () -> {};

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

    public Builder leases(LeaseSettings leaseSettings) {
      this.leases = leaseSettings;
      return this;
    }

    /** Runs once the leases are held, before anything is written; what it throws ends the start. */
    public Builder onceHeld(Runnable check) {
      this.onceHeld = check;
      return this;
    }

    /** Takes the leases, catches up where need be, and starts. */
    public LayerQuery start() {
      Lease lease;
      try {
        lease = LayerLeases.acquire(lake, leases, layers);
      } catch (RuntimeException e) {
        kafka.ifPresent(KafkaSource::close);
        throw e;
      }
      // Threads that this one makes, the query's own too, inherit the pool.
      SparkContext context = spark.sparkContext();
      String poolBefore = context.getLocalProperty(POOL);
      context.setLocalProperty(POOL, layers.get(0).name());
      LakeTables tables = lake.tables().behind(new Fence(lease.numbers(), lease::requireHeld));
      LayerWriter writer = new LayerWriter(tables, settings.parallelWrites(), failPoint);
      boolean complete = false;
      try {
        onceHeld.run();
        LayerQuery query = new LayerQuery(this, lease, writer);
        complete = true;
        return query;
      } finally {
        context.setLocalProperty(POOL, poolBefore);
        if (!complete) {
          writer.close();
          lease.failed();
          lease.close();
          kafka.ifPresent(KafkaSource::close);
        }
      }
    }
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
            : tableStream(builder.settings.maxRecordsPerBatch());
    VoidFunction2<Dataset<Row>, Long> run = this::runBatch;
    DataStreamWriter<Row> streamWriter =
        stream
            .writeStream()
            .queryName(String.join("-", plan.layers()))
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

  private Dataset<Row> tableStream(long maxRecordsPerBatch) {
    Layer first = layers.get(0);
    List<Dataset<Row>> streams = new ArrayList<>();
    for (Map.Entry<Table, Stage> input : first.inputs().entrySet()) {
      Table table = input.getKey();
      long start = plan.tableStart().getOrDefault(tables.tableId(table), 0L);
      streams.add(input.getValue().apply(tables.streamFrom(table, start, maxRecordsPerBatch)));
    }
    return streams.stream().reduce(Dataset::unionByName).orElseThrow();
  }

  private void runBatch(Dataset<Row> rows, Long id) throws InterruptedException {
    gate.pass(
        () -> {
          lease.requireHeld();
          chain.run(rows, id);
          // Spark writes down next that the micro-batch is done.
          lease.requireHeld();
        });
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
  public boolean await(Duration limit) {
    try {
      return query.awaitTermination(limit.toMillis());
    } catch (StreamingQueryException e) {
      throw unwrapped(e);
    }
  }

  /** What a user can mend, out of the wrapping that Spark gives it. */
  private RuntimeException unwrapped(StreamingQueryException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof PipelineException mistake) {
        return mistake;
      }
    }
    if (GrownTable.stopped(e)) {
      return Errors.inputGrew(
          String.join(", ", plan.layers()),
          layers.get(0).inputs().keySet().stream().map(Table::id).toList());
    }
    // A checkpoint's entry that another process has put first fails in Spark's own words.
    lease.requireHeld();
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
      if (query.exception().isDefined()) {
        lease.failed();
      }
      lease.close();
      kafka.ifPresent(KafkaSource::close);
    }
  }
}
