package io.marketlake.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.job.Layer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The lake's checkpoints, and which of them feeds each unit (a layer of a feed). A unit has one
 * checkpoint at a time; to give it another is the last step of a handover.
 */
final class Checkpoints {
  static final String FOLDER = Lake.STATE + "/checkpoints/";
  static final String ASSIGNMENTS = Lake.STATE + "/assignments/";
  static final String HOLDING = "@";

  /** Not a unit's name: what lists assignments passes over it. */
  private static final String FILLING = ".filling-";

  static final long KEPT_CHOICES = 100;
  private static final JsonMapper JSON = new JsonMapper();

  private final LakeFiles files;
  private final Map<String, Long> holdings;

  /**
   * @param holdings the number of this process's holding of each unit, where leases have one; an
   *     assignment bears it, so that one made late by an earlier holder counts for nothing
   */
  Checkpoints(LakeFiles files, Map<String, Long> holdings) {
    this.files = files;
    this.holdings = Map.copyOf(holdings);
  }

  /** What a micro-batch covers, as its source wrote it down before it ran. */
  record Range(Instant plannedAt, List<JsonNode> from, List<JsonNode> to) {
    String describe() {
      return from + " to " + to;
    }
  }

  /** A file of a checkpoint does not hold what it should. */
  static final class DamagedFileException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String text, JsonProcessingException cause) {
      super("A checkpoint's file is damaged: " + text, cause);
    }
  }

  static String unit(String layer, String feed) {
    return layer + "/" + feed;
  }

  /** The units of layers, in their order. */
  static List<String> unitsOf(List<Layer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.feeds().stream().map(feed -> unit(layer.name(), feed)))
        .toList();
  }

  /** The plan of the one checkpoint that feeds all these units; empty if there is no such one. */
  Optional<Plan> planOf(List<String> units) {
    List<Optional<String>> ids = units.stream().map(this::assignedTo).distinct().toList();
    return ids.size() == 1 ? ids.get(0).flatMap(this::plan) : Optional.empty();
  }

  /** The checkpoint that a unit is assigned to. */
  Optional<String> assignedTo(String unit) {
    return newestAssignment(unit).flatMap(files::read);
  }

  Optional<Plan> plan(String id) {
    return files.read(FOLDER + id + "/plan.json").map(text -> read(text, Plan.class));
  }

  void save(Plan plan) {
    try {
      files.write(
          FOLDER + plan.id() + "/plan.json",
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(plan));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  void assign(List<String> units, Plan plan) {
    for (String unit : units) {
      Long number = holdings.get(unit);
      files.write(ASSIGNMENTS + unit + (number == null ? "" : HOLDING + number), plan.id());
    }
  }

  /** Says that units are being filled from the layer before, under a name that is used once. */
  void beginFill(List<String> units) {
    String name = UUID.randomUUID().toString();
    units.forEach(unit -> files.write(fillOf(unit), name));
  }

  void endFill(List<String> units) {
    units.forEach(unit -> files.delete(fillOf(unit)));
  }

  /** The name of the fill that a unit is in, or was in when its process was killed. */
  Optional<String> fill(String unit) {
    return files.read(fillOf(unit));
  }

  private static String fillOf(String unit) {
    int slash = unit.lastIndexOf('/') + 1;
    return ASSIGNMENTS + unit.substring(0, slash) + FILLING + unit.substring(slash);
  }

  /** The number of the holding under which each unit was last assigned, where it had one. */
  Map<String, Long> holdings(List<String> units) {
    Map<String, Long> numbers = new HashMap<>();
    for (String unit : units) {
      newestAssignment(unit)
          .map(file -> file.substring(ASSIGNMENTS.length()))
          .filter(file -> file.startsWith(unit + HOLDING))
          .ifPresent(file -> numbers.put(unit, Long.valueOf(file.substring(unit.length() + 1))));
    }
    return numbers;
  }

  /** The file with the assignment that was made under the highest holding. */
  private Optional<String> newestAssignment(String unit) {
    int slash = unit.lastIndexOf('/');
    String folder = ASSIGNMENTS + unit.substring(0, slash);
    String feed = unit.substring(slash + 1);
    return files.list(folder).stream()
        .filter(name -> name.equals(feed) || name.startsWith(feed + HOLDING))
        .max(Comparator.comparing(name -> holdingOf(feed, name)))
        .map(name -> folder + "/" + name);
  }

  private static long holdingOf(String feed, String name) {
    return name.equals(feed) ? 0 : Long.parseLong(name.substring(feed.length() + 1));
  }

  /** Where Spark keeps the checkpoint of a plan. */
  String sparkPath(Plan plan) {
    return files.pathOf(sparkFolder(plan));
  }

  private static String sparkFolder(Plan plan) {
    return FOLDER + plan.id() + "/spark";
  }

  /** The number of the newest planned micro-batch. */
  Optional<Long> newestBatch(Plan plan) {
    return files.list(sparkFolder(plan) + "/offsets").stream()
        .filter(name -> name.matches("\\d+"))
        .map(Long::valueOf)
        .max(Long::compare);
  }

  /** Whether a planned micro-batch has ended. */
  boolean isCommitted(Plan plan, long batch) {
    return files.read(sparkFolder(plan) + "/commits/" + batch).isPresent();
  }

  /** What a planned micro-batch covers. */
  Range range(Plan plan, long batch) {
    List<String> lines = offsetLines(plan, batch).orElseThrow();
    Instant plannedAt =
        Instant.ofEpochMilli(read(lines.get(1), JsonNode.class).path("batchTimestampMs").asLong());
    List<JsonNode> from = batch == 0 ? List.of() : offsets(offsetLines(plan, batch - 1));
    return new Range(plannedAt, from, offsets(Optional.of(lines)));
  }

  /** The choice stored for a micro-batch or, where there is none, a new one, stored first. */
  String fixedChoice(Plan plan, long batch, String name, Supplier<String> choice) {
    String folder = FOLDER + plan.id() + "/choices/";
    Optional<String> stored = files.read(folder + batch + "/" + name);
    if (stored.isPresent()) {
      return stored.get();
    }
    String chosen = choice.get();
    boolean isFirst = files.create(folder + batch + "/" + name, chosen);
    files.delete(folder + (batch - KEPT_CHOICES));
    return isFirst ? chosen : files.read(folder + batch + "/" + name).orElseThrow();
  }

  private Optional<List<String>> offsetLines(Plan plan, long batch) {
    return files.read(sparkFolder(plan) + "/offsets/" + batch).map(text -> text.lines().toList());
  }

  private static List<JsonNode> offsets(Optional<List<String>> lines) {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : lines.map(l -> l.subList(2, l.size())).orElse(List.of())) {
      // A source that has brought nothing yet is written as a dash.
      nodes.add(line.equals("-") ? MissingNode.getInstance() : read(line, JsonNode.class));
    }
    return nodes;
  }

  /** The offsets of Kafka, by topic and partition, as sources wrote them. */
  static Map<String, Map<Integer, Long>> kafkaOffsets(List<JsonNode> sources) {
    Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
    for (JsonNode source : sources) {
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

  private static <T> T read(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(text, e);
    }
  }
}
