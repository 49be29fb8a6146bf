package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * Kafka -> {@code bronze.events}: every record of the feeds' topics as it came, once.
 *
 * <p>Runs until stopped (SIGTERM or Ctrl-C); needs the topics. {@code
 * scripts/spark-submit/bronze.sh --set kafka.bootstrap-servers=localhost:9092 --feeds ticks,trades}
 */
@Command(name = "bronze", description = "Kafka -> bronze.events: every record, raw, once.")
public final class Bronze extends LayerCommand {
  public static void main(String[] arguments) {
    Launcher.launch(new Bronze(), arguments);
  }

  @Override
  List<LayerName> layers() {
    return List.of(LayerName.BRONZE);
  }
}
