package io.marketlake.app;

import io.marketlake.alert.AlertBook;
import io.marketlake.alert.Condition;
import io.marketlake.alert.Condition.State;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Refresh;
import io.marketlake.marts.Mart;
import io.marketlake.marts.MartSet;
import io.marketlake.marts.Refreshed;
import io.marketlake.schema.GoldMarts;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerHold;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refresh of a lake's marts, with the right to write them, which one process at a time has. A
 * mart that can't be brought up to date is told in the log once, and is an alert for as long as it
 * can't.
 */
final class MartRefreshes implements Refresh {
  /** The rule of the alerts. */
  static final String FAILED = "mart-failed";

  private static final Logger LOG = LoggerFactory.getLogger(MartRefreshes.class);
  private static final int ONE_AT_A_TIME = 1;

  private final LayerHold hold;
  private final MartSet marts;
  private final List<String> names;
  private final AlertBook alerts;
  private Map<String, String> told = Map.of();
  private boolean hasTold;

  private MartRefreshes(LayerHold hold, MartSet marts, List<String> names) {
    this.hold = hold;
    this.marts = marts;
    this.names = names;
    this.alerts = new AlertBook(hold.tables(), InstantSource.system());
  }

  /**
   * Takes the right.
   *
   * @throws PipelineException where another process has it
   */
  static MartRefreshes open(SparkSession spark, Lake lake, Settings settings, FailPoint failPoint) {
    return open(spark, lake, settings, settings.marts().marts(), failPoint);
  }

  /** Takes the right, to refresh some of them alone. */
  static MartRefreshes open(
      SparkSession spark, Lake lake, Settings settings, List<Mart> chosen, FailPoint failPoint) {
    List<Table> tables = chosen.stream().map(Mart::table).toList();
    LayerHold hold =
        LayerHold.beside(
            lake, settings.leases(), ONE_AT_A_TIME, GoldMarts.WRITER, tables, failPoint);
    boolean complete = false;
    try {
      MartSet marts =
          new MartSet(
              spark,
              hold.tables(),
              chosen,
              LakeSchema.names(spark, hold.tables(), settings),
              failPoint,
              InstantSource.system());
      complete = true;
      return new MartRefreshes(hold, marts, tables.stream().map(Table::id).toList());
    } finally {
      if (!complete) {
        hold.close();
      }
    }
  }

  @Override
  public String name() {
    return GoldMarts.WRITER;
  }

  @Override
  public void run() {
    Refreshed unused = refresh();
  }

  /** Brings those up to date that can be. */
  Refreshed refresh() {
    hold.requireHeld();
    Refreshed refreshed = marts.refresh();
    Map<String, String> failures = new TreeMap<>();
    refreshed.failures().forEach((table, why) -> failures.put(table, why.getMessage()));
    if (!hasTold || !failures.equals(told)) {
      tell(failures);
      told = failures;
      hasTold = true;
    }
    return refreshed;
  }

  private void tell(Map<String, String> failures) {
    failures.forEach(
        (table, sentence) -> {
          if (!sentence.equals(told.get(table))) {
            LOG.error("{} is not brought up to date: {}", table, sentence);
          }
        });
    told.keySet().stream()
        .filter(table -> !failures.containsKey(table))
        .forEach(table -> LOG.info("{} is brought up to date again", table));
    Instant now = Instant.now();
    alerts.apply(
        Set.of(FAILED),
        names.stream()
            .map(
                table ->
                    new Condition(
                        FAILED,
                        table,
                        failures.containsKey(table) ? State.RAISED : State.CLEAR,
                        now,
                        failures.containsKey(table) ? 1 : 0,
                        0,
                        failures.getOrDefault(table, table + " is brought up to date"),
                        List.of()))
            .toList());
  }

  @Override
  public void close() {
    hold.close();
  }
}
