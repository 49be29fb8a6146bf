package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;
import java.util.stream.Stream;

/**
 * {@code silver.windows}: mean and deviation of a symbol's prices over sliding windows. A window
 * that a rebuild changes gets a further row with a higher revision.
 */
public final class SilverWindows {
  public static final String WINDOW_START = "window_start";
  public static final String WINDOW_END = "window_end";
  public static final String MEAN_PRICE = "mean_price";
  public static final String PRICE_DEVIATION = "price_deviation";
  public static final String PRICE_COUNT = "price_count";

  /** What tells two windows apart. */
  public static final List<String> KEY =
      List.of(SilverBars.SOURCE_FEED, SilverBars.SYMBOL, WINDOW_START, WINDOW_END);

  public static final Table TABLE =
      new Table(
              "silver",
              "windows",
              Table.concat(
                  List.of(
                      List.of(
                          Column.required(BronzeEvents.DAY, DateType, "UTC day of window_start"),
                          Column.required(SilverTable.EVENT_TIME, TimestampType, "window_end"),
                          Column.required(
                              BronzeEvents.KNOWN_AT,
                              TimestampType,
                              "when the lake could first know this row"),
                          Column.required(
                              SilverBars.SOURCE_FEED,
                              StringType,
                              "the feed whose events it is made of"),
                          Column.required(SilverBars.SYMBOL, StringType, "ticker symbol"),
                          Column.required(
                              WINDOW_START, TimestampType, "the first moment that it covers"),
                          Column.required(
                              WINDOW_END,
                              TimestampType,
                              "the first moment that it no longer covers"),
                          Column.optional(
                                  MEAN_PRICE,
                                  DoubleType,
                                  "mean of the events' prices, each counted once")
                              .in(SilverBars.PRICE_UNIT),
                          Column.optional(
                                  PRICE_DEVIATION,
                                  DoubleType,
                                  "sample deviation (n - 1) of those prices; null for a single one")
                              .in(SilverBars.PRICE_UNIT),
                          Column.required(
                                  PRICE_COUNT,
                                  LongType,
                                  "how many prices; 0 in a row that withdraws a window")
                              .in("events"),
                          Column.required(
                                  SilverBars.REVISION,
                                  IntegerType,
                                  "0 as first written, one more with each correction")
                              .in("number, from 0"),
                          Column.required(
                                  BronzeEvents.INGESTED_AT,
                                  TimestampType,
                                  "when its micro-batch was planned; not comparable between runs")
                              .from("the job's clock")),
                      Coordinate.COLUMNS)),
              List.of(BronzeEvents.DAY),
              "Sliding windows; final, and late, by the rule of bars. The coordinate is that of the"
                  + " event that made the window final.")
          .writtenBy(SilverBars.WRITER)
          .ofRows(
              "a revision of a symbol's sliding window",
              Stream.concat(KEY.stream(), Stream.of(SilverBars.REVISION)).toList())
          .from("the silver table of source_feed");

  private SilverWindows() {}
}
