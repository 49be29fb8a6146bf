package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createStructField;
import static org.apache.spark.sql.types.DataTypes.createStructType;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/**
 * {@code silver.bar_states}: how far the bars have come. A row is a symbol, with its open bars and
 * all that its next bars depend on, or (symbol null) a Kafka partition, with the next offset. Of
 * several rows of one symbol or partition the one with the highest step counts.
 */
public final class SilverBarStates {
  public static final String TIER = "tier";
  public static final String STATE_KEY = "state_key";
  public static final String STEP = "step";
  public static final String NEWEST_EVENT_TIME = "newest_event_time";
  public static final String QUIET_FROM = "quiet_from";
  public static final String OPEN_BARS = "open_bars";
  public static final String STATE = "state";

  /** What the key of a Kafka partition begins with, and that of a symbol does not. */
  public static final String PARTITION_KEY = "partition ";

  /** The tier of rows as they were appended. */
  public static final String RECENT = "recent";

  /** The tier of rows that were packed, one a symbol or partition. */
  public static final String BASE = "base";

  /** What tells two symbols or partitions apart. */
  public static final List<String> KEY = List.of(SilverBars.SOURCE_FEED, STATE_KEY);

  static final DataType OPEN_BARS_TYPE =
      createArrayType(
          createStructType(
              new StructField[] {
                createStructField(SilverBars.BAR_START, TimestampType, true),
                createStructField(SilverBars.BAR_END, TimestampType, true),
                createStructField(SilverBars.OPEN, SilverBars.PRICE, true),
                createStructField(SilverBars.HIGH, SilverBars.PRICE, true),
                createStructField(SilverBars.LOW, SilverBars.PRICE, true),
                createStructField(SilverBars.CLOSE, SilverBars.PRICE, true),
                createStructField(SilverBars.VOLUME, SilverBars.VOLUME_SUM, true),
                createStructField(SilverBars.NOTIONAL, SilverBars.NOTIONAL_SUM, true),
                createStructField(SilverBars.VWAP, SilverBars.PRICE, true),
                createStructField(SilverBars.TRADE_COUNT, LongType, true)
              }),
          true);

  public static final Table TABLE =
      new Table(
              "silver",
              "bar_states",
              Table.concat(
                  List.of(
                      List.of(
                          Column.required(TIER, StringType, "recent as appended, base once packed"),
                          Column.required(
                              SilverBars.SOURCE_FEED, StringType, "the feed whose bars these are"),
                          Column.required(
                              STATE_KEY, StringType, "the symbol or the Kafka partition, unique"),
                          Column.optional(
                              SilverBars.SYMBOL, StringType, "ticker symbol; null for a partition"),
                          Column.required(
                                  STEP, LongType, "counts the rows of a symbol or partition")
                              .in("number, from 1"),
                          Column.required(
                              BronzeEvents.KNOWN_AT,
                              TimestampType,
                              "when its micro-batch was planned"),
                          Column.required(
                              NEWEST_EVENT_TIME, TimestampType, "the newest event_time so far"),
                          Column.optional(
                              QUIET_FROM,
                              TimestampType,
                              "the newest event_time of its partition from which on something of it is"
                                  + " final without an event of its own; null where nothing is open"),
                          Column.optional(OPEN_BARS, OPEN_BARS_TYPE, "its open bars, provisional"),
                          Column.optional(
                              STATE, BinaryType, "all that its next bars depend on, versioned")),
                      Coordinate.COLUMNS)),
              List.of(TIER),
              SilverBars.WRITER,
              true,
              "How far the bars have come; the coordinate is that of the newest event that counted.")
          .ofRows(
              "a symbol or a Kafka partition after a micro-batch; the highest step counts",
              Stream.concat(KEY.stream(), Stream.of(STEP)).toList())
          .from("the silver table of source_feed");

  private SilverBarStates() {}
}
