package io.marketlake.topology;

import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a query goes on: with the checkpoint that all its units were last written under, if that is
 * whole and reads the same topics; else with a new one, begun where the tables end once each layer
 * has been filled from the one before.
 */
final class Continuation {
  private static final Logger LOG = LoggerFactory.getLogger(Continuation.class);
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final List<Layer> layers;
  private final LakeTables tables;
  private final Checkpoints checkpoints;
  private final Optional<KafkaSource> kafka;
  private final Refill refill;
  private final FailPoint failPoint;
  private final boolean confirms;

  /**
   * @param confirms whether an earlier holder of these units may still assign another checkpoint,
   *     so that the one to go on with must be assigned anew
   */
  Continuation(
      List<Layer> layers,
      LakeTables tables,
      Checkpoints checkpoints,
      Optional<KafkaSource> kafka,
      Refill refill,
      FailPoint failPoint,
      boolean confirms) {
    this.layers = layers;
    this.tables = tables;
    this.checkpoints = checkpoints;
    this.kafka = kafka;
    this.refill = refill;
    this.failPoint = failPoint;
    this.confirms = confirms;
  }

  /** The plan to run under; the tables are complete up to where it begins or went on. */
  Plan plan() {
    Plan plan = resumed().orElseGet(this::begun);
    checkpoints.endFill(filledUnits());
    return plan;
  }

  /** Those of layers that can be filled from the one before. */
  private List<String> filledUnits() {
    return Checkpoints.unitsOf(layers.stream().filter(layer -> !layer.inputs().isEmpty()).toList());
  }

  /** The plan to go on with, if every unit was last written under it and it can still be read. */
  private Optional<Plan> resumed() {
    Optional<Plan> current =
        checkpoints
            .planOf(Checkpoints.unitsOf(layers))
            .filter(p -> p.serves(layerNames(), feedNames()))
            .filter(p -> kafka.isEmpty() || p.topicIds().equals(kafka.get().topicIds()))
            .filter(this::isWhole);
    current.ifPresent(
        p -> {
          LOG.info("Going on with the checkpoint {}", p.id());
          kafka.ifPresent(source -> source.requireReadable(tables, firstUnread(p)));
          if (confirms) {
            checkpoints.assign(Checkpoints.unitsOf(layers), p);
          }
        });
    return current;
  }

  /** A checkpoint that wrote to a table but has no planned micro-batch has lost its files. */
  private boolean isWhole(Plan p) {
    return checkpoints.newestBatch(p).isPresent()
        || layers.stream()
            .flatMap(l -> l.outputs().stream())
            .noneMatch(table -> tables.hasCommitOf(table, p.id()));
  }

  /**
   * The first offsets that the next micro-batch reads: where the newest planned one ends or, where
   * that has not been committed and is run again, where it begins.
   */
  private Map<String, Map<Integer, Long>> firstUnread(Plan p) {
    Optional<Long> newest = checkpoints.newestBatch(p);
    if (newest.isEmpty()) {
      return p.kafkaStart();
    }
    Checkpoints.Range range = checkpoints.range(p, newest.get());
    if (checkpoints.isCommitted(p, newest.get())) {
      return Checkpoints.kafkaOffsets(range.to());
    }
    return range.from().isEmpty() ? p.kafkaStart() : Checkpoints.kafkaOffsets(range.from());
  }

  /** Fills every layer from the one before, and plans a checkpoint that begins where they end. */
  private Plan begun() {
    Map<Table, Long> versions = new LinkedHashMap<>();
    checkpoints.beginFill(filledUnits());
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
    checkpoints.assign(Checkpoints.unitsOf(layers), begun);
    LOG.info("Began the checkpoint {}", id);
    return begun;
  }

  private List<String> layerNames() {
    return layers.stream().map(Layer::name).toList();
  }

  private List<String> feedNames() {
    return layers.stream().flatMap(l -> l.feeds().stream()).distinct().sorted().toList();
  }
}
