package io.marketlake.doctor;

import io.marketlake.delta.DataFile;
import io.marketlake.delta.LakeFile;
import io.marketlake.delta.SmallFiles;
import io.marketlake.delta.TableLog;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files that no version of a table has (a killed writer leaves them), and days that are over and
 * still have many small files that {@code maintain} would pack.
 */
public final class FilesCheck implements TableCheck {
  private static final String MAINTAIN = "run scripts/spark-submit/maintain.sh";

  private final DoctorSettings settings;
  private final long packedBelow;

  /**
   * @param packedBelow files below this {@code maintain} packs; no larger one is called small
   */
  public FilesCheck(DoctorSettings settings, long packedBelow) {
    this.settings = settings;
    this.packedBelow = packedBelow;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public void look(LakeView lake, Table table, TableLog log, List<Finding> findings) {
    List<DataFile> files = log.files();
    orphans(lake, table, log, files, findings);
    if (!table.writerCompacted()) {
      small(lake, table, files, findings);
    }
  }

  private void orphans(
      LakeView lake, Table table, TableLog log, List<DataFile> files, List<Finding> findings) {
    Set<String> known = new HashSet<>(log.removedPaths());
    files.forEach(file -> known.add(file.path()));
    Instant before = lake.now().minus(settings.orphanAge());
    List<LakeFile> orphans =
        log.stored().stream()
            .filter(file -> !known.contains(file.path()) && file.modifiedAt().isBefore(before))
            .toList();
    if (!orphans.isEmpty()) {
      findings.add(
          new Finding(
              Severity.NOTE,
              name(),
              table.id(),
              "%,d files (%,d bytes) belong to no version, such as %s"
                  .formatted(
                      orphans.size(),
                      orphans.stream().mapToLong(LakeFile::bytes).sum(),
                      orphans.get(0).path()),
              "killed writers leave them; they cost room and nothing else",
              MAINTAIN + ", which deletes them when they are older than its retention"));
    }
  }

  private void small(LakeView lake, Table table, List<DataFile> files, List<Finding> findings) {
    LocalDate today = LocalDate.ofInstant(lake.now(), ZoneOffset.UTC);
    List<SmallFiles> partitions =
        SmallFiles.in(files, Math.min(settings.smallFileBytes(), packedBelow)).stream()
            .filter(found -> found.day().isBefore(today))
            .toList();
    long small = partitions.stream().mapToLong(SmallFiles::count).sum();
    if (small >= settings.smallFiles()) {
      findings.add(
          new Finding(
              Severity.WARNING,
              name(),
              table.id(),
              "%,d files in %,d partitions of days before %s are small enough to be packed"
                  .formatted(small, partitions.size(), today),
              "every query opens them one by one; on S3 each costs a request",
              MAINTAIN));
    }
  }
}
