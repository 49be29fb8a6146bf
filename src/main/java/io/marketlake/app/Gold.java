package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * {@code silver.news}, {@code silver.posts} and every other feed with a text -> {@code
 * gold.sentiment}: each text scored by a model of the registry.
 *
 * <p>Runs until stopped; needs a model (see {@link Train}). {@code scripts/spark-submit/gold.sh}
 */
@Command(name = "gold", description = "silver texts -> gold.sentiment: scored by the newest model.")
public final class Gold extends LayerCommand {
  public static void main(String[] arguments) {
    Launcher.launch(new Gold(), arguments);
  }

  @Override
  List<LayerName> layers() {
    return List.of(LayerName.GOLD);
  }
}
