package io.marketlake.delta;

import java.util.Collection;
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
 * The files that a table consists of, told once by its state and from then on by the commits since,
 * without the Spark jobs that Delta needs for each new version.
 */
final class LiveFiles {
  private final DeltaLog log;
  private final Map<String, AddFile> files = new HashMap<>();
  private long version = -1;

  LiveFiles(DeltaLog log) {
    this.log = log;
  }

  /** The table as it is now. */
  Snapshot follow() {
    Snapshot snapshot = log.update(false, Option.empty(), Option.empty());
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
    return snapshot;
  }

  private void apply(Action action) {
    if (action instanceof AddFile file) {
      files.put(file.path(), file);
    } else if (action instanceof RemoveFile file) {
      files.remove(file.path());
    }
  }

  /** The files, as of the last {@link #follow}. */
  Collection<AddFile> all() {
    return files.values();
  }

  /** The rows of some of the files. */
  Dataset<Row> read(Snapshot snapshot, List<AddFile> wanted) {
    return log.createDataFrame(
        snapshot, JavaConverters.asScalaBuffer(wanted).toSeq(), false, Option.empty());
  }
}
