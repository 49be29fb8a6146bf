package io.marketlake.delta;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A table by its days: it tells from the log which days commits have touched, reads some days
 * without looking at the files of others, and puts days anew in one commit together with marks that
 * say what they were made of. A table without days is one whole. What it knows of the files it
 * keeps, so that looking again costs what was committed since.
 */
public final class DailyTable {
  /** What the marks of a commit are called in the log, before their own name. */
  private static final String MARK = "mark/";

  private final SparkSession spark;
  private final DeltaLog log;
  private final Table table;
  private final Fence fence;
  private final boolean hasDays;
  private LiveFiles files;
  private @Nullable Snapshot followed;

  DailyTable(SparkSession spark, DeltaLog log, Table table, Fence fence) {
    this.spark = spark;
    this.log = log;
    this.table = table;
    this.fence = fence;
    this.hasDays = table.partitionedBy().contains(BronzeEvents.DAY);
    this.files = new LiveFiles(log);
  }

  /** Looks at the table as it is now; what follows is of that version. */
  public void follow() {
    Snapshot now = log.update(false, Option.empty(), Option.empty());
    if (followed != null && !followed.metadata().id().equals(now.metadata().id())) {
      files = new LiveFiles(log);
    }
    followed = files.follow(now);
  }

  private Snapshot snapshot() {
    if (followed == null) {
      throw new IllegalStateException("follow " + table.id() + " first");
    }
    return followed;
  }

  /** Whether the table is there. */
  public boolean exists() {
    return snapshot().version() >= 0;
  }

  public long version() {
    return snapshot().version();
  }

  /** The id that the table keeps for life. */
  public String tableId() {
    return snapshot().metadata().id();
  }

  /** Whether it has no rows. */
  public boolean isEmpty() {
    return files.all().isEmpty();
  }

  /** The newest value of each mark that commits have set. */
  public Map<String, Long> marks() {
    Map<String, Long> marks = new TreeMap<>();
    if (exists()) {
      Transactions.of(snapshot())
          .forEach(
              (name, value) -> {
                if (name.startsWith(MARK)) {
                  marks.put(name.substring(MARK.length()), value);
                }
              });
    }
    return marks;
  }

  /** When a mark was last set; empty where it never was. */
  public Optional<Instant> markedAt(String name) {
    return exists() ? Transactions.lastOf(snapshot(), MARK + name) : Optional.empty();
  }

  /**
   * The days that commits after a version have changed: by appends, by corrections, by erasures.
   * Files that were only packed differently do not count, and neither do days that a retention
   * removed, since what was made of them stays.
   *
   * @param version -1 for all that there is
   * @param countingFrom of a table without days: columns of dates or times, on the latest of which
   *     a row begins to count; none where a row counts on all days
   */
  public TouchedDays touchedSince(long version, List<String> countingFrom) {
    long newest = version();
    if (newest <= version) {
      return newest == version ? TouchedDays.NONE : TouchedDays.EVERYTHING;
    }
    SortedSet<LocalDate> days = new TreeSet<>();
    LocalDate since = null;
    long expected = version + 1;
    Iterator<Tuple2<Object, Seq<Action>>> commits = log.getChanges(version + 1, newest, false);
    while (commits.hasNext()) {
      Tuple2<Object, Seq<Action>> commit = commits.next();
      if ((Long) commit._1() != expected) {
        return TouchedDays.EVERYTHING;
      }
      expected++;
      List<Action> actions = JavaConverters.seqAsJavaList(commit._2());
      if (actions.stream().anyMatch(DailyTable::isRetention)) {
        continue;
      }
      for (Action action : actions) {
        if (action instanceof AddFile file && file.dataChange()) {
          if (hasDays) {
            days.add(dayOf(file.partitionValues()));
            continue;
          }
          LocalDate first = FirstDays.of(file.stats(), countingFrom).orElse(null);
          if (first == null) {
            return TouchedDays.EVERYTHING;
          }
          since = since == null || first.isBefore(since) ? first : since;
        } else if (action instanceof RemoveFile file && file.dataChange()) {
          if (!hasDays || file.partitionValues() == null) {
            return TouchedDays.EVERYTHING;
          }
          days.add(dayOf(file.partitionValues()));
        }
      }
    }
    return expected <= newest
        ? TouchedDays.EVERYTHING
        : new TouchedDays(false, days, Optional.ofNullable(since));
  }

  private static boolean isRetention(Action action) {
    return action instanceof CommitInfo commit
        && TableLog.writerOf(commit)
            .filter(writer -> writer.startsWith(OpsRemovals.RETENTION + "-"))
            .isPresent();
  }

  private static LocalDate dayOf(scala.collection.immutable.Map<String, String> partition) {
    return LocalDate.parse(partition.apply(BronzeEvents.DAY));
  }

  private List<AddFile> of(Predicate<LocalDate> days) {
    if (!hasDays) {
      return List.copyOf(files.all());
    }
    return files.all().stream().filter(file -> days.test(dayOf(file.partitionValues()))).toList();
  }

  /** How many files these days have. */
  public int fileCount(Predicate<LocalDate> days) {
    return of(days).size();
  }

  /** The rows of some days; all of a table without days; none of a table that is not there. */
  public Dataset<Row> read(Predicate<LocalDate> days) {
    Dataset<Row> rows =
        exists()
            ? files.read(snapshot(), of(days))
            : spark.createDataFrame(List.of(), table.structType());
    return new DeclaredColumns(table).of(rows);
  }

  /**
   * Puts rows in the place of all that some days have, and sets marks, in one commit.
   *
   * @param rows of these days only
   * @param writer who of marketlake does so
   * @return false, and the table as it was, where another commit came between; follow and try again
   */
  public boolean replace(
      Dataset<Row> rows, Predicate<LocalDate> days, Map<String, Long> marks, String writer) {
    Snapshot snapshot = snapshot();
    OptimisticTransaction transaction =
        log.startTransaction(Option.empty(), Option.apply(snapshot));
    fence.require(transaction);
    long now = System.currentTimeMillis();
    List<Action> actions = new ArrayList<>();
    marks.forEach(
        (name, value) -> {
          // Another who has set it since makes Delta refuse this commit.
          transaction.readTxn().$plus$eq(MARK + name);
          actions.add(new SetTransaction(MARK + name, value, Option.apply(now)));
        });
    of(days).forEach(file -> actions.add(file.removeWithTimestamp(now, true)));
    actions.addAll(
        JavaConverters.seqAsJavaList(transaction.writeFiles(rows.select(table.select()))));
    try {
      transaction.commit(
          JavaConverters.asScalaBuffer(actions).toSeq(),
          new DeltaOperations.Write(
              SaveMode.Overwrite,
              Option.apply(JavaConverters.asScalaBuffer(table.partitionedBy()).toSeq()),
              Option.empty(),
              Option.apply(TableAppend.describe(new Commit(writer, 0, marks.toString())))));
      return true;
    } catch (DeltaConcurrentModificationException e) {
      fence.require(log.startTransaction(Option.empty(), Option.empty()));
      return false;
    }
  }
}
