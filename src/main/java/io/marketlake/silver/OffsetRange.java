package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldRuleCounts;
import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Offsets of a Kafka partition, from the first to the last; not each of them need be there. */
record OffsetRange(
    String clusterId, String topicId, String topic, int partition, long first, long last)
    implements Serializable {

  static final Comparator<OffsetRange> ORDER =
      Comparator.comparing(OffsetRange::place).thenComparingLong(OffsetRange::first);

  /** A range as {@link GoldRuleCounts} has it. */
  static OffsetRange of(Row row) {
    return new OffsetRange(
        row.getAs(Coordinate.CLUSTER_ID),
        row.getAs(Coordinate.TOPIC_ID),
        row.getAs(Coordinate.TOPIC),
        row.<Integer>getAs(Coordinate.PARTITION),
        row.<Long>getAs(GoldRuleCounts.FIRST_OFFSET),
        row.<Long>getAs(GoldRuleCounts.LAST_OFFSET));
  }

  /** The range as a value of {@link GoldRuleCounts#RANGE}. */
  Row row() {
    return RowFactory.create(clusterId, topicId, topic, partition, first, last);
  }

  /** What tells Kafka partitions apart. */
  String place() {
    return placeOf(clusterId, topicId, partition);
  }

  static String placeOf(String clusterId, String topicId, int partition) {
    return clusterId + "/" + topicId + "/" + partition;
  }

  /** One name for the same ranges in any order. */
  static String keyOf(Collection<OffsetRange> ranges) {
    return ranges.stream()
        .sorted(ORDER)
        .map(range -> range.place() + ":" + range.first() + "-" + range.last())
        .collect(Collectors.joining(","));
  }

  /** What rows of {@link GoldRuleCounts#RANGE} fulfil that share an offset with one of these. */
  static Column overlapsAny(Collection<OffsetRange> ranges) {
    return ranges.stream()
        .map(
            range ->
                col(Coordinate.CLUSTER_ID)
                    .equalTo(range.clusterId())
                    .and(col(Coordinate.TOPIC_ID).equalTo(range.topicId()))
                    .and(col("`" + Coordinate.PARTITION + "`").equalTo(range.partition()))
                    .and(col(GoldRuleCounts.FIRST_OFFSET).leq(range.last()))
                    .and(col(GoldRuleCounts.LAST_OFFSET).geq(range.first())))
        .reduce(Column::or)
        .orElse(lit(false));
  }

  OffsetRange with(OffsetRange other) {
    return new OffsetRange(
        clusterId,
        topicId,
        topic,
        partition,
        Math.min(first, other.first),
        Math.max(last, other.last));
  }
}
