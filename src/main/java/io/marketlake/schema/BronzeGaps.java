package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;

/**
 * {@code bronze.gaps}: offsets whose records Kafka had deleted before they were read, and without
 * which somebody let the stream go on. A row is a range of one Kafka partition, and no offset is in
 * two. Offsets that never were a record (transactions, compaction) are no gap.
 */
public final class BronzeGaps {
  public static final String FIRST_OFFSET = "first_offset";
  public static final String LAST_OFFSET = "last_offset";
  public static final String REASON = "reason";
  public static final String FOUND_AT = "found_at";
  public static final String ACCEPTED_BY = "accepted_by";

  public static final Table TABLE =
      new Table(
              "bronze",
              "gaps",
              List.of(
                  Column.required(BronzeEvents.FEED, StringType, "the feed whose topic it is"),
                  Column.required(Coordinate.CLUSTER_ID, StringType, "id of the Kafka cluster"),
                  Column.required(
                      Coordinate.TOPIC_ID,
                      StringType,
                      "id that Kafka gave the topic when it was created"),
                  Column.required(Coordinate.TOPIC, StringType, "name of the Kafka topic"),
                  Column.required(Coordinate.PARTITION, DataTypes.IntegerType, "Kafka partition")
                      .in("number, from 0"),
                  Column.required(FIRST_OFFSET, LongType, "the first offset that is lost")
                      .in("number, from 0"),
                  Column.required(LAST_OFFSET, LongType, "the last offset that is lost")
                      .in("number, from 0"),
                  Column.required(REASON, StringType, "what had become of the records"),
                  Column.required(FOUND_AT, TimestampType, "when the loss was found"),
                  Column.required(
                      ACCEPTED_BY, StringType, "the user whose job went on without them")),
              List.of(),
              "Offsets whose records were lost, and accepted as lost.")
          .ofRows(
              "a range of offsets of a Kafka partition",
              List.of(
                  Coordinate.CLUSTER_ID, Coordinate.TOPIC_ID, Coordinate.PARTITION, FIRST_OFFSET))
          .from("Kafka, beside `bronze.events`");

  private BronzeGaps() {}
}
