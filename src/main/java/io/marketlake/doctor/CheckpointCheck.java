package io.marketlake.doctor;

import io.marketlake.delta.DataFile;
import io.marketlake.delta.TableLog;
import io.marketlake.quarantine.ReplayPlan;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldMarts;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.OpsModelAliases;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.ReferenceAdjustments;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import io.marketlake.topology.CheckpointState;
import io.marketlake.topology.LakeCheckpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether checkpoints and tables belong together: every table with rows of a stream has a
 * checkpoint, every checkpoint that a unit is assigned to is there as a whole, and none is older
 * than what its query has written.
 */
public final class CheckpointCheck implements Check {
  private static final String COMPARES =
      "start the job; it compares the tables with the layer before and goes on";

  /** Tables that no unit is named after: silver writes one, and the others are records. */
  private static final Set<Table> WITHOUT =
      Set.of(
          QuarantineEvents.TABLE,
          BronzeGaps.TABLE,
          GoldAlerts.TABLE,
          GoldModelQuality.TABLE,
          OpsModelAliases.TABLE,
          OpsRemovals.TABLE,
          ReferenceAdjustments.TABLE,
          ReferenceCompanies.TABLE);

  private static final String COSTS = "the next start reads the tables whole to compare them";

  @Override
  public String name() {
    return "checkpoints";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    List<Finding> findings = new ArrayList<>();
    incomplete(lake, findings);
    lake.tables()
        .forEach(
            (table, log) -> {
              withoutCheckpoint(lake, table, log, findings);
              oldCopies(lake, table, log, findings);
            });
    return findings;
  }

  /** Checkpoints that units are assigned to and that are not there, or not as a whole. */
  private void incomplete(LakeView lake, List<Finding> findings) {
    Map<String, List<String>> unitsById = new TreeMap<>();
    lake.checkpoints()
        .assignments()
        .forEach((unit, id) -> unitsById.computeIfAbsent(id, i -> new ArrayList<>()).add(unit));
    unitsById.forEach(
        (id, units) -> {
          Optional<CheckpointState> state = lake.checkpoints().named(id);
          if (state.isEmpty() || !state.get().isWhole() || hasLostItsBatches(lake, state.get())) {
            findings.add(
                new Finding(
                    Severity.WARNING,
                    name(),
                    LakeCheckpoints.folderOf(id),
                    (state.isEmpty() ? "it is missing" : "files of it are missing")
                        + ", and it is the checkpoint of "
                        + String.join(", ", units.stream().sorted().toList()),
                    COSTS,
                    COMPARES));
          }
        });
  }

  /** It has written to a table, and yet knows of no planned micro-batch. */
  private static boolean hasLostItsBatches(LakeView lake, CheckpointState state) {
    return state.newestPlanned().isEmpty()
        && lake.tables().entrySet().stream()
            .anyMatch(e -> e.getValue().newestBatchOf(state.id(), e.getKey().id()).isPresent());
  }

  private void withoutCheckpoint(LakeView lake, Table table, TableLog log, List<Finding> findings) {
    Set<String> assigned = lake.checkpoints().assignments().keySet();
    List<String> missing =
        unitsOf(table, log).stream().filter(unit -> !isAssigned(assigned, unit)).toList();
    if (!missing.isEmpty()) {
      findings.add(
          new Finding(
              Severity.WARNING,
              name(),
              table.id(),
              "it has rows, and no checkpoint is assigned to " + String.join(", ", missing),
              COSTS,
              COMPARES));
    }
  }

  private static boolean isAssigned(Set<String> assigned, String unit) {
    return unit.endsWith("/*")
        ? assigned.stream().anyMatch(u -> u.startsWith(unit.substring(0, unit.length() - 1)))
        : assigned.contains(unit);
  }

  /** The units whose rows a table has; a star stands for any of a layer. */
  private static List<String> unitsOf(Table table, TableLog log) {
    if (log.fileCount() == 0
        || WITHOUT.contains(table)
        || table.writer().equals(GoldMarts.WRITER)
        || isFromFiles(log)) {
      return List.of();
    }
    if (table.equals(GoldSentiment.TABLE)
        || table.equals(GoldChallenger.TABLE)
        || table.equals(GoldRuleCounts.TABLE)
        || table.equals(GoldDirection.TABLE)
        || table.writer().equals(SilverBars.WRITER)) {
      return List.of(table.writer() + "/*");
    }
    if (table.equals(BronzeEvents.TABLE)) {
      return log.files().stream()
          .map(DataFile::partition)
          .map(partition -> partition.get(BronzeEvents.FEED))
          .filter(Objects::nonNull)
          .collect(Collectors.toCollection(TreeSet::new))
          .stream()
          .map(feed -> table.layer() + "/" + feed)
          .toList();
    }
    return List.of(table.layer() + "/" + table.name());
  }

  /** Whether all that it has was loaded, or corrected, beside a stream that has not begun. */
  private static boolean isFromFiles(TableLog log) {
    return !log.writers().isEmpty()
        && log.writers().stream()
            .allMatch(
                writer ->
                    writer.startsWith(Coordinate.BACKFILL + "-") || ReplayPlan.isWriter(writer));
  }

  private void oldCopies(LakeView lake, Table table, TableLog log, List<Finding> findings) {
    for (CheckpointState state : lake.checkpoints().all()) {
      Optional<Long> written = log.newestBatchOf(state.id(), table.id());
      if (state.canGoOn()
          && state.newestPlanned().isPresent()
          && written.isPresent()
          && written.get() > state.newestPlanned().get()) {
        findings.add(
            new Finding(
                Severity.ERROR,
                name(),
                LakeCheckpoints.folderOf(state.id()),
                "%s has its micro-batch %d, and it knows only of %d"
                    .formatted(table.id(), written.get(), state.newestPlanned().get()),
                "it is an old copy, or its newest files were lost; its query will be refused",
                "remove that folder, then " + COMPARES));
      }
    }
  }
}
