package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.job.Refresh;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Several layers in one process, for one machine: Kafka -> bronze -> silver -> gold with one hop,
 * bars and forecasts beside them in queries of their own, and the marts of gold and the quality of
 * forecasts on a clock of theirs.
 *
 * <p>Runs until stopped; a lake that the single jobs began goes on with it, and back. {@code
 * scripts/spark-submit/stream.sh --layers bronze,silver,bars,gold}
 */
@Command(
    name = "stream",
    description = {
      "Several neighbouring layers fused into one query; bars and forecasts beside them in others,",
      "the marts (marts.in-stream) and the quality of forecasts on a clock of their own.",
      "If any of them fails, the process ends with its error."
    })
public final class Stream extends LayerCommand {
  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "LAYER",
      description = "neighbours among bronze, silver, bars, gold, direction; all by default")
  private List<LayerName> layers = List.of(LayerName.values());

  public static void main(String[] arguments) {
    Launcher.launch(new Stream(), arguments);
  }

  @Override
  List<LayerName> layers() {
    return layers;
  }

  @Override
  List<RefreshLoop> refreshed(SparkSession spark, Settings settings) {
    Duration clock = settings.marts().refresh();
    Lake lake = Lake.open(spark, settings.lake());
    return Refreshes.of(spark, lake, settings, HaltAt.fromEnvironment()).stream()
        .map(refresh -> RefreshLoop.start(refresh, clock, clock))
        .toList();
  }

  @Override
  void refreshOnce(SparkSession spark, Settings settings) {
    Lake lake = Lake.open(spark, settings.lake());
    for (Refresh refresh : Refreshes.once(spark, lake, settings, HaltAt.fromEnvironment())) {
      try (refresh) {
        refresh.run();
      }
    }
  }
}
