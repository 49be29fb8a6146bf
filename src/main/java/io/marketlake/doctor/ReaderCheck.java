package io.marketlake.doctor;

import io.marketlake.delta.TableLog;
import io.marketlake.schema.Table;
import io.marketlake.topology.CheckpointState;
import io.marketlake.topology.LakeCheckpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether every query that streams from a table finds its place in the table's log, and whether one
 * is so far behind that files have to be kept for it alone.
 */
public final class ReaderCheck implements TableCheck {
  private final Duration retention;

  /**
   * @param retention how long files are kept for nobody in particular
   */
  public ReaderCheck(Duration retention) {
    this.retention = retention;
  }

  @Override
  public String name() {
    return "readers";
  }

  @Override
  public void look(LakeView lake, Table table, TableLog log, List<Finding> findings) {
    for (CheckpointState reader : lake.checkpoints().readersOf(log.tableId())) {
      finding(lake, table, log, reader).ifPresent(findings::add);
    }
  }

  private Optional<Finding> finding(
      LakeView lake, Table table, TableLog log, CheckpointState reader) {
    long version = reader.reads().getOrDefault(log.tableId(), 0L);
    if (version == log.version() + 1) {
      return Optional.empty();
    }
    Optional<Instant> time = log.timeOf(version);
    String reads = "it reads " + table.id() + " from version " + version + " on";
    if (time.isEmpty()) {
      return Optional.of(
          new Finding(
              Severity.ERROR,
              name(),
              LakeCheckpoints.folderOf(reader.id()),
              "%s, and the log has versions %d to %d"
                  .formatted(reads, log.earliestVersion(), log.version()),
              "its query can't go on from there",
              "remove that folder and start the job; it compares the tables and goes on"));
    }
    // A table that nobody writes has nothing to keep.
    Instant newest = log.timeOf(log.version()).orElse(lake.now());
    if (Duration.between(time.get(), newest).compareTo(retention) > 0) {
      return Optional.of(
          new Finding(
              Severity.WARNING,
              name(),
              LakeCheckpoints.folderOf(reader.id()),
              "%s, which is of %s; the newest is %d".formatted(reads, time.get(), log.version()),
              "all files since are kept for it, so that the table's folder grows",
              "start its job or, if it is not wanted any more, remove the files under"
                  + " _marketlake/assignments that name it"));
    }
    return Optional.empty();
  }
}
