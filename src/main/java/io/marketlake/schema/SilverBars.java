package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;

/**
 * {@code silver.bars}: the final bars of each symbol, with indicators. What was written stays; a
 * bar that a rebuild changes gets a further row with a higher revision, and {@code
 * silver.bars_current} shows the newest one of each.
 */
public final class SilverBars {
  /** The table's name in SQL. */
  public static final String ID = "silver.bars";

  public static final String SOURCE_FEED = "source_feed";
  public static final String SYMBOL = "symbol";
  public static final String INTERVAL = "interval";
  public static final String BAR_START = "bar_start";
  public static final String BAR_END = "bar_end";
  public static final String OPEN = "open";
  public static final String HIGH = "high";
  public static final String LOW = "low";
  public static final String CLOSE = "close";
  public static final String VOLUME = "volume";
  public static final String NOTIONAL = "notional";
  public static final String VWAP = "vwap";
  public static final String TRADE_COUNT = "trade_count";
  public static final String LATE_COUNT = "late_count";
  public static final String IN_SESSION = "in_session";
  public static final String IS_WARM = "is_warm";
  public static final String REVISION = "revision";
  public static final String STATE_BEFORE = "state_before";

  /** The layer that writes this table and the others of bars. */
  public static final String WRITER = "bars";

  public static final int PRICE_DIGITS = 18;
  public static final DecimalType PRICE = createDecimalType(PRICE_DIGITS, 8);

  /** The volume of one event. */
  public static final DecimalType VOLUME_OF_EVENT = createDecimalType(18, 6);

  public static final DataType VOLUME_SUM = createDecimalType(38, 6);
  public static final DataType NOTIONAL_SUM = createDecimalType(38, 14);

  /** What tells two bars apart. */
  public static final List<String> KEY = List.of(SOURCE_FEED, SYMBOL, INTERVAL, BAR_START);

  /** What prices and volumes are counted in, where a feed does not say more. */
  public static final String PRICE_UNIT = "the symbol's currency a share or unit";

  public static final String VOLUME_UNIT = "shares or units";

  private static final String INDICATOR_UNIT = "see its meaning";

  private SilverBars() {}

  /**
   * SQL of the newest revision of each final bar, without those that were withdrawn.
   *
   * @param rows a name in SQL of rows of bars, or a query for them in brackets
   */
  public static String newestRevisions(String rows) {
    return """
        SELECT bar.* FROM %1$s AS bar
        LEFT ANTI JOIN (SELECT * FROM %1$s WHERE revision > 0) AS revised
          ON revised.day = bar.day AND revised.source_feed = bar.source_feed
          AND revised.symbol = bar.symbol AND revised.interval = bar.interval
          AND revised.bar_start = bar.bar_start AND revised.revision > bar.revision
        WHERE bar.trade_count > 0"""
        .formatted(rows);
  }

  /** How a length of bars is written: in the largest unit that divides it. */
  public static String intervalName(Duration length) {
    long seconds = length.toSeconds();
    if (seconds % TimeUnit.DAYS.toSeconds(1) == 0) {
      return seconds / TimeUnit.DAYS.toSeconds(1) + "d";
    }
    if (seconds % TimeUnit.HOURS.toSeconds(1) == 0) {
      return seconds / TimeUnit.HOURS.toSeconds(1) + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /**
   * The table.
   *
   * @param indicators the meaning of each indicator's column, by its name, in their order
   */
  public static Table of(Map<String, String> indicators) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.required(BronzeEvents.DAY, DateType, "UTC day of bar_start"));
    columns.add(
        Column.required(
            SilverTable.EVENT_TIME,
            TimestampType,
            "bar_end: the bar says nothing of what happened from then on"));
    columns.add(
        Column.required(
            BronzeEvents.KNOWN_AT,
            TimestampType,
            "when the lake could first know this row: when the event that made it final was known,"
                + " and not before any event or bar that its values hold"));
    columns.add(Column.required(SOURCE_FEED, StringType, "the feed whose events it is made of"));
    columns.add(Column.required(SYMBOL, StringType, "ticker symbol"));
    columns.add(Column.required(INTERVAL, StringType, "how long the bar is: 1m, 5m, 1h, 1d, …"));
    columns.add(
        Column.required(BAR_START, TimestampType, "its label: the first moment that it covers"));
    columns.add(
        Column.required(BAR_END, TimestampType, "the first moment that it no longer covers"));
    for (String price : List.of(OPEN, HIGH, LOW, CLOSE)) {
      columns.add(
          Column.optional(price, PRICE, price + " price; null in a row that withdraws a bar")
              .in(PRICE_UNIT));
    }
    columns.add(Column.required(VOLUME, VOLUME_SUM, "sum of the events' volumes").in(VOLUME_UNIT));
    columns.add(
        Column.optional(
                NOTIONAL, NOTIONAL_SUM, "sum of price times volume, exact; null above 10^24")
            .in("the symbol's currency"));
    columns.add(
        Column.optional(
                VWAP, PRICE, "notional / volume, half up at 8 decimals; close where volume is 0")
            .in(PRICE_UNIT));
    columns.add(
        Column.required(TRADE_COUNT, LongType, "events in it; 0 in a row that withdraws a bar")
            .in("events"));
    columns.add(
        Column.required(
                LATE_COUNT,
                LongType,
                "those of its events that came after it was final; 0 as streamed")
            .in("events"));
    columns.add(
        Column.required(IN_SESSION, BooleanType, "whether it starts within the feed's session"));
    indicators.forEach(
        (name, doc) ->
            columns.add(
                Column.optional(name, DoubleType, doc)
                    .in(INDICATOR_UNIT)
                    .from("the closes of this bar and those before")));
    columns.add(
        Column.required(
            IS_WARM,
            BooleanType,
            "whether enough bars came before it for its indicators not to depend on where the"
                + " history starts"));
    columns.add(
        Column.required(REVISION, IntegerType, "0 as first written, one more with each correction")
            .in("number, from 0"));
    columns.add(
        Column.optional(
            STATE_BEFORE,
            BinaryType,
            "what the indicators remembered before it, on a symbol's first bar of a date: a rebuild"
                + " begins there"));
    columns.add(
        Column.required(
                BronzeEvents.INGESTED_AT,
                TimestampType,
                "when its micro-batch was planned; not comparable between runs")
            .from("the job's clock"));
    columns.addAll(Coordinate.COLUMNS);
    return new Table(
            "silver",
            "bars",
            columns,
            List.of(BronzeEvents.DAY),
            "Final bars with indicators; the coordinate is that of the event that made the bar final.")
        .writtenBy(WRITER)
        .ofRows(
            "a revision of a symbol's final bar",
            Stream.concat(KEY.stream(), Stream.of(REVISION)).toList())
        .from("the silver table of source_feed");
  }
}
