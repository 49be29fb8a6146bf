package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.app.ForecastLake.Bar;
import io.marketlake.backtest.BacktestRun;
import io.marketlake.backtest.ExecutionSettings;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.PromotionGate;
import io.marketlake.registry.Supplement;
import io.marketlake.schema.Micros;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which models are tested, and what is told of one. Tier: CI. */
class BacktestModelTest {
  private static final Instant BEGIN = Instant.parse("2026-03-02T14:30:00Z");

  @TempDir private Path folder;

  private ForecastLake lake;
  private SortedMap<String, List<DirectionBar>> bars;

  @BeforeEach
  void fill() {
    lake = new ForecastLake(folder.resolve("lake"), Map.of());
    List<Bar> walk = lake.walk("AAA", 1, BEGIN, 110);
    lake.append(walk);
    bars = new TreeMap<>(Map.of("AAA", lake.series("AAA")));
  }

  /** Publishes a model that was trained under these settings with five texts. */
  private String publish(PromotionGate gate, String settings) {
    List<String> names = lake.features().names();
    ModelCard plain = ForecastLake.card(1);
    ModelCard card =
        new ModelCard(
            plain.kind(),
            new ModelCard.TrainingData("none", "0", Map.of(), 0, Map.of("texts", "5")),
            plain.split(),
            plain.settings(),
            plain.model(),
            plain.baseline(),
            plain.baselines(),
            plain.crossValidation(),
            plain.rules(),
            plain.fittedOn(),
            plain.trainedAt(),
            plain.trainingSeconds(),
            plain.libraries());
    DirectionProfile profile =
        new DirectionProfile(
            "1m",
            1,
            DirectionFeatures.VERSION,
            names,
            Collections.nCopies(names.size(), List.of(0.0)),
            0.5,
            1_000,
            0,
            0,
            settings);
    return lake.registry()
        .publish(
            ForecastLake.kind(1),
            ForecastLake.fitted(3, names.size()),
            card,
            Optional.empty(),
            new Supplement(Map.of(Supplement.PROFILE, profile, Supplement.GATE, gate), ""))
        .version();
  }

  private String settings() {
    return DirectionProfile.settings(
        lake.settings().direction().deciding(lake.settings().indicators()));
  }

  private BacktestModel open(Map<String, List<ScoredText>> texts, String... more) {
    StrategyOptions options = new StrategyOptions();
    CommandLine unused = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options));
    unused.parseArgs(
        Stream.concat(Stream.of("--strategy", "model"), Stream.of(more)).toArray(String[]::new));
    return BacktestModel.open(
        ForecastLake.SPARK,
        lake.lake(),
        lake.settings(),
        new BacktestMarket("a market", "1m", bars, texts, Map.of()),
        options);
  }

  private Map<String, String> remarks(BacktestModel model) {
    return model.remarks(
        new BacktestRun(
                bars,
                new ExecutionSettings(
                    Duration.ofSeconds(5), 0, 0, 0, TradingCalendar.continuous(), Optional.empty()),
                1)
            .run(model.strategy(), Optional.empty(), Optional.empty())
            .orElseThrow());
  }

  @Test
  void textsThatAModelWasTrainedWithAndBarsDoNotHaveAreTold() {
    lake.crown(1, publish(PromotionGate.OPEN, settings()));

    assertThat(remarks(open(Map.of())).get("texts"))
        .startsWith("MISSING: it was trained with 5 scored texts");
    assertThat(
            remarks(
                open(
                    Map.of(
                        "AAA",
                        List.of(new ScoredText(Micros.of(BEGIN), 0.5, "20260101T000000Z-a"))))))
        .doesNotContainKey("texts")
        .containsKey("model");
  }

  @Test
  void whereNoneWasPromotedTheNewestIsNotTestedInAChampionsName() {
    String newest = publish(PromotionGate.OPEN, settings());

    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("there is no champion among the direction-1m-1 models")
        .hasMessageContaining("models.sh promote");
    assertThat(open(Map.of(), "--model", newest).version()).isEqualTo(newest);
    assertThat(open(Map.of(), "--model", "newest").version()).isEqualTo(newest);
  }

  @Test
  void whatMayNotBePromotedIsNotTested() {
    String leaking = publish(new PromotionGate(List.of("it leaks"), null), settings());
    lake.crown(1, leaking);

    assertThatThrownBy(() -> open(Map.of(), "--i-checked"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it leaks");

    String tooGood = publish(new PromotionGate(List.of(), "it is too good"), settings());
    assertThatThrownBy(() -> open(Map.of(), "--model", tooGood))
        .hasMessageContaining("it is too good");
    assertThat(open(Map.of(), "--model", tooGood, "--i-checked").version()).isEqualTo(tooGood);
    lake.crown(1, tooGood);
    assertThat(open(Map.of()).version()).isEqualTo(tooGood);
  }

  @Test
  void aModelOfOtherSettingsIsNotTested() {
    lake.crown(1, publish(PromotionGate.OPEN, settings().replace("PT6H", "PT2H")));

    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("trained with direction.sentiment.window PT2H")
        .hasMessageContaining("now it is direction.sentiment.window PT6H");
  }
}
