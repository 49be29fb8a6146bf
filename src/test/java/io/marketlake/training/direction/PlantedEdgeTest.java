package io.marketlake.training.direction;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.training.direction.ForecastFigures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An edge of known strength is found at every horizon, over several markets, and none where there
 * is none; target/planted-edge.txt has the figures. Tier: proof, about three minutes.
 */
@Tag("proof")
class PlantedEdgeTest {
  private static final List<Long> SEEDS = List.of(1L, 101L, 201L);

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private final StringBuilder told = new StringBuilder();
  private final DirectionTrainer trainer =
      new DirectionTrainer(
          DirectionSettings.DEFAULTS,
          new DirectionTrainerSettings(3, 30, 30, 2, 20, 4, 50, 0.2, 42),
          IndicatorSettings.DEFAULTS,
          DirectionTrainerTest.WARM);

  /** In how many of the markets the best accuracy lies within the model's interval. */
  private int found(double edge, int horizon) throws IOException {
    double best = PlantedMarket.best(edge, horizon);
    int found = 0;
    for (long seed : SEEDS) {
      TrainedDirection trained =
          trainer.train(
              trainer.prepare(
                  DirectionTrainerTest.read(folder, PlantedMarket.csv(3, 15, edge, seed)).data()),
              horizon);
      Figure accuracy = trained.report().of(DirectionReport.MODEL).accuracy();
      told.append(
          String.format(
              Locale.ROOT,
              "edge %.2f, horizon %d, seed %d: best %.4f, found %.4f [%.4f, %.4f]%n",
              edge,
              horizon,
              seed,
              best,
              accuracy.value(),
              accuracy.low(),
              accuracy.high()));
      assertThat(trained.gate().failed()).as("seed %d", seed).isEmpty();
      found += accuracy.low() <= best && best <= accuracy.high() ? 1 : 0;
      if (edge > 0) {
        assertThat(accuracy.low()).as("horizon %d, seed %d", horizon, seed).isGreaterThan(0.5);
      }
    }
    return found;
  }

  @Test
  void theEdgeIsFoundWithinItsIntervalAtEveryHorizon() throws IOException {
    int found = 0;
    for (int horizon : DirectionSettings.DEFAULTS.horizons()) {
      found += found(0.1, horizon);
    }
    int chance = found(0, 1) + found(0, 30);
    Files.writeString(Path.of("target/planted-edge.txt"), told);

    // Intervals of 95 %, narrower where days are few; two in three have to hold.
    assertThat(found).as(told.toString()).isGreaterThanOrEqualTo(6);
    assertThat(chance).as(told.toString()).isGreaterThanOrEqualTo(4);
  }
}
