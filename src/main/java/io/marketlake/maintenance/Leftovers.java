package io.marketlake.maintenance;

import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFile;
import io.marketlake.schema.Table;
import io.marketlake.topology.CheckpointState;
import io.marketlake.topology.LakeCheckpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files of marketlake's own that nothing needs any more: checkpoints that no unit is assigned to
 * and that nothing has touched for the retention; choices of micro-batches that can't be tried
 * again; and drafts that a killed process left, older than a day. A checkpoint that a unit is
 * assigned to, a lease, and anything whose name is not known, is never among them.
 */
final class Leftovers {
  /**
   * What a killed process leaves: a draft of marketlake's, Delta's or Spark's, or a probe of S3.
   */
  private static final Pattern DRAFT =
      Pattern.compile("\\..*\\.(draft|tmp)|\\.conditional-write-.*");

  private static final Duration DRAFT_AGE = Duration.ofDays(1);

  private final Lake lake;
  private final LakeCheckpoints checkpoints;

  Leftovers(Lake lake, LakeCheckpoints checkpoints) {
    this.lake = lake;
    this.checkpoints = checkpoints;
  }

  /** The files and folders to be removed, relative to the lake's root. */
  List<String> find(List<Table> tables, Instant checkpointsBefore, Instant now) {
    List<String> found = new ArrayList<>();
    for (CheckpointState state : checkpoints.all()) {
      if (!state.isAssigned() && state.touchedAt().isBefore(checkpointsBefore)) {
        found.add(LakeCheckpoints.folderOf(state.id()));
      } else {
        found.addAll(checkpoints.spentChoices(state));
      }
    }
    List<LakeFile> candidates = new ArrayList<>(lake.tree(Lake.STATE));
    candidates.addAll(lake.tree(Lake.MODELS));
    tables.forEach(table -> candidates.addAll(lake.tree(table.path() + "/_delta_log")));
    for (LakeFile file : candidates) {
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      boolean isOld = file.modifiedAt().isBefore(now.minus(DRAFT_AGE));
      if (isOld && DRAFT.matcher(name).matches()) {
        found.add(file.path());
      }
    }
    return found.stream()
        .filter(path -> found.stream().noneMatch(folder -> path.startsWith(folder + "/")))
        .toList();
  }

  void remove(List<String> found) {
    found.forEach(lake.files()::delete);
  }
}
