package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;

/**
 * {@code quarantine.events}: every record that silver did not take, with all the rules it broke. A
 * record dropped by a rule whose action is {@code drop} is listed here too, without its bytes, so
 * that each coordinate of bronze is in silver or here, and nowhere twice.
 */
public final class QuarantineEvents {
  public static final String CLASS = "class";
  public static final String FAILED_RULES = "failed_rules";
  public static final String REASONS = "reasons";
  public static final String STAGE = "stage";

  /** The {@link #STAGE} of records of a feed; lines of a file that are none have another. */
  public static final String OF_SILVER = "silver";

  /** Not the JSON object that the feed declares: it could not be parsed. */
  public static final String MALFORMED = "malformed";

  /** Parsed, but a field or a rule does not hold. */
  public static final String INVALID = "invalid";

  /** The feed declares an identity, and an earlier record has the same. */
  public static final String DUPLICATE = "duplicate";

  /** Declared to be dropped by a rule. */
  public static final String DROPPED = "dropped";

  public static final Table TABLE =
      new Table(
              "quarantine",
              "events",
              Table.concat(
                  List.of(
                      List.of(
                          Column.required(BronzeEvents.FEED, StringType, "the feed"),
                          Column.required(BronzeEvents.DAY, DateType, "UTC day of kafka_time")),
                      Coordinate.COLUMNS,
                      List.of(
                          Column.required(
                              BronzeEvents.KAFKA_TIME,
                              TimestampType,
                              "the Kafka record's timestamp"),
                          Column.required(
                              BronzeEvents.KNOWN_AT,
                              TimestampType,
                              "when the lake could first know it"),
                          Column.required(
                                  CLASS,
                                  StringType,
                                  "malformed, invalid, duplicate, or dropped (declared)")
                              .from("the feed's rules"),
                          Column.required(STAGE, StringType, "the stage that rejected it")
                              .from("the feed's rules"),
                          Column.required(
                                  FAILED_RULES,
                                  createArrayType(StringType),
                                  "every rule that it broke")
                              .from("the feed's rules"),
                          Column.required(
                                  REASONS,
                                  createArrayType(StringType),
                                  "why, one for each of failed_rules")
                              .from("the feed's rules"),
                          Column.optional(
                              BronzeEvents.KEY, BinaryType, "the record's key, as it came"),
                          Column.optional(
                              BronzeEvents.VALUE,
                              BinaryType,
                              "the record's value, as it came; null where dropped"),
                          Column.optional(
                              BronzeEvents.HEADERS,
                              BronzeEvents.HEADERS_TYPE,
                              "the record's headers")))),
              List.of(BronzeEvents.FEED, BronzeEvents.DAY),
              "Every record that silver did not take, with all the reasons.")
          .ofRows("a record that silver did not take", Coordinate.IDENTITY)
          .from("`bronze.events`")
          .writtenBy("silver");

  private QuarantineEvents() {}
}
