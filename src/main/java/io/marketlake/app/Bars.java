package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * The silver tables of feeds with bars -> {@code silver.bars}, {@code silver.windows} and {@code
 * silver.late}: final bars of each symbol with their indicators, sliding windows, and what came too
 * late for its bar. How far it has come is in {@code silver.bar_states}, and {@code
 * silver.bars_open} shows the bars that are not final yet.
 *
 * <p>Runs until stopped; needs no Kafka. {@code scripts/spark-submit/bars.sh --feeds ticks}
 */
@Command(
    name = "bars",
    description = "silver.<feed> -> silver.bars, silver.windows and silver.late.")
public final class Bars extends LayerCommand {
  public static void main(String[] arguments) {
    Launcher.launch(new Bars(), arguments);
  }

  @Override
  List<LayerName> layers() {
    return List.of(LayerName.BARS);
  }
}
