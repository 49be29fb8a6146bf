package io.marketlake.app;

import io.marketlake.alert.AlertBook;
import io.marketlake.alert.AlertStep;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.grading.ModelQuality;
import io.marketlake.grading.QualityWatch;
import io.marketlake.job.Refresh;
import io.marketlake.lease.Claim;
import io.marketlake.lease.Lease;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings gold.model_quality up to date, and opens and closes the alerts that follow from it, with
 * the right to write them, which one process at a time has.
 */
final class QualityRefresh implements Refresh {
  /** What two processes would both write, and what the refresh is called. */
  static final String NAME = "quality";

  private static final Logger LOG = LoggerFactory.getLogger(QualityRefresh.class);

  private final Lease lease;
  private final Lake lake;
  private final ModelQuality quality;
  private final QualityWatch watch;
  private final AlertBook alerts;
  private boolean isJudged;

  private QualityRefresh(Lease lease, SparkSession spark, Lake lake, Settings settings) {
    this.lease = lease;
    this.lake = lake;
    this.quality =
        new ModelQuality(
            lake.tables(),
            BarLayers.tables(settings).bars(),
            settings.direction(),
            settings.directionQuality().windowDays(),
            RegistryModels.registry(spark, lake));
    this.watch = new QualityWatch(settings.directionQuality());
    this.alerts = new AlertBook(lake.tables(), InstantSource.system());
  }

  /**
   * Takes the right.
   *
   * @throws io.marketlake.error.PipelineException where another process has it
   */
  static QualityRefresh open(SparkSession spark, Lake lake, Settings settings) {
    Claim alone = new Claim(List.of(NAME), List.of(NAME));
    return new QualityRefresh(
        Lease.acquire(lake, settings.leases(), alone, Map::of), spark, lake, settings);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run() {
    List<AlertStep> unused = refresh();
  }

  /** As {@link #run}, and returns the steps of alerts that were taken. */
  List<AlertStep> refresh() {
    boolean isNew = quality.run();
    if (isJudged && !isNew) {
      return List.of();
    }
    isJudged = true;
    List<AlertStep> steps = alerts.apply(QualityWatch.RULES, watch.conditions(lake.tables()));
    if (isNew || !steps.isEmpty()) {
      LOG.info("The quality of models was brought up to date; {} steps of alerts", steps.size());
    }
    steps.forEach(
        step -> LOG.warn("Alert {} of {}: {}", step.step(), step.subject(), step.sentence()));
    return steps;
  }

  @Override
  public void close() {
    lease.close();
  }
}
