package io.marketlake.doctor;

import io.marketlake.delta.LoggedCommit;
import io.marketlake.delta.TableLog;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who wrote the newest commits of each table: every commit of marketlake's that brings or moves
 * rows is marked with its writer, and any other is of somebody else.
 */
public final class CommitCheck implements TableCheck {
  /** What a job does to a table before it writes (a fence too); such commits bear no mark. */
  private static final Set<String> UNMARKED =
      Set.of("CREATE TABLE", "ADD COLUMNS", "Manual Update");

  private final DoctorSettings settings;

  public CommitCheck(DoctorSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "commits";
  }

  @Override
  public void look(LakeView lake, Table table, TableLog log, List<Finding> findings) {
    Map<String, List<LoggedCommit>> foreign =
        log.commits(settings.commits()).stream()
            .filter(commit -> commit.writer().isEmpty())
            .filter(commit -> !UNMARKED.contains(commit.operation()))
            .collect(
                Collectors.groupingBy(
                    commit -> commit.operation() + " by " + commit.engine(),
                    TreeMap::new,
                    Collectors.toList()));
    foreign.forEach((what, commits) -> findings.add(told(table.id(), what, commits)));
  }

  private Finding told(String table, String what, List<LoggedCommit> commits) {
    LoggedCommit newest = commits.get(0);
    return new Finding(
        Severity.WARNING,
        name(),
        table,
        "%,d of its newest commits are not marketlake's: %s, last version %d at %s"
            .formatted(commits.size(), what, newest.version(), newest.time()),
        "rows that came or went past marketlake are not counted, and streams may stop at them",
        "find out who writes there (DESCRIBE HISTORY); to undo it, restore the version before");
  }
}
