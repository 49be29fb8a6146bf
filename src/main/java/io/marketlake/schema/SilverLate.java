package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;

/** {@code silver.late}: the events that came after their bar was final. */
public final class SilverLate {
  public static final String LATE_MS = "late_ms";
  public static final String CLOSED_BY = "closed_by";

  /** The values of {@link #CLOSED_BY}. */
  public static final String BY_SYMBOL = "symbol";

  public static final String BY_PARTITION = "partition";

  public static final Table TABLE =
      new Table(
              "silver",
              "late",
              Table.concat(
                  List.of(
                      List.of(
                          Column.required(BronzeEvents.DAY, DateType, "UTC day of event_time"),
                          Column.required(
                              SilverTable.EVENT_TIME, TimestampType, "when it happened"),
                          Column.required(
                              BronzeEvents.KNOWN_AT,
                              TimestampType,
                              "when the lake could first know it"),
                          Column.required(
                              SilverBars.SOURCE_FEED, StringType, "the feed that it came on"),
                          Column.required(SilverBars.SYMBOL, StringType, "ticker symbol"),
                          Column.required(
                              SilverBars.BAR_START,
                              TimestampType,
                              "the base bar that it belongs to and is not in"),
                          Column.required(
                                  LATE_MS,
                                  LongType,
                                  "how far its event_time was behind the newest that had made the bar"
                                      + " final, in milliseconds")
                              .in("ms"),
                          Column.required(
                              CLOSED_BY,
                              StringType,
                              "symbol where the symbol's own events had made the bar final, partition"
                                  + " where others on its Kafka partition had"),
                          Column.required(
                                  BronzeEvents.INGESTED_AT,
                                  TimestampType,
                                  "when its micro-batch was planned; not comparable between runs")
                              .from("the job's clock")),
                      Coordinate.COLUMNS)),
              List.of(BronzeEvents.DAY),
              "Events that came after their bar was final; they are in their silver table too.")
          .writtenBy(SilverBars.WRITER)
          .ofRows("an event that came after its bar was final", Coordinate.IDENTITY)
          .from("the silver table of source_feed");

  private SilverLate() {}
}
