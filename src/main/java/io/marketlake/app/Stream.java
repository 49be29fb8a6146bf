package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Several layers in one process, for one machine: Kafka -> bronze -> silver -> gold with one hop,
 * and bars beside them in a query of their own.
 *
 * <p>Runs until stopped; a lake that the single jobs began goes on with it, and back. {@code
 * scripts/spark-submit/stream.sh --layers bronze,silver,bars,gold}
 */
@Command(
    name = "stream",
    description = {
      "Several neighbouring layers fused into one query; bars beside them in another.",
      "If either fails, the process ends with its error."
    })
public final class Stream extends LayerCommand {
  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "LAYER",
      description = "neighbours among bronze, silver, bars, gold; all by default")
  private List<LayerName> layers = List.of(LayerName.values());

  public static void main(String[] arguments) {
    Launcher.launch(new Stream(), arguments);
  }

  @Override
  List<LayerName> layers() {
    return layers;
  }
}
