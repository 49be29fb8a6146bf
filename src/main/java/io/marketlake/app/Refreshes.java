package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Refresh;
import io.marketlake.schema.GoldMarts;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** What is brought up to date beside the queries of a stream. */
final class Refreshes {
  private Refreshes() {}

  /** The marts, unless {@code marts.in-stream} is off, and the quality of forecasts. */
  static List<Refresh> of(SparkSession spark, Lake lake, Settings settings, FailPoint failPoint) {
    return of(spark, lake, settings, () -> MartRefreshes.open(spark, lake, settings, failPoint));
  }

  /** The same, done once: a mart that can't be brought up to date makes the run fail. */
  static List<Refresh> once(SparkSession spark, Lake lake, Settings settings, FailPoint failPoint) {
    return of(
        spark,
        lake,
        settings,
        () -> new StrictMartRefreshes(MartRefreshes.open(spark, lake, settings, failPoint)));
  }

  private static List<Refresh> of(
      SparkSession spark, Lake lake, Settings settings, Supplier<Refresh> marts) {
    Refresh quality =
        new SharedRefresh(QualityRefresh.NAME, () -> QualityRefresh.open(spark, lake, settings));
    return settings.marts().inStream()
        ? List.of(new SharedRefresh(GoldMarts.WRITER, marts), quality)
        : List.of(quality);
  }

  /** The marts. */
  static SharedRefresh marts(
      SparkSession spark, Lake lake, Settings settings, FailPoint failPoint) {
    return new SharedRefresh(
        GoldMarts.WRITER, () -> MartRefreshes.open(spark, lake, settings, failPoint));
  }
}
