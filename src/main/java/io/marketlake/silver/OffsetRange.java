package io.marketlake.silver;

import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldRuleCounts;
import java.util.Comparator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Offsets of a Kafka partition, from the first to the last; not each of them need be there. */
record OffsetRange(
    String clusterId, String topicId, String topic, int partition, long first, long last) {

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
