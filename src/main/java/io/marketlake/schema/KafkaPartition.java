package io.marketlake.schema;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * A partition of a Kafka topic, or of what stands in for one (a file that was loaded). A topic that
 * was recreated has other partitions than before.
 */
public record KafkaPartition(String clusterId, String topicId, String topic, int partition)
    implements Comparable<KafkaPartition>, Serializable {
  private static final Comparator<KafkaPartition> ORDER =
      Comparator.comparing(KafkaPartition::clusterId)
          .thenComparing(KafkaPartition::topicId)
          .thenComparing(KafkaPartition::topic)
          .thenComparingInt(KafkaPartition::partition);

  /** The partition of a row with a coordinate. */
  public static KafkaPartition of(Row row) {
    return new KafkaPartition(
        row.getAs(Coordinate.CLUSTER_ID),
        row.getAs(Coordinate.TOPIC_ID),
        row.getAs(Coordinate.TOPIC),
        row.<Integer>getAs(Coordinate.PARTITION));
  }

  /** Reads the text of a partition. */
  public static KafkaPartition parse(String text) {
    String[] parts = text.split(" ", -1);
    return new KafkaPartition(parts[0], parts[1], parts[2], Integer.parseInt(parts[3]));
  }

  /** The text of a row's partition. */
  public static Column text() {
    return concat_ws(
        " ",
        col(Coordinate.CLUSTER_ID),
        col(Coordinate.TOPIC_ID),
        col(Coordinate.TOPIC),
        col(Coordinate.PARTITION).cast("string"));
  }

  /** What tells two partitions of one feed apart. */
  public static Column[] columns() {
    return new Column[] {
      col(Coordinate.CLUSTER_ID),
      col(Coordinate.TOPIC_ID),
      col(Coordinate.TOPIC),
      col(Coordinate.PARTITION)
    };
  }

  /** Whether a row is of this partition. */
  public Column matches() {
    return col(Coordinate.CLUSTER_ID)
        .equalTo(clusterId)
        .and(col(Coordinate.TOPIC_ID).equalTo(topicId))
        .and(col(Coordinate.PARTITION).equalTo(partition));
  }

  @Override
  public int compareTo(KafkaPartition other) {
    return ORDER.compare(this, other);
  }

  /** The text, which {@link #parse} reads. */
  @Override
  public String toString() {
    return clusterId + " " + topicId + " " + topic + " " + partition;
  }
}
