package io.marketlake.maintenance;

import io.marketlake.delta.DataFile;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFile;
import io.marketlake.delta.TableLog;
import io.marketlake.delta.TableUpkeep;
import io.marketlake.schema.Table;
import io.marketlake.topology.LakeCheckpoints;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The upkeep of a lake, beside its running queries: packs small files, deletes files that no reader
 * needs, trims logs, clears left-over files of marketlake's own. It changes no row, and a query
 * that streams from a table passes over all of it.
 *
 * <p>Kept are the files and the log of at least the settings' retention, and beyond it all that a
 * query needs that can go on from its checkpoint. Where the log lacks what such a query needs,
 * nothing of that table is deleted.
 */
public final class Maintenance {
  private static final String READER_LOST =
      "nothing deleted: a query needs a version that the log lacks (see doctor)";

  private final Lake lake;
  private final MaintenanceSettings settings;
  private final Instant now;

  /** Which days' small files are packed. */
  public enum Mode {
    /** Those of days that are over. */
    CLOSED_DAYS,
    /** Those of days that are still written too. */
    OPEN_DAYS_TOO
  }

  /**
   * What a run did.
   *
   * @param leftovers files and folders of marketlake's own that were removed
   */
  public record Result(List<TableResult> tables, List<String> leftovers) {
    public Result {
      tables = List.copyOf(tables);
      leftovers = List.copyOf(leftovers);
    }

    /** Whether there was nothing to do. */
    public boolean isIdle() {
      return leftovers.isEmpty() && tables.stream().allMatch(TableResult::isIdle);
    }
  }

  public Maintenance(Lake lake, MaintenanceSettings settings, Instant now) {
    this.lake = lake;
    this.settings = settings;
    this.now = now;
  }

  /** Looks after those of these tables that exist, one after the other. */
  public Result run(List<Table> tables, Mode mode) {
    return look(tables, mode, true);
  }

  /** Says what {@link #run} would do: what would be packed, deleted and removed. */
  public Result plan(List<Table> tables, Mode mode) {
    return look(tables, mode, false);
  }

  private Result look(List<Table> tables, Mode mode, boolean act) {
    LakeCheckpoints checkpoints = LakeCheckpoints.of(lake);
    List<Table> present = tables.stream().filter(lake.tables()::exists).toList();
    List<TableResult> results = new ArrayList<>();
    for (Table table : present) {
      results.add(act ? done(table, checkpoints, mode) : planned(table, checkpoints, mode));
    }
    Leftovers leftovers = new Leftovers(lake, checkpoints);
    List<String> found = leftovers.find(present, now.minus(settings.retention()), now);
    if (act) {
      leftovers.remove(found);
    }
    return new Result(results, found);
  }

  private Optional<String> partitionsToPack(Table table, List<DataFile> files, Mode mode) {
    if (table.writerCompacted()) {
      return Optional.empty();
    }
    return new CompactionPlan(
            settings, LocalDate.ofInstant(now, ZoneOffset.UTC), mode == Mode.OPEN_DAYS_TOO)
        .of(files);
  }

  private TableResult planned(Table table, LakeCheckpoints checkpoints, Mode mode) {
    long start = System.nanoTime();
    TableLog log = lake.tables().log(table);
    List<DataFile> files = log.files();
    List<String> remarks = new ArrayList<>();
    partitionsToPack(table, files, mode).ifPresent(p -> remarks.add("would pack " + p));
    Optional<Instant> keptSince = filesKeptSince(checkpoints, log);
    List<LakeFile> spent = List.of();
    if (keptSince.isPresent()) {
      spent = spentFiles(table, log, files, keptSince.get());
    } else {
      remarks.add(READER_LOST);
    }
    return new TableResult(
        table.id(),
        log.fileCount(),
        log.fileCount(),
        log.bytes(),
        log.bytes(),
        spent.size(),
        spent.stream().mapToLong(LakeFile::bytes).sum(),
        0,
        Duration.ofNanos(System.nanoTime() - start),
        String.join("; ", remarks));
  }

  private TableResult done(Table table, LakeCheckpoints checkpoints, Mode mode) {
    long start = System.nanoTime();
    TableUpkeep upkeep = lake.tables().upkeep(table);
    TableLog before = lake.tables().log(table);
    long earliest = before.earliestVersion();
    List<DataFile> files = before.files();
    String remark = "";
    Optional<String> partitions = partitionsToPack(table, files, mode);
    if (partitions.isPresent()
        && upkeep
            .compact(partitions.get(), settings.smallFileBytes(), settings.targetFileBytes())
            .isEmpty()) {
      remark = "not packed: another commit came between; the next run will";
    }
    List<LakeFile> removed = List.of();
    Optional<Instant> keptSince = filesKeptSince(checkpoints, before);
    if (keptSince.isPresent()) {
      removed = vacuum(table, before, files, keptSince.get());
      checkpoints
          .logNeededSince(before, table, now.minus(settings.logRetention()))
          .ifPresent(upkeep::trimLog);
    } else {
      remark = READER_LOST;
    }
    TableLog after = lake.tables().log(table);
    return new TableResult(
        table.id(),
        before.fileCount(),
        after.fileCount(),
        before.bytes(),
        after.bytes(),
        removed.size(),
        removed.stream().mapToLong(LakeFile::bytes).sum(),
        after.earliestVersion() - earliest,
        Duration.ofNanos(System.nanoTime() - start),
        remark);
  }

  private Optional<Instant> filesKeptSince(LakeCheckpoints checkpoints, TableLog log) {
    return checkpoints.filesNeededSince(log, now.minus(settings.retention()));
  }

  /** Files that are old enough and not of the table as it is; some may have left it lately. */
  private static List<LakeFile> candidates(TableLog log, List<DataFile> files, Instant keptSince) {
    Set<String> current = files.stream().map(DataFile::path).collect(Collectors.toSet());
    return log.stored().stream()
        .filter(file -> file.modifiedAt().isBefore(keptSince) && !current.contains(file.path()))
        .toList();
  }

  private List<LakeFile> spentFiles(
      Table table, TableLog log, List<DataFile> files, Instant keptSince) {
    List<LakeFile> candidates = candidates(log, files, keptSince);
    if (candidates.isEmpty()) {
      return List.of();
    }
    String folder = "/" + table.path() + "/";
    Set<String> spent =
        lake.tables().upkeep(table).vacuum(keptSince, now, true).stream()
            .map(path -> path.substring(path.lastIndexOf(folder) + folder.length()))
            .collect(Collectors.toSet());
    return candidates.stream().filter(file -> spent.contains(file.path())).toList();
  }

  /** Deletes, and tells what is really gone: what lay there before and does not after. */
  private List<LakeFile> vacuum(
      Table table, TableLog log, List<DataFile> files, Instant keptSince) {
    List<LakeFile> candidates = candidates(log, files, keptSince);
    if (candidates.isEmpty()) {
      return List.of();
    }
    lake.tables().upkeep(table).vacuum(keptSince, now, false);
    Set<String> left = log.stored().stream().map(LakeFile::path).collect(Collectors.toSet());
    return candidates.stream().filter(file -> !left.contains(file.path())).toList();
  }
}
