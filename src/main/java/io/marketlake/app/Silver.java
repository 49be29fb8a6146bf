package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * {@code bronze.events} -> {@code silver.<feed>} and {@code quarantine.events}: typed events, and
 * what was rejected with every reason.
 *
 * <p>Runs until stopped; needs no Kafka. {@code scripts/spark-submit/silver.sh}
 */
@Command(
    name = "silver",
    description = "bronze.events -> silver.<feed>, and quarantine.events for what breaks a rule.")
public final class Silver extends LayerCommand {
  public static void main(String[] arguments) {
    Launcher.launch(new Silver(), arguments);
  }

  @Override
  List<LayerName> layers() {
    return List.of(LayerName.SILVER);
  }
}
