package io.marketlake.schema;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.List;

/**
 * The identity of an event: where it stands in Kafka. The topic's id is part of it, since a
 * recreated topic counts its offsets from zero again.
 */
public final class Coordinate {
  public static final String CLUSTER_ID = "cluster_id";
  public static final String TOPIC_ID = "topic_id";
  public static final String TOPIC = "topic";
  public static final String PARTITION = "partition";
  public static final String OFFSET = "offset";

  /**
   * The {@link #CLUSTER_ID} of events that came from a file and never through Kafka; their topic_id
   * is the file's.
   */
  public static final String BACKFILL = "backfill";

  /**
   * The {@link #CLUSTER_ID} of the corrections of quarantined records; their topic_id is that of
   * the replay that made them.
   */
  public static final String CORRECTION = "correction";

  /** The columns that every table from bronze to gold carries. */
  public static final List<Column> COLUMNS =
      List.of(
          Column.required(CLUSTER_ID, StringType, "id of the Kafka cluster"),
          Column.required(TOPIC_ID, StringType, "id that Kafka gave the topic when it was created"),
          Column.required(TOPIC, StringType, "name of the Kafka topic"),
          Column.required(PARTITION, IntegerType, "Kafka partition").in("number, from 0"),
          Column.required(OFFSET, LongType, "offset in the Kafka partition").in("number, from 0"));

  /** The columns that tell two events apart. */
  public static final List<String> IDENTITY = List.of(CLUSTER_ID, TOPIC_ID, PARTITION, OFFSET);

  private Coordinate() {}

  /**
   * What the rows of events fulfil that came through Kafka, and those of a file and corrections do
   * not: whoever brings these takes them through the layers, and no stream reads them.
   */
  public static org.apache.spark.sql.Column isStreamed() {
    return not(isFromFile()).and(not(isCorrection()));
  }

  /** What the rows of a file fulfil. */
  public static org.apache.spark.sql.Column isFromFile() {
    return col(CLUSTER_ID).equalTo(BACKFILL);
  }

  /** What the corrections of quarantined records fulfil. */
  public static org.apache.spark.sql.Column isCorrection() {
    return col(CLUSTER_ID).equalTo(CORRECTION);
  }

  /** A coordinate to be read by people: {@code ticks-0@17}. */
  public static org.apache.spark.sql.Column place() {
    return concat_ws(
        "@",
        concat_ws("-", col(TOPIC), col("`" + PARTITION + "`").cast("string")),
        col("`" + OFFSET + "`").cast("string"));
  }
}
