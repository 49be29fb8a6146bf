package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.simulate.SimulatorSettings;
import io.marketlake.training.direction.DirectionTrainer;
import io.marketlake.training.direction.TrainedDirection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/**
 * The gate of promotion at work on the demo's market. Its news moves prices for some minutes, so
 * that who reads them at once forecasts far better than anybody does in earnest. A day and more of
 * it is simulated in one go, since a demo of minutes has too few bars to learn from.
 */
final class DemoLeakCheck {
  /** Few shares and much news, of which each can be told from the noise. */
  private static final SimulatorSettings MARKET = new SimulatorSettings(5, 2, 0, 36, 0, 0, 0, 0, 6);

  private static final Duration LENGTH = Duration.ofHours(30);

  /** Bars and news are known as they happen, and a target begins at once. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "direction.horizons", "1",
          "direction.forecast-delay", "0s",
          "direction.sentiment.delay", "0s",
          "direction.sentiment.window", "10m",
          "direction.sentiment.half-life", "1m",
          "direction.training.folds", "3",
          "direction.training.trees", "20");

  private static final int LET_PASS = 1;

  private DemoLeakCheck() {}

  /** Trains and judges a model, and says what the gate says; 0 where it refuses. */
  static int run(PrintWriter out, Settings settings) {
    out.printf(
        "A simulated market of %d shares over %d hours, whose news (%.0f a minute) moves prices for"
            + " some minutes; forecasts of the next minute by who reads it at once:%n",
        MARKET.symbols(), LENGTH.toHours(), MARKET.newsPerMinute());
    out.flush();
    SimulatedHistory history = new SimulatedHistory(MARKET, LENGTH);
    SparkSession spark = SparkSessions.forCommands("demo");
    BarOptions.Loaded loaded = loaded(spark, settings, history);
    DirectionTrainer trainer = loaded.trainer(settings);
    int horizon = loaded.settings().horizons().get(0);
    TrainedDirection trained =
        trainer.train(
            trainer.prepare(loaded.data().with(loaded.data().bars(), history.texts())), horizon);
    TrainDirection.report(
        out, DirectionProfile.kind(loaded.settings().intervalName(), horizon), trained);
    Optional<String> refusal = trained.gate().refusal(false);
    refusal.ifPresentOrElse(
        reason ->
            out.printf(
                "not to be promoted: %s%nThe gate is at work. There is no leak here: this market is"
                    + " made so that its news moves prices. A real one is not so kind, and who sees"
                    + " such figures there has to look for the leak first.%n",
                reason),
        () -> out.println("nothing stands in the way of a promotion, though something should"));
    out.flush();
    return refusal.isPresent() ? 0 : LET_PASS;
  }

  private static BarOptions.Loaded loaded(
      SparkSession spark, Settings settings, SimulatedHistory history) {
    try {
      Path file = Files.createTempFile("simulated-market", ".csv");
      try {
        Files.writeString(file, history.bars(), StandardCharsets.UTF_8);
        return CommandLine.populateCommand(
                new BarOptions(), "--bars", file.toString(), "--known-after", "0s")
            .read(spark, Optional.empty(), settings);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
