package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code gold.direction}: whether the price of a bar's symbol will rise, for each horizon. Rows are
 * only added: a {@code forecast}, and once it is known, a further row with its {@code outcome}; or
 * one row that says that the forecast came too {@code late}. {@code gold.direction_current} shows
 * the newest of each.
 */
public final class GoldDirection {
  public static final String KIND = "kind";
  public static final String HORIZON = "horizon";
  public static final String BAR_KNOWN_AT = "bar_known_at";
  public static final String TARGET_START = "target_start";
  public static final String TARGET_END = "target_end";
  public static final String MODEL_VERSION = "model_version";
  public static final String P_UP = "p_up";
  public static final String FEATURES = "features";
  public static final String FEATURES_VERSION = "features_version";
  public static final String TREND = "trend";
  public static final String MAJORITY = "majority";
  public static final String LATE_MS = "late_ms";
  public static final String ENTRY = "entry";
  public static final String EXIT = "exit";
  public static final String OUTCOME = "outcome";
  public static final String REALISED_RETURN = "realised_return";

  /** The {@link #KIND} of a forecast that was made in time. */
  public static final String FORECAST = "forecast";

  /** The {@link #KIND} of a forecast that became known after its target had begun. */
  public static final String LATE = "late";

  /** The {@link #KIND} of what became of a forecast. */
  public static final String OUTCOME_KIND = "outcome";

  /** The layer that writes it. */
  public static final String WRITER = "direction";

  public static final String UP = "up";
  public static final String DOWN = "down";
  public static final String TIE = "tie";
  public static final String NO_PRICE = "no_price";

  /** What tells two forecasts apart. */
  public static final List<String> KEY =
      List.of(
          SilverBars.SOURCE_FEED,
          SilverBars.SYMBOL,
          SilverBars.INTERVAL,
          SilverBars.BAR_START,
          HORIZON);

  public static final Table TABLE =
      new Table(
              "gold",
              "direction",
              columns(),
              List.of(BronzeEvents.DAY),
              "Forecasts of the direction of prices, one a bar and horizon, and what became of"
                  + " them.")
          .writtenBy(WRITER)
          .ofRows(
              "a forecast of a bar and horizon, one that came too late, or what became of one",
              Stream.concat(KEY.stream(), Stream.of(KIND)).toList())
          .from("the model, of silver.bars and gold.sentiment");

  private GoldDirection() {}

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.required(BronzeEvents.DAY, DateType, "UTC day of bar_start"));
    columns.add(
        Column.required(
            SilverTable.EVENT_TIME,
            TimestampType,
            "bar_end of a forecast, target_end of an outcome"));
    columns.add(
        Column.required(
            BronzeEvents.KNOWN_AT,
            TimestampType,
            "when the forecast was there; of an outcome, when the bar was known that showed it"));
    columns.add(Column.required(KIND, StringType, "forecast, late or outcome"));
    columns.add(
        Column.required(
            SilverBars.SOURCE_FEED, StringType, "the feed whose events the bar is made of"));
    columns.add(Column.required(SilverBars.SYMBOL, StringType, "ticker symbol"));
    columns.add(Column.required(SilverBars.INTERVAL, StringType, "how long the bar is"));
    columns.add(Column.required(SilverBars.BAR_START, TimestampType, "start of the bar"));
    columns.add(Column.required(SilverBars.BAR_END, TimestampType, "end of the bar"));
    columns.add(Column.required(HORIZON, IntegerType, "how many bars ahead").in("bars"));
    columns.add(Column.required(BAR_KNOWN_AT, TimestampType, "when the bar was known"));
    columns.add(
        Column.required(TARGET_START, TimestampType, "from when on the price's move is forecast"));
    columns.add(Column.required(TARGET_END, TimestampType, "up to when"));
    columns.add(Column.required(MODEL_VERSION, StringType, "version in the model registry"));
    columns.add(
        Column.optional(
                P_UP,
                DoubleType,
                "the model's probability that the price is higher at the end, 0 to 1; null where it"
                    + " came too late; an outcome repeats its forecast's")
            .in("0 to 1")
            .from("the model"));
    columns.add(
        Column.optional(
                FEATURES,
                createArrayType(DoubleType),
                "what the model was given; null but in forecasts")
            .in("see docs/direction.md"));
    columns.add(
        Column.optional(FEATURES_VERSION, StringType, "which features these are, in which order"));
    columns.add(
        Column.optional(
                TREND,
                IntegerType,
                "which way the price had gone over as many bars before (30 at most): 1, 0 or -1, which"
                    + " persistence repeats and reversal turns round")
            .in("-1 to 1")
            .from("silver.bars"));
    columns.add(
        Column.optional(
                MAJORITY,
                IntegerType,
                "what prices did more often in the model's training: 1 up, -1 down")
            .in("-1 to 1")
            .from("the model registry"));
    columns.add(
        Column.optional(
                LATE_MS,
                LongType,
                "of a late forecast, how long after the target's begin it was there, in milliseconds")
            .in("ms"));
    columns.add(
        Column.optional(ENTRY, DoubleType, "of an outcome, first price in the target; null without")
            .in("the symbol's currency a share or unit")
            .from("silver.bars"));
    columns.add(
        Column.optional(EXIT, DoubleType, "of an outcome, last price in the target; null without")
            .in("the symbol's currency a share or unit")
            .from("silver.bars"));
    columns.add(
        Column.optional(
            OUTCOME,
            StringType,
            "of an outcome: up, down, tie (equal prices, not judged) or no_price (no bar in the"
                + " target, not judged)"));
    columns.add(
        Column.optional(
                REALISED_RETURN, DoubleType, "of an outcome, exit / entry - 1; null without prices")
            .in("fraction")
            .from("silver.bars"));
    columns.add(
        Column.required(
            BronzeEvents.INGESTED_AT,
            TimestampType,
            "when its micro-batch was planned; not comparable between runs"));
    return columns;
  }
}
