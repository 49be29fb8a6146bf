package io.marketlake.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFile;
import io.marketlake.delta.LakeFiles;
import io.marketlake.delta.TableLog;
import io.marketlake.schema.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All checkpoints of a lake, to be looked at while their queries run or rest. Reads only. A file
 * that its query replaces or deletes at this very moment may be missed.
 */
public final class LakeCheckpoints {
  /**
   * Files that a micro-batch commits may have been written some time before; so much earlier than a
   * version's commit is everything kept that a reader of that version needs.
   */
  private static final Duration MARGIN = Duration.ofDays(1);

  private final Lake lake;
  private final LakeFiles files;
  private final Checkpoints checkpoints;
  private final Map<String, CheckpointState> states = new TreeMap<>();
  private final Map<String, String> assignments = new TreeMap<>();

  private LakeCheckpoints(Lake lake) {
    this.lake = lake;
    this.files = lake.files();
    this.checkpoints = new Checkpoints(files, Map.of());
  }

  /** Reads them all. */
  public static LakeCheckpoints of(Lake lake) {
    LakeCheckpoints found = new LakeCheckpoints(lake);
    for (LakeFile file : lake.tree(Checkpoints.ASSIGNMENTS)) {
      String name = file.path().substring(Checkpoints.ASSIGNMENTS.length());
      if (!name.contains("/.")) {
        String unit = name.replaceFirst(Checkpoints.HOLDING + "\\d+$", "");
        found.checkpoints.assignedTo(unit).ifPresent(id -> found.assignments.put(unit, id.strip()));
      }
    }
    for (String id : found.files.list(Checkpoints.FOLDER)) {
      found.states.put(id, found.state(id));
    }
    return found;
  }

  /** The checkpoint of each unit that has one, by unit. */
  public Map<String, String> assignments() {
    return Map.copyOf(assignments);
  }

  /** The checkpoint of that name; empty if it is not there. */
  public Optional<CheckpointState> named(String id) {
    return Optional.ofNullable(states.get(id));
  }

  /** Whether a checkpoint has planned a micro-batch that has not ended, and is tried again. */
  public boolean hasOpenBatch(String id) {
    return undamaged(() -> checkpoints.plan(id))
        .filter(
            plan ->
                checkpoints
                    .newestBatch(plan)
                    .filter(batch -> !checkpoints.isCommitted(plan, batch))
                    .isPresent())
        .isPresent();
  }

  /** All checkpoints that are there, by name. */
  public List<CheckpointState> all() {
    return List.copyOf(states.values());
  }

  /** The unit by which the checkpoint of a layer of a feed is assigned. */
  public static String unitOf(String layer, String feed) {
    return Checkpoints.unit(layer, feed);
  }

  /** The folder of a checkpoint, relative to the lake's root. */
  public static String folderOf(String id) {
    return Checkpoints.FOLDER + id;
  }

  /** The folders of choices that no micro-batch can ask for any more. */
  public List<String> spentChoices(CheckpointState state) {
    long oldestKept = state.newestPlanned().orElse(0L) - Checkpoints.KEPT_CHOICES;
    String folder = folderOf(state.id()) + "/choices";
    return files.list(folder).stream()
        .filter(name -> name.matches("\\d{1,18}") && Long.parseLong(name) < oldestKept)
        .map(name -> folder + "/" + name)
        .toList();
  }

  private CheckpointState state(String id) {
    List<String> units =
        assignments.entrySet().stream()
            .filter(e -> e.getValue().equals(id))
            .map(Map.Entry::getKey)
            .toList();
    Instant touched =
        lake.tree(folderOf(id)).stream()
            .map(LakeFile::modifiedAt)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    Optional<Plan> plan = undamaged(() -> checkpoints.plan(id));
    if (plan.isEmpty()) {
      return new CheckpointState(
          id,
          units,
          List.of(),
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          touched);
    }
    Optional<Long> newest = checkpoints.newestBatch(plan.get());
    Map<String, Long> reads = new LinkedHashMap<>(plan.get().tableStart());
    Optional<Instant> plannedAt = Optional.empty();
    boolean isWhole = true;
    if (newest.isPresent()) {
      Optional<Checkpoints.Range> range = undamaged(() -> range(plan.get(), newest.get()));
      isWhole = range.isPresent();
      plannedAt = range.map(Checkpoints.Range::plannedAt);
      // A restart plans the newest micro-batch again, done or not, from where the one before ended.
      range.ifPresent(r -> r.from().forEach(offset -> putVersion(reads, offset)));
    }
    return new CheckpointState(
        id,
        units,
        plan.get().layers(),
        !units.isEmpty() && !isDivided(plan.get()),
        isWhole,
        newest,
        plannedAt,
        reads,
        touched);
  }

  /** What a file says; empty where it is damaged, which is looked for here and thrown elsewhere. */
  private static <T> Optional<T> undamaged(Supplier<Optional<T>> read) {
    try {
      return read.get();
    } catch (Checkpoints.DamagedFileException e) {
      return Optional.empty();
    }
  }

  /** Whether some of a plan's units were given to another checkpoint since. */
  private boolean isDivided(Plan plan) {
    return plan.layers().stream()
        .flatMap(layer -> plan.feeds().stream().map(feed -> Checkpoints.unit(layer, feed)))
        .map(unit -> assignments.getOrDefault(unit, plan.id()))
        .anyMatch(id -> !id.equals(plan.id()));
  }

  /** What a micro-batch covers; empty where one of the two files that say so is not there. */
  private Optional<Checkpoints.Range> range(Plan plan, long batch) {
    boolean isThere =
        Stream.of(batch, Math.max(0, batch - 1))
            .allMatch(
                number ->
                    files
                        .read(folderOf(plan.id()) + "/spark/offsets/" + number)
                        .filter(text -> text.lines().count() > 2)
                        .isPresent());
    return isThere ? Optional.of(checkpoints.range(plan, batch)) : Optional.empty();
  }

  private static void putVersion(Map<String, Long> reads, JsonNode offset) {
    if (offset.has("reservoirId")) {
      reads.put(offset.path("reservoirId").asText(), offset.path("reservoirVersion").asLong());
    }
  }

  /**
   * The checkpoints that a query can go on with and that stream from a table. One whose units were
   * given in part to another checkpoint is never gone on with.
   */
  public List<CheckpointState> readersOf(String tableId) {
    return states.values().stream()
        .filter(state -> state.canGoOn() && state.reads().containsKey(tableId))
        .toList();
  }

  /**
   * From which moment on a table's files are kept, so that every query that streams from it can go
   * on from its checkpoint: at the latest the moment wished for.
   *
   * @return empty if a reader needs a version that the table's log lacks, so that nothing is known
   */
  public Optional<Instant> filesNeededSince(TableLog log, Instant wish) {
    Instant needed = wish;
    for (CheckpointState reader : readersOf(log.tableId())) {
      if (hasRead(reader, log)) {
        continue;
      }
      Optional<Instant> time = log.timeOf(reader.reads().getOrDefault(log.tableId(), 0L));
      if (time.isEmpty()) {
        return Optional.empty();
      }
      needed = earlier(needed, time.get().minus(MARGIN));
    }
    return Optional.of(needed);
  }

  /** Whether every query that streams from a table has read all versions that it has. */
  public boolean haveRead(TableLog log) {
    return readersOf(log.tableId()).stream().allMatch(reader -> hasRead(reader, log));
  }

  private static boolean hasRead(CheckpointState reader, TableLog log) {
    return reader.reads().getOrDefault(log.tableId(), 0L) == log.version() + 1;
  }

  /**
   * From which moment on a table's log is kept: what {@link #filesNeededSince} says and, since a
   * query looks its own commits up when it tries its newest micro-batch again, not after that was
   * planned.
   *
   * @param table the one whose log it is
   */
  public Optional<Instant> logNeededSince(TableLog log, Table table, Instant wish) {
    Optional<Instant> needed = filesNeededSince(log, wish);
    for (CheckpointState state : states.values()) {
      if (state.canGoOn()
          && state.layers().contains(table.writer())
          && state.plannedAt().isPresent()) {
        Instant planned = state.plannedAt().get().minus(MARGIN);
        needed = needed.map(moment -> earlier(moment, planned));
      }
    }
    return needed;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
