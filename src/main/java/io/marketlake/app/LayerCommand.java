package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.config.Settings;
import io.marketlake.topology.BatchListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs some layers as streaming queries until it is told to stop. */
abstract class LayerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(LayerCommand.class);

  /** Before Spark's own hook, which would end the session under the query. */
  private static final int BEFORE_SPARK = 100;

  private static final int STOP_LIMIT_SECONDS = 60;

  private static final BatchListener LOGGED =
      (layer, counts, rows) ->
          counts.forEach(
              (table, count) ->
                  LOG.info(
                      "{}: {} rows, known up to {}",
                      table.id(),
                      count.rows(),
                      count.newestKnownAt()));

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--feeds",
      split = ",",
      paramLabel = "FEED",
      description = "only these feeds, separated by commas; all by default")
  private List<String> feeds = List.of();

  @Option(
      names = "--until-drained",
      description = "end once everything that is there at the start is done")
  private boolean untilDrained;

  @Option(
      names = "--accept-loss",
      description = {
        "where Kafka has deleted records before they were read, go on without them and write them",
        "down in bronze.gaps; the same as --set kafka.accept-loss=true"
      })
  private boolean acceptLoss;

  abstract List<LayerName> layers();

  /** Starts what is refreshed beside the queries, all or none of it. */
  List<RefreshLoop> refreshed(SparkSession spark, Settings settings) {
    return List.of();
  }

  /** Refreshes it once, after all is drained. */
  void refreshOnce(SparkSession spark, Settings settings) {}

  @Override
  public Integer call() {
    Settings settings = options.load(acceptLoss ? Map.of("kafka.accept-loss", "true") : Map.of());
    Request request =
        new Request(
            settings,
            layers(),
            settings.feedsNamed(feeds),
            untilDrained,
            LOGGED,
            HaltAt.fromEnvironment());
    Streams.requireStartable(request);
    SparkSession spark = SparkSessions.forStreams(String.valueOf(layers()));
    if (untilDrained) {
      // One after the other: what a query finds at its start, those before it have made.
      for (Request query : Streams.queriesOf(request)) {
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
          runToItsEnd(LayerQueries.start(spark, query));
        }
      }
      if (!ShutdownHookManager.get().isShutdownInProgress()) {
        refreshOnce(spark, settings);
      }
    } else {
      runToItsEnd(LayerQueries.start(spark, request, () -> refreshed(spark, settings)));
    }
    return 0;
  }

  private static void runToItsEnd(LayerQueries started) {
    try (LayerQueries queries = started) {
      ShutdownHookManager.get()
          .addShutdownHook(queries::close, BEFORE_SPARK, STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
      queries.await();
    }
  }
}
