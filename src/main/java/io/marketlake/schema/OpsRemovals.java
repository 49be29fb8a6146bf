package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;

/**
 * {@code ops.removals}: what was taken out of the lake's tables on purpose, and never comes back. A
 * row is a day of a table; of {@code bronze.events} it is a range of offsets of that day, all of
 * whose records were removed. It is written before the rows go. It holds nothing of what they said.
 */
public final class OpsRemovals {
  public static final String REMOVAL_ID = "removal_id";
  public static final String KIND = "kind";
  public static final String TABLE_NAME = "table_name";
  public static final String RECORDS = "records";
  public static final String REMOVED_AT = "removed_at";
  public static final String REMOVED_BY = "removed_by";
  public static final String REASON = "reason";

  /** The values of {@link #KIND}. */
  public static final String RETENTION = "retention";

  public static final String ERASURE = "erasure";

  public static final Table TABLE =
      new Table(
              "ops",
              "removals",
              List.of(
                  Column.required(REMOVAL_ID, StringType, "one run over one table, or one erasure"),
                  Column.required(KIND, StringType, "retention or erasure"),
                  Column.required(TABLE_NAME, StringType, "the table that the rows were in"),
                  Column.optional(
                      BronzeEvents.FEED, StringType, "the feed; null where rows of several went"),
                  Column.optional(
                      BronzeEvents.DAY, DateType, "the day of the table that they were in"),
                  Column.optional(
                      Coordinate.CLUSTER_ID,
                      StringType,
                      "of bronze.events: id of the Kafka cluster; null else, as the next five are"),
                  Column.optional(Coordinate.TOPIC_ID, StringType, "id of the Kafka topic"),
                  Column.optional(Coordinate.TOPIC, StringType, "name of the Kafka topic"),
                  Column.optional(Coordinate.PARTITION, IntegerType, "Kafka partition")
                      .in("number, from 0"),
                  Column.optional(
                          BronzeGaps.FIRST_OFFSET, LongType, "the first offset that was removed")
                      .in("number, from 0"),
                  Column.optional(BronzeGaps.LAST_OFFSET, LongType, "the last one, all between too")
                      .in("number, from 0"),
                  Column.required(RECORDS, LongType, "how many rows").in("rows"),
                  Column.required(REMOVED_AT, TimestampType, "when it was decided"),
                  Column.required(REMOVED_BY, StringType, "who ran it"),
                  Column.optional(REASON, StringType, "the retention, or what the eraser noted")),
              List.of(),
              "What was removed on purpose: by a retention, or an erasure.")
          .ofRows(
              "a day of a table, or a range of offsets of it",
              List.of(
                  REMOVAL_ID,
                  TABLE_NAME,
                  BronzeEvents.FEED,
                  BronzeEvents.DAY,
                  Coordinate.CLUSTER_ID,
                  Coordinate.TOPIC_ID,
                  Coordinate.PARTITION,
                  BronzeGaps.FIRST_OFFSET))
          .from("`maintain.sh` and `erase.sh`");

  private OpsRemovals() {}
}
