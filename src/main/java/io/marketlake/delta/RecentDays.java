package io.marketlake.delta;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Reads some days of a table that is partitioned by day, again and again while it grows. Which
 * files there are is told once by the table's state and from then on by the commits since, without
 * the Spark jobs that Delta needs for each new version.
 */
public final class RecentDays {
  private final DeltaLog log;
  private final String dayColumn;
  private final Map<String, AddFile> files = new HashMap<>();
  private long version = -1;

  RecentDays(DeltaLog log, String dayColumn) {
    this.log = log;
    this.dayColumn = dayColumn;
  }

  /** The rows of these days and those between them, as the table is now. */
  public synchronized Dataset<Row> read(LocalDate first, LocalDate last) {
    Snapshot snapshot = log.update(false, Option.empty(), Option.empty());
    follow(snapshot);
    List<AddFile> wanted = new ArrayList<>();
    for (AddFile file : files.values()) {
      LocalDate day = LocalDate.parse(file.partitionValues().apply(dayColumn));
      if (!day.isBefore(first) && !day.isAfter(last)) {
        wanted.add(file);
      }
    }
    return log.createDataFrame(
        snapshot, JavaConverters.asScalaBuffer(wanted).toSeq(), false, Option.empty());
  }

  private void follow(Snapshot snapshot) {
    if (version < 0) {
      for (AddFile file : snapshot.allFiles().collectAsList()) {
        files.put(file.path(), file);
      }
    } else if (version < snapshot.version()) {
      Iterator<Tuple2<Object, Seq<Action>>> commits =
          log.getChanges(version + 1, snapshot.version(), true);
      while (commits.hasNext()) {
        JavaConverters.seqAsJavaList(commits.next()._2()).forEach(this::apply);
      }
    }
    version = snapshot.version();
  }

  private void apply(Action action) {
    if (action instanceof AddFile file) {
      files.put(file.path(), file);
    } else if (action instanceof RemoveFile file) {
      files.remove(file.path());
    }
  }
}
