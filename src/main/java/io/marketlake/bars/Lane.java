package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import io.marketlake.schema.Coordinate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** A Kafka partition of a topic, as one text: a topic that was recreated has other ones. */
public record Lane(String clusterId, String topicId, String topic, int partition) {
  static Column text() {
    return concat_ws(
        " ",
        col(Coordinate.CLUSTER_ID),
        col(Coordinate.TOPIC_ID),
        col(Coordinate.TOPIC),
        col("`" + Coordinate.PARTITION + "`").cast("string"));
  }

  static Lane of(Row row) {
    return new Lane(
        row.getAs(Coordinate.CLUSTER_ID),
        row.getAs(Coordinate.TOPIC_ID),
        row.getAs(Coordinate.TOPIC),
        row.<Integer>getAs(Coordinate.PARTITION));
  }

  static Lane parse(String text) {
    String[] parts = text.split(" ", -1);
    return new Lane(parts[0], parts[1], parts[2], Integer.parseInt(parts[3]));
  }

  Column matches() {
    return col(Coordinate.CLUSTER_ID)
        .equalTo(clusterId)
        .and(col(Coordinate.TOPIC_ID).equalTo(topicId))
        .and(col("`" + Coordinate.PARTITION + "`").equalTo(partition));
  }

  @Override
  public String toString() {
    return clusterId + " " + topicId + " " + topic + " " + partition;
  }
}
