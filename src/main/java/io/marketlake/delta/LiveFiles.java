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
 * The files that a table consists of, told by its log, without the Spark jobs that Delta needs for
 * each new version. Where the log is long at the first look, or no longer has all commits since the
 * last, its state tells them.
 */
final class LiveFiles {
  /** A log this long is read faster than Spark plans the jobs that Delta reads a state with. */
  private static final long SHORT = 20;

  private final DeltaLog log;
  private final Map<String, AddFile> files = new HashMap<>();
  private long version = -1;

  LiveFiles(DeltaLog log) {
    this.log = log;
  }

  /** The table as it is now. */
  Snapshot follow() {
    return follow(log.update(false, Option.empty(), Option.empty()));
  }

  /** The table as the log was just seen. */
  Snapshot follow(Snapshot snapshot) {
    if (!takeUpTo(snapshot.version())) {
      files.clear();
      for (AddFile file : snapshot.allFiles().collectAsList()) {
        files.put(file.path(), file);
      }
    }
    version = snapshot.version();
    return snapshot;
  }

  /**
   * Takes the commits since; false where they are many or the log lacks one, and the files are then
   * of no use.
   */
  private boolean takeUpTo(long newest) {
    if (newest <= version) {
      return true;
    }
    if (version < 0 && newest >= SHORT) {
      return false;
    }
    long expected = version + 1;
    Iterator<Tuple2<Object, Seq<Action>>> commits = log.getChanges(expected, newest, false);
    while (commits.hasNext()) {
      Tuple2<Object, Seq<Action>> commit = commits.next();
      if ((Long) commit._1() != expected) {
        return false;
      }
      expected++;
      JavaConverters.seqAsJavaList(commit._2()).forEach(this::apply);
    }
    return expected > newest;
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

  /** How many rows files have, as far as their statistics tell. */
  static long rows(Collection<AddFile> of) {
    long rows = 0;
    for (AddFile file : of) {
      Option<Object> known = file.numPhysicalRecords();
      rows += known.isDefined() ? (Long) known.get() : 0;
    }
    return rows;
  }

  /** The rows of some of the files. */
  Dataset<Row> read(Snapshot snapshot, List<AddFile> wanted) {
    CodeGeneration.reads(() -> rows(wanted));
    return log.createDataFrame(
        snapshot, JavaConverters.asScalaBuffer(wanted).toSeq(), false, Option.empty());
  }
}
