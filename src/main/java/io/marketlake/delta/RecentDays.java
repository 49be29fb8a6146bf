package io.marketlake.delta;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;

/** Reads some days of a table that is partitioned by day, again and again while it grows. */
public final class RecentDays {
  private final LiveFiles files;
  private final String dayColumn;

  RecentDays(DeltaLog log, String dayColumn) {
    this.files = new LiveFiles(log);
    this.dayColumn = dayColumn;
  }

  /** The rows of these days and those between them, as the table is now. */
  public synchronized Dataset<Row> read(LocalDate first, LocalDate last) {
    Snapshot snapshot = files.follow();
    List<AddFile> wanted = new ArrayList<>();
    for (AddFile file : files.all()) {
      LocalDate day = LocalDate.parse(file.partitionValues().apply(dayColumn));
      if (!day.isBefore(first) && !day.isAfter(last)) {
        wanted.add(file);
      }
    }
    return files.read(snapshot, wanted);
  }
}
