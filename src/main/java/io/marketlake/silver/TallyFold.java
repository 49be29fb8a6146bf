package io.marketlake.silver;

import io.marketlake.job.InternalRows;
import io.marketlake.schema.Micros;
import io.marketlake.schema.TableRows;
import java.io.Serial;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function0;

/** Sums up the rows of {@link FeedTally#narrow} where they are, without a plan and a shuffle. */
final class TallyFold implements FlatMapFunction<Iterator<InternalRow>, TallyFold.Group> {
  @Serial private static final long serialVersionUID = 1;

  private static final int FEED = 0;
  private static final int CLUSTER_ID = 1;
  private static final int TOPIC_ID = 2;
  private static final int TOPIC = 3;
  private static final int PARTITION = 4;
  private static final int OFFSET = 5;
  private static final int KNOWN_AT = 6;
  private static final int IS_COUNTED = 7;
  private static final int IS_ACCEPTED = 8;
  private static final int RULE = 9;

  /**
   * Rows of one feed, Kafka partition and rule, in one task.
   *
   * @param range from the first to the last
   * @param oldest the least {@code known_at}, in microseconds since 1970, as are the newest
   * @param newestAccepted the greatest of those that are accepted; the least number of none
   * @param newestRejected the greatest of the others; the least number of none
   */
  record Group(
      String feed,
      OffsetRange range,
      String rule,
      boolean isCounted,
      long rows,
      long accepted,
      long oldest,
      long newestAccepted,
      long newestRejected)
      implements Serializable {

    long newest() {
      return Math.max(newestAccepted, newestRejected);
    }

    Optional<TableRows> acceptedRows() {
      return rowsOf(accepted, newestAccepted);
    }

    Optional<TableRows> rejectedRows() {
      return rowsOf(rows - accepted, newestRejected);
    }

    private static Optional<TableRows> rowsOf(long count, long newest) {
      return count == 0
          ? Optional.empty()
          : Optional.of(new TableRows(count, Micros.instant(newest)));
    }
  }

  /** What tells groups apart; its texts are no longer those of a row. */
  private record Key(
      UTF8String feed,
      UTF8String clusterId,
      UTF8String topicId,
      UTF8String topic,
      int partition,
      boolean isCounted,
      UTF8String rule) {

    static Key of(InternalRow row) {
      return new Key(
          row.getUTF8String(FEED).copy(),
          row.getUTF8String(CLUSTER_ID).copy(),
          row.getUTF8String(TOPIC_ID).copy(),
          row.getUTF8String(TOPIC).copy(),
          row.getInt(PARTITION),
          row.getBoolean(IS_COUNTED),
          row.getUTF8String(RULE).copy());
    }

    /** Compares what differs most often first. */
    boolean isOf(InternalRow row) {
      return partition == row.getInt(PARTITION)
          && isCounted == row.getBoolean(IS_COUNTED)
          && rule.equals(row.getUTF8String(RULE))
          && topicId.equals(row.getUTF8String(TOPIC_ID))
          && feed.equals(row.getUTF8String(FEED))
          && clusterId.equals(row.getUTF8String(CLUSTER_ID))
          && topic.equals(row.getUTF8String(TOPIC));
    }
  }

  private static final class Sums {
    private long rows;
    private long accepted;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long oldest = Long.MAX_VALUE;
    private long newestAccepted = Long.MIN_VALUE;
    private long newestRejected = Long.MIN_VALUE;

    void add(InternalRow row) {
      long offset = row.getLong(OFFSET);
      long knownAt = row.getLong(KNOWN_AT);
      rows++;
      first = Math.min(first, offset);
      last = Math.max(last, offset);
      oldest = Math.min(oldest, knownAt);
      if (row.getBoolean(IS_ACCEPTED)) {
        accepted++;
        newestAccepted = Math.max(newestAccepted, knownAt);
      } else {
        newestRejected = Math.max(newestRejected, knownAt);
      }
    }

    Group of(Key key) {
      return new Group(
          key.feed().toString(),
          new OffsetRange(
              key.clusterId().toString(),
              key.topicId().toString(),
              key.topic().toString(),
              key.partition(),
              first,
              last),
          key.rule().toString(),
          key.isCounted(),
          rows,
          accepted,
          oldest,
          newestAccepted,
          newestRejected);
    }
  }

  /**
   * Runs it over the rows of all feeds, in one job.
   *
   * @param inOneTask rather than in a task a part
   */
  static List<Group> of(List<Dataset<Row>> narrow, boolean inOneTask) {
    SparkSession spark = narrow.get(0).sparkSession();
    Function0<List<Group>> folded =
        () -> {
          JavaRDD<InternalRow> all =
              narrow.stream()
                  .map(rows -> InternalRows.of(rows).toJavaRDD())
                  .reduce(JavaRDD::union)
                  .orElseThrow();
          return (inOneTask ? all.coalesce(1) : all).mapPartitions(new TallyFold()).collect();
        };
    return SQLExecution.withSQLConfPropagated(spark, folded);
  }

  @Override
  public Iterator<Group> call(Iterator<InternalRow> rows) {
    Map<Key, Sums> groups = new HashMap<>();
    Key key = null;
    Sums sums = new Sums();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (key == null || !key.isOf(row)) {
        key = Key.of(row);
        sums = groups.computeIfAbsent(key, first -> new Sums());
      }
      sums.add(row);
    }
    return groups.entrySet().stream().map(group -> group.getValue().of(group.getKey())).iterator();
  }
}
