package io.marketlake.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.Micros;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * Says when forecasts are known, once they are worked out: rows of {@link SeriesStep} with the
 * models' answers -> rows of {@link GoldDirection}. A new forecast that is known after its target
 * began becomes a late one, without a probability, and loses its outcome. None is known before the
 * outcomes that its model was fitted on: over history that is replayed, a model would be asked what
 * it was told.
 */
final class TimelinessStage implements Stage {
  private static final String FORECAST_KNOWN_AT = "forecast_known_at";
  private static final String IS_LATE = "is_late";

  private final ForecastClock clock;
  private final DirectionSettings settings;
  private final TreeMap<Integer, Long> fittedUntil;
  private final Instant there;

  /**
   * The stage.
   *
   * @param fittedUntil by horizon, when the last outcome was known that its model was fitted on, in
   *     microseconds since 1970
   * @param there when the forecasts can be read, by this machine's clock
   */
  TimelinessStage(
      ForecastClock clock,
      DirectionSettings settings,
      SortedMap<Integer, Long> fittedUntil,
      Instant there) {
    this.clock = clock;
    this.settings = settings;
    this.fittedUntil = new TreeMap<>(fittedUntil);
    this.there = there;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    // Copies, so that the function does not hold this stage. It holds the moment as an object: a
    // literal would have Spark compile new code for each micro-batch.
    ForecastClock of = clock;
    DirectionSettings with = settings;
    TreeMap<Integer, Long> until = fittedUntil;
    Instant moment = there;
    UDF2<Timestamp, Integer, Timestamp> knownAt =
        (barKnownAt, horizon) ->
            Micros.timestamp(
                Math.max(
                    of.knownAt(Micros.of(barKnownAt), with, moment),
                    until.getOrDefault(horizon, Long.MIN_VALUE)));
    Column isForecast = col(GoldDirection.KIND).equalTo(GoldDirection.FORECAST);
    Column isLate = col(IS_LATE);
    return rows.withColumn(
            FORECAST_KNOWN_AT,
            when(
                col(SeriesStep.IS_NEW),
                udf(knownAt, DataTypes.TimestampType)
                    .apply(col(GoldDirection.BAR_KNOWN_AT), col(GoldDirection.HORIZON))))
        .withColumn(
            IS_LATE,
            col(SeriesStep.IS_NEW).and(col(FORECAST_KNOWN_AT).gt(col(GoldDirection.TARGET_START))))
        .filter(isForecast.or(not(isLate)))
        .withColumn(
            BronzeEvents.KNOWN_AT,
            when(isForecast, col(FORECAST_KNOWN_AT)).otherwise(col(BronzeEvents.KNOWN_AT)))
        .withColumn(
            GoldDirection.LATE_MS,
            when(
                isLate,
                expr(
                    "(unix_micros(%s) - unix_micros(%s)) div 1000"
                        .formatted(FORECAST_KNOWN_AT, GoldDirection.TARGET_START))))
        .withColumn(GoldDirection.P_UP, when(not(isLate), col(GoldDirection.P_UP)))
        .withColumn(
            GoldDirection.FEATURES, when(isForecast.and(not(isLate)), col(GoldDirection.FEATURES)))
        .withColumn(
            GoldDirection.FEATURES_VERSION, when(not(isLate), col(GoldDirection.FEATURES_VERSION)))
        .withColumn(
            GoldDirection.KIND,
            when(isLate, lit(GoldDirection.LATE)).otherwise(col(GoldDirection.KIND)))
        .select(GoldDirection.TABLE.select());
  }
}
