package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createStructField;
import static org.apache.spark.sql.types.DataTypes.createStructType;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/**
 * {@code bronze.events}: every Kafka record of every feed, as it came, once; and the corrections of
 * those that are in quarantine.
 */
public final class BronzeEvents {
  public static final String FEED = "feed";
  public static final String DAY = "day";
  public static final String KEY = "key";
  public static final String VALUE = "value";
  public static final String HEADERS = "headers";
  public static final String KAFKA_TIME = "kafka_time";
  public static final String KNOWN_AT = "known_at";
  public static final String INGESTED_AT = "ingested_at";
  public static final String CORRECTION = "correction";

  static final DataType HEADERS_TYPE =
      createArrayType(
          createStructType(
              new StructField[] {
                createStructField("key", StringType, true),
                createStructField("value", BinaryType, true)
              }),
          true);

  public static final Table TABLE =
      new Table(
              "bronze",
              "events",
              Table.concat(
                  List.of(
                      List.of(
                          Column.required(
                              FEED, StringType, "the feed whose topic the record came from"),
                          Column.required(DAY, DateType, "UTC day of kafka_time")),
                      Coordinate.COLUMNS,
                      List.of(
                          Column.required(
                              KAFKA_TIME, TimestampType, "the Kafka record's timestamp"),
                          Column.required(
                              KNOWN_AT, TimestampType, "when the lake could first know it"),
                          Column.required(
                                  INGESTED_AT,
                                  TimestampType,
                                  "when its micro-batch was planned; not comparable between runs")
                              .from("the job's clock"),
                          Column.optional(KEY, BinaryType, "the record's key, as it came"),
                          Column.optional(VALUE, BinaryType, "the record's value, as it came"),
                          Column.optional(
                              HEADERS, HEADERS_TYPE, "the record's headers, as they came"),
                          Column.optional(
                                  CORRECTION,
                                  Corrections.TYPE,
                                  "which record it corrects, who made it and why; null but for"
                                      + " corrections")
                              .from("`replay-quarantine.sh`")))),
              List.of(FEED, DAY),
              "Every Kafka record of every feed, unparsed, exactly once.")
          .ofRows("a Kafka record, or the correction of one", Coordinate.IDENTITY)
          .from("Kafka");

  private BronzeEvents() {}
}
