package io.marketlake.grading;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Tallies as rows of {@link GoldModelQuality}, and back. */
final class QualityRows {
  private static final double TENTH = 0.1;

  private final long directionVersion;
  private final long barsVersion;

  /**
   * Rows worked out at these versions.
   *
   * @param directionVersion of gold.direction
   * @param barsVersion of silver.bars
   */
  QualityRows(long directionVersion, long barsVersion) {
    this.directionVersion = directionVersion;
    this.barsVersion = barsVersion;
  }

  /**
   * A row.
   *
   * @param features the names of its features; empty where none were counted
   * @param deciles of these
   */
  Row row(Group group, String period, Tally tally, List<String> features, double[][] deciles) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put(BronzeEvents.DAY, Date.valueOf(group.day()));
    row.put(SilverTable.EVENT_TIME, Micros.timestamp(tally.eventTime));
    row.put(BronzeEvents.KNOWN_AT, Micros.timestamp(tally.knownAt));
    row.put(GoldModelQuality.PERIOD, period);
    row.put(SilverBars.SOURCE_FEED, group.feed());
    row.put(SilverBars.INTERVAL, group.interval());
    row.put(GoldDirection.HORIZON, group.horizon());
    row.put(GoldDirection.MODEL_VERSION, group.version());
    row.put(GoldModelQuality.DAYS, tally.days);
    row.put(GoldModelQuality.BARS_DUE, tally.due);
    row.put(GoldModelQuality.FORECASTS, tally.forecasts);
    row.put(GoldModelQuality.LATE, tally.late);
    row.put(GoldModelQuality.COVERAGE, share(tally.forecasts, tally.due));
    row.put(GoldModelQuality.JUDGED, tally.judged);
    row.put(GoldModelQuality.TIES, tally.ties);
    row.put(GoldModelQuality.WITHOUT_PRICE, tally.withoutPrice);
    row.put(GoldModelQuality.RIGHT, tally.right);
    row.put(GoldModelQuality.MAJORITY_RIGHT, tally.majorityRight);
    row.put(GoldModelQuality.PERSISTENCE_RIGHT, tally.persistenceRight);
    row.put(GoldModelQuality.REVERSAL_RIGHT, tally.reversalRight);
    row.put(GoldModelQuality.BRIER_SUM, tally.squaredErrors);
    row.put(GoldModelQuality.LOG_LOSS_SUM, tally.losses);
    row.put(GoldModelQuality.ACCURACY, share(tally.right, tally.judged));
    row.put(GoldModelQuality.MAJORITY_ACCURACY, share(tally.majorityRight, tally.judged));
    row.put(GoldModelQuality.PERSISTENCE_ACCURACY, share(tally.persistenceRight, tally.judged));
    row.put(GoldModelQuality.REVERSAL_ACCURACY, share(tally.reversalRight, tally.judged));
    row.put(GoldModelQuality.BRIER, mean(tally.squaredErrors, tally.judged));
    row.put(GoldModelQuality.LOG_LOSS, mean(tally.losses, tally.judged));
    row.put(GoldModelQuality.CALIBRATION, bins(tally));
    row.put(GoldModelQuality.FEATURE_DRIFT, drift(tally, features, deciles));
    row.put(GoldModelQuality.DIRECTION_VERSION, directionVersion);
    row.put(GoldModelQuality.BARS_VERSION, barsVersion);
    return RowFactory.create(
        List.of(GoldModelQuality.TABLE.structType().fieldNames()).stream().map(row::get).toArray());
  }

  private static Row[] bins(Tally tally) {
    Row[] bins = new Row[Tally.TENTHS];
    for (int bin = 0; bin < bins.length; bin++) {
      long rows = tally.binRows[bin];
      bins[bin] =
          RowFactory.create(
              bin * TENTH,
              (bin + 1) * TENTH,
              rows,
              tally.binUps[bin],
              tally.binSums[bin],
              mean(tally.binSums[bin], rows),
              share(tally.binUps[bin], rows));
    }
    return bins;
  }

  private static Row[] drift(Tally tally, List<String> features, double[][] deciles) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Math.min(tally.features.length, features.size()); i++) {
      rows.add(
          RowFactory.create(
              features.get(i),
              Tally.psi(tally.features[i], deciles[i]),
              LongStream.of(tally.features[i]).boxed().toArray(Long[]::new)));
    }
    return rows.toArray(Row[]::new);
  }

  private static @Nullable Double share(long part, long whole) {
    return whole == 0 ? null : (Double) ((double) part / whole);
  }

  private static @Nullable Double mean(BigDecimal sum, long rows) {
    return rows == 0
        ? null
        : (Double) sum.divide(BigDecimal.valueOf(rows), MathContext.DECIMAL64).doubleValue();
  }

  /** The group of a row. */
  static Group group(Row row) {
    return new Group(
        row.<Date>getAs(BronzeEvents.DAY).toLocalDate(),
        row.getAs(SilverBars.SOURCE_FEED),
        row.getAs(SilverBars.INTERVAL),
        row.<Integer>getAs(GoldDirection.HORIZON),
        row.getAs(GoldDirection.MODEL_VERSION));
  }

  /** The tally that a row was made of. */
  static Tally tally(Row row) {
    Tally tally = new Tally();
    tally.addTimes(
        Micros.of(row.<Timestamp>getAs(SilverTable.EVENT_TIME)),
        Micros.of(row.<Timestamp>getAs(BronzeEvents.KNOWN_AT)));
    tally.days = row.<Integer>getAs(GoldModelQuality.DAYS);
    tally.due = row.<Long>getAs(GoldModelQuality.BARS_DUE);
    tally.forecasts = row.<Long>getAs(GoldModelQuality.FORECASTS);
    tally.late = row.<Long>getAs(GoldModelQuality.LATE);
    tally.judged = row.<Long>getAs(GoldModelQuality.JUDGED);
    tally.ties = row.<Long>getAs(GoldModelQuality.TIES);
    tally.withoutPrice = row.<Long>getAs(GoldModelQuality.WITHOUT_PRICE);
    tally.right = row.<Long>getAs(GoldModelQuality.RIGHT);
    tally.majorityRight = row.<Long>getAs(GoldModelQuality.MAJORITY_RIGHT);
    tally.persistenceRight = row.<Long>getAs(GoldModelQuality.PERSISTENCE_RIGHT);
    tally.reversalRight = row.<Long>getAs(GoldModelQuality.REVERSAL_RIGHT);
    tally.squaredErrors = row.getAs(GoldModelQuality.BRIER_SUM);
    tally.losses = row.getAs(GoldModelQuality.LOG_LOSS_SUM);
    List<Row> bins = row.getList(row.fieldIndex(GoldModelQuality.CALIBRATION));
    for (int bin = 0; bin < bins.size(); bin++) {
      tally.binRows[bin] = bins.get(bin).<Long>getAs("rows");
      tally.binUps[bin] = bins.get(bin).<Long>getAs("up");
      tally.binSums[bin] = bins.get(bin).getAs("p_sum");
    }
    List<Row> features = row.getList(row.fieldIndex(GoldModelQuality.FEATURE_DRIFT));
    tally.features = new long[features.size()][];
    for (int i = 0; i < features.size(); i++) {
      List<Long> tenths = features.get(i).getList(features.get(i).fieldIndex("tenths"));
      tally.features[i] = tenths.stream().mapToLong(Long::longValue).toArray();
    }
    return tally;
  }
}
