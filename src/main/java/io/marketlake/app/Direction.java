package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * {@code silver.bars} -> {@code gold.direction}: each final bar forecast by the champions of its
 * horizons, and what became of each forecast.
 *
 * <p>Runs until stopped; needs no Kafka. Where no version is champion it forecasts nothing. {@code
 * scripts/spark-submit/direction.sh --feeds ticks}
 */
@Command(
    name = "direction",
    description = "silver.bars -> gold.direction: forecasts by the champions, and their outcomes.")
public final class Direction extends LayerCommand {
  public static void main(String[] arguments) {
    Launcher.launch(new Direction(), arguments);
  }

  @Override
  List<LayerName> layers() {
    return List.of(LayerName.DIRECTION);
  }
}
