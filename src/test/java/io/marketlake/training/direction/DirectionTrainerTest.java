package io.marketlake.training.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.bar.BarSettings;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.registry.DirectionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A market whose edge is known at each horizon, and one without. Tier: CI. */
class DirectionTrainerTest {
  static final int WARM = 250;
  private static final double EDGE = 0.12;
  private static final DirectionSettings SETTINGS = DirectionSettings.DEFAULTS;

  /** Small, so that a training is a few seconds; the penalty is for so few rows. */
  private static final DirectionTrainerSettings TRAINING =
      new DirectionTrainerSettings(2, 5, 5, 2, 8, 3, 50, 0.2, 42);

  @TempDir private static Path folder;

  private static DirectionTrainer.Prepared planted;

  @BeforeAll
  static void prepare() throws IOException {
    TestSpark.session();
    planted = prepared(3, 10, EDGE, 7);
  }

  static BarsOfFile read(Path folder, String csv) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "bars", ".csv"), csv);
    return BarsOfFile.read(
        file.toString(),
        new BarsOfFile.Manner(
            Map.of(),
            ZoneOffset.UTC,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            new BarSettings(
                Duration.ofMinutes(1),
                List.of(),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                WARM,
                Duration.ofMinutes(1),
                Duration.ofSeconds(30)),
            IndicatorSettings.DEFAULTS,
            TradingCalendar.continuous(),
            List.of(),
            1_000_000),
        new Configuration());
  }

  private static DirectionTrainer trainer() {
    return new DirectionTrainer(SETTINGS, TRAINING, IndicatorSettings.DEFAULTS, WARM);
  }

  private static DirectionTrainer.Prepared prepared(int symbols, int days, double edge, long seed)
      throws IOException {
    return trainer().prepare(read(folder, PlantedMarket.csv(symbols, days, edge, seed)).data());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aPlantedEdgeIsFoundAndTheChecksPass(int horizon) {
    double best = PlantedMarket.best(EDGE, horizon);
    TrainedDirection trained = trainer().train(planted, horizon);

    ForecastFigures model = trained.report().of(DirectionReport.MODEL);
    assertThat(model.accuracy().low()).isGreaterThan(0.5).isLessThan(best);
    assertThat(model.accuracy().high()).isGreaterThan(best);
    assertThat(model.auc().low()).isGreaterThan(0.5);
    assertThat(model.brier().high()).isLessThan(0.25);
    assertThat(trained.beside().isBetter()).isTrue();
    assertThat(trained.report().findings()).hasSize(7).allMatch(LeakFinding::isPassed);
    assertThat(trained.gate().failed()).isEmpty();
    Importance first = trained.report().importance().get(0);
    assertThat(first.feature()).isEqualTo("close_in_range");
    assertThat(first.lossRise().low()).isPositive();
    assertThat(trained.profile().features()).hasSameSizeAs(trained.profile().deciles());
    assertThat(trained.profile().judgedFittedUntil()).isLessThan(trained.profile().fittedUntil());
    assertThat(trained.card().kind()).isEqualTo("direction-1m-" + horizon);
    if (horizon == 1) {
      // The same rows and seed give the same model, to the bit.
      double[] values = trained.lastFold().get(0).example().features();
      Recipe recipe = Recipe.valueOf(trained.report().recipe().toUpperCase(Locale.ROOT));
      LabelledExamples rows = planted.labelled(1);
      assertThat(DirectionModel.of(recipe.fit(rows.rows(), TRAINING)).up(values))
          .isEqualTo(DirectionModel.of(trained.model()).up(values));
    }
  }

  @Test
  void withoutAnEdgeThereIsChance() throws IOException {
    TrainedDirection trained = trainer().train(prepared(2, 10, 0, 7), 1);

    ForecastFigures.Figure accuracy = trained.report().of(DirectionReport.MODEL).accuracy();
    assertThat(accuracy.low()).isLessThan(0.5);
    assertThat(accuracy.high()).isGreaterThan(0.5).isLessThan(0.55);
    assertThat(trained.beside().isBetter()).isFalse();
    assertThat(trained.beside().sentence()).contains("does not lie above zero");
    assertThat(trained.report().findings()).allMatch(LeakFinding::isPassed);
  }

  private static ForecastFigures withAccuracy(double accuracy) {
    ForecastFigures.Figure none = ForecastFigures.Figure.NONE;
    return new ForecastFigures(
        1_000,
        5,
        new ForecastFigures.Figure(accuracy, accuracy, accuracy),
        none,
        none,
        none,
        none,
        none,
        none,
        List.of());
  }

  private static Optional<String> refusal(double model, double regression, double forest) {
    Map<String, ForecastFigures> figures =
        Map.of(
            DirectionReport.MODEL,
            withAccuracy(model),
            DirectionReport.MAJORITY,
            withAccuracy(0.5),
            "regression",
            withAccuracy(regression),
            "forest",
            withAccuracy(forest));
    return DirectionTrainer.gate(
            new DirectionReport(
                "1m",
                1,
                0,
                Map.of(),
                0,
                0,
                0,
                0,
                Recipe.FOREST.text(),
                List.of(Recipe.REGRESSION.text()),
                figures,
                List.of(),
                List.of(),
                0))
        .refusal(false);
  }

  @Test
  void whatIsPublishedIsBoundAsWellAsTheRowOfTheModel() {
    assertThat(refusal(0.55, 0.99, 0.55)).isEmpty();
    assertThat(refusal(0.55, 0.55, 0.7).orElseThrow()).contains("its accuracy of 0.700 is above");
    assertThat(refusal(0.65, 0.55, 0.55).orElseThrow()).contains("its accuracy of 0.650 is above");
  }

  private static DirectionBar outOfSession(DirectionBar bar) {
    return new DirectionBar(
        bar.symbol(),
        bar.start(),
        bar.end(),
        bar.knownAt(),
        bar.revision(),
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        bar.vwap(),
        bar.indicators(),
        bar.isWarm(),
        false);
  }

  @Test
  void tooLittleHistoryIsSaidWithWhatBecameOfIt() throws IOException {
    DirectionData data = read(folder, PlantedMarket.csv(1, 2, 0, 7)).data();
    SortedMap<String, List<DirectionBar>> bars = new TreeMap<>();
    data.bars()
        .forEach(
            (series, rows) -> {
              List<DirectionBar> all = new ArrayList<>(rows);
              all.subList(rows.size() - 7, rows.size()).replaceAll(bar -> outOfSession(bar));
              bars.put(series, all);
            });
    DirectionTrainer.Prepared little = trainer().prepare(data.with(bars, Map.of()));

    assertThatThrownBy(() -> trainer().train(little, 1))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("300 are needed")
        .hasMessageContaining("249 are not warm")
        .hasMessageContaining("7 are out of session");
  }
}
