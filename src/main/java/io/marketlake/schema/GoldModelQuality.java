package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/**
 * {@code gold.model_quality}: how good each model's forecasts of a day were, and those of the days
 * up to it, beside baselines over the same bars. A day is that of the bars. Rows of a day are
 * replaced as it goes on and as outcomes come.
 */
public final class GoldModelQuality {
  public static final String PERIOD = "period";
  public static final String DAYS = "days";
  public static final String BARS_DUE = "bars_due";
  public static final String FORECASTS = "forecasts";
  public static final String LATE = "late";
  public static final String COVERAGE = "coverage";
  public static final String JUDGED = "judged";
  public static final String TIES = "ties";
  public static final String WITHOUT_PRICE = "without_price";
  public static final String RIGHT = "right_count";
  public static final String MAJORITY_RIGHT = "majority_right_count";
  public static final String PERSISTENCE_RIGHT = "persistence_right_count";
  public static final String REVERSAL_RIGHT = "reversal_right_count";
  public static final String BRIER_SUM = "brier_sum";
  public static final String LOG_LOSS_SUM = "log_loss_sum";
  public static final String ACCURACY = "accuracy";
  public static final String MAJORITY_ACCURACY = "majority_accuracy";
  public static final String PERSISTENCE_ACCURACY = "persistence_accuracy";
  public static final String REVERSAL_ACCURACY = "reversal_accuracy";
  public static final String BRIER = "brier";
  public static final String LOG_LOSS = "log_loss";
  public static final String CALIBRATION = "calibration";
  public static final String FEATURE_DRIFT = "feature_drift";
  public static final String DIRECTION_VERSION = "direction_version";
  public static final String BARS_VERSION = "bars_version";

  /** The {@link #PERIOD} of a day by itself. */
  public static final String DAY_ALONE = "day";

  /** The {@link #PERIOD} of the days up to a day, that one included. */
  public static final String WINDOW = "window";

  /** The model version of the row of all models together. */
  public static final String ANY = "any";

  /** Exact, so that days add up to windows whatever the order. */
  public static final DecimalType SUM = createDecimalType(38, 18);

  public static final StructType CALIBRATION_BIN =
      new StructType()
          .add("from", DoubleType)
          .add("to", DoubleType)
          .add("rows", LongType)
          .add("up", LongType)
          .add("p_sum", SUM)
          .add("mean_p", DoubleType)
          .add("up_share", DoubleType);

  public static final StructType FEATURE =
      new StructType()
          .add("feature", StringType)
          .add("psi", DoubleType)
          .add("tenths", createArrayType(LongType));

  public static final Table TABLE =
      new Table(
              "gold",
              "model_quality",
              columns(),
              List.of(BronzeEvents.DAY),
              "quality",
              true,
              "How good the forecasts of each model were, by day and window, beside baselines.")
          .ofRows(
              "the forecasts of a feed, interval, horizon and model version on a day, or on the days"
                  + " up to it",
              List.of(
                  BronzeEvents.DAY,
                  PERIOD,
                  SilverBars.SOURCE_FEED,
                  SilverBars.INTERVAL,
                  GoldDirection.HORIZON,
                  GoldDirection.MODEL_VERSION))
          .from("gold.direction and silver.bars");

  private GoldModelQuality() {}

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.required(BronzeEvents.DAY, DateType, "UTC day of the bars"));
    columns.add(
        Column.required(
            SilverTable.EVENT_TIME, TimestampType, "newest event_time of the rows in it"));
    columns.add(
        Column.required(BronzeEvents.KNOWN_AT, TimestampType, "newest known_at of the rows in it"));
    columns.add(
        Column.required(
            PERIOD, StringType, "day, or window: the days up to it, so many as the settings say"));
    columns.add(Column.required(SilverBars.SOURCE_FEED, StringType, "the feed of the bars"));
    columns.add(Column.required(SilverBars.INTERVAL, StringType, "how long the bars are"));
    columns.add(
        Column.required(GoldDirection.HORIZON, IntegerType, "how many bars ahead").in("bars"));
    columns.add(
        Column.required(
            GoldDirection.MODEL_VERSION,
            StringType,
            "version in the model registry; any for all of them together"));
    columns.add(Column.required(DAYS, IntegerType, "days that have rows").in("days"));
    columns.add(
        Column.required(
                BARS_DUE,
                LongType,
                "bars that should have been forecast: warm, in session, known in time; of a version,"
                    + " those known between its first and last forecast of a day")
            .in("bars"));
    columns.add(Column.required(FORECASTS, LongType, "forecasts made in time").in("forecasts"));
    columns.add(Column.required(LATE, LongType, "forecasts that came too late").in("forecasts"));
    columns.add(
        Column.optional(COVERAGE, DoubleType, "forecasts / bars_due; null where none was due")
            .in("fraction"));
    columns.add(
        Column.required(JUDGED, LongType, "forecasts whose price went up or down").in("forecasts"));
    columns.add(
        Column.required(TIES, LongType, "forecasts whose price came back to where it was")
            .in("forecasts"));
    columns.add(
        Column.required(WITHOUT_PRICE, LongType, "forecasts without a bar in the target")
            .in("forecasts"));
    columns.add(
        Column.required(RIGHT, LongType, "judged forecasts that were right").in("forecasts"));
    columns.add(
        Column.required(
                MAJORITY_RIGHT, LongType, "how often the commoner direction of training was right")
            .in("forecasts"));
    columns.add(
        Column.required(
                PERSISTENCE_RIGHT,
                LongType,
                "how often the direction of as many bars before was; where there was none, the majority")
            .in("forecasts"));
    columns.add(
        Column.required(REVERSAL_RIGHT, LongType, "how often the opposite was; else the majority")
            .in("forecasts"));
    columns.add(
        Column.required(BRIER_SUM, SUM, "sum of the squared errors of p_up")
            .in("squared probability"));
    columns.add(
        Column.required(
                LOG_LOSS_SUM, SUM, "sum of -ln(probability given to what happened), in nats")
            .in("nats"));
    for (String share :
        List.of(ACCURACY, MAJORITY_ACCURACY, PERSISTENCE_ACCURACY, REVERSAL_ACCURACY)) {
      columns.add(
          Column.optional(share, DoubleType, "right / judged; null where none was judged")
              .in("fraction"));
    }
    columns.add(Column.optional(BRIER, DoubleType, "brier_sum / judged").in("squared probability"));
    columns.add(Column.optional(LOG_LOSS, DoubleType, "log_loss_sum / judged").in("nats"));
    columns.add(
        Column.required(
                CALIBRATION,
                createArrayType(CALIBRATION_BIN),
                "ten bins of p_up: rows, how often the price rose, and the mean p_up")
            .in("see its meaning"));
    columns.add(
        Column.required(
                FEATURE_DRIFT,
                createArrayType(FEATURE),
                "of each feature the rows in each tenth of the training data, and the PSI of that; empty"
                    + " for all versions together")
            .in("see its meaning"));
    columns.add(
        Column.required(
                DIRECTION_VERSION, LongType, "version of gold.direction that it was worked out at")
            .in("version"));
    columns.add(
        Column.required(BARS_VERSION, LongType, "version of silver.bars that it was worked out at")
            .in("version"));
    return columns;
  }
}
