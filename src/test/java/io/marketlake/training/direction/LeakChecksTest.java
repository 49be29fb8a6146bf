package io.marketlake.training.direction;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.registry.DirectionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks say nothing of honest features, and catch each leak that is planted. Tier: CI. */
class LeakChecksTest {
  private static final DirectionSettings SETTINGS = DirectionSettings.DEFAULTS;
  private static final int WARM = DirectionTrainerTest.WARM;
  private static final LeakChecks CHECKS = new LeakChecks(SETTINGS, WARM, 42);

  @TempDir private static Path folder;

  private static DirectionData part;
  private static final ExampleMaker STORED = new BarExamples(SETTINGS, IndicatorSettings.DEFAULTS);
  private static final ExampleMaker HONEST =
      new BarExamples(SETTINGS, IndicatorSettings.DEFAULTS).recomputing(WARM);

  @BeforeAll
  static void read() throws IOException {
    part = CHECKS.part(DirectionTrainerTest.read(folder, PlantedMarket.csv(2, 3, 0.05, 3)).data());
  }

  @Test
  void honestFeaturesPassWithIndicatorsAsStoredAndAnew() {
    assertThat(CHECKS.truncatedHistory(STORED, HONEST, part).isPassed()).isTrue();
    assertThat(CHECKS.historyLength(STORED, HONEST, part).isPassed()).isTrue();
  }

  /** With rows as a rebuild adds them: known early, and of later bars too. */
  @Test
  void correctionsHaveNoSay() {
    SortedMap<String, List<DirectionBar>> corrected = new TreeMap<>();
    part.bars()
        .forEach(
            (name, rows) -> {
              List<DirectionBar> all = new ArrayList<>(rows);
              rows.subList(0, 60).forEach(row -> all.add(revised(row)));
              corrected.put(name, all);
            });
    DirectionData rebuilt = part.with(corrected, part.texts());

    assertThat(STORED.make(rebuilt))
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(STORED.make(part));
    assertThat(CHECKS.truncatedHistory(STORED, HONEST, rebuilt).isPassed()).isTrue();
    assertThat(CHECKS.historyLength(STORED, HONEST, rebuilt).isPassed()).isTrue();
  }

  private static DirectionBar revised(DirectionBar bar) {
    return new DirectionBar(
        bar.symbol(),
        bar.start(),
        bar.end(),
        bar.knownAt(),
        1,
        bar.open() * 2,
        bar.high() * 2,
        bar.low() * 2,
        bar.close() * 2,
        bar.volume() * 2,
        bar.vwap(),
        bar.indicators(),
        bar.isWarm(),
        bar.inSession());
  }

  @ParameterizedTest
  @EnumSource(PlantedLeak.class)
  void aPlantedLeakIsCaught(PlantedLeak leak) {
    LeakFinding finding = CHECKS.truncatedHistory(leak.in(HONEST, 5, SETTINGS), part);

    assertThat(finding.isPassed()).isFalse();
    assertThat(finding.sentence()).contains("when what was known later does not exist");
  }

  @Test
  void aCheckThatSeesNoPlantedLeakIsReported() {
    assertThat(CHECKS.plantedLeaks(HONEST, part, 5)).hasSize(4).allMatch(LeakFinding::isPassed);
    // Of data without examples nothing is caught, and that is no pass.
    DirectionData nothing = part.with(new TreeMap<>(), Map.of());
    assertThat(CHECKS.truncatedHistory(HONEST, nothing).isPassed()).isFalse();
  }

  @Test
  void featuresThatDependOnWhereHistoryStartsAreFound() {
    ExampleMaker counting =
        data -> {
          List<Example> examples = new ArrayList<>();
          for (Example example : HONEST.make(data)) {
            examples.add(example.with(firstClose(data, example)));
          }
          return examples;
        };

    assertThat(CHECKS.truncatedHistory(counting, part).isPassed()).isTrue();
    assertThat(CHECKS.historyLength(counting, counting, part).isPassed()).isFalse();
  }

  @Test
  void storedIndicatorsThatBarsDoNotGiveAreFound() {
    ExampleMaker spoilt =
        data -> {
          List<Example> examples = new ArrayList<>();
          for (Example example : STORED.make(data)) {
            double[] values = example.features().clone();
            // A hundredth of what the feature varies by is not a rounding.
            values[0] += 0.01 * Math.abs(values[0]) + 1e-5;
            examples.add(example.with(values));
          }
          return examples;
        };

    assertThat(CHECKS.truncatedHistory(spoilt, part).isPassed()).isTrue();
    assertThat(CHECKS.historyLength(spoilt, HONEST, part).isPassed()).isFalse();
  }

  @Test
  void aBarThatIsNotForecastWithShorterHistoryIsFound() {
    ExampleMaker nothing = data -> List.of();

    LeakFinding finding = CHECKS.historyLength(HONEST, nothing, part);
    assertThat(finding.isPassed()).isFalse();
    assertThat(finding.sentence()).contains("is not forecast where its history starts later");
  }

  private static double firstClose(DirectionData data, Example example) {
    return data.bars().getOrDefault(example.series(), List.of()).get(0).close();
  }

  @Test
  void shuffledLabelsGiveChanceUnlessRowsAreOnBothSides() {
    TestSpark.session();
    DirectionTrainerSettings memory = new DirectionTrainerSettings(2, 0, 0, 2, 5, 15, 1, 0.01, 42);
    List<Labelled> rows = LabelledExamples.of(HONEST.make(part), part, 1, SETTINGS).rows();
    List<Labelled> train = rows.subList(0, rows.size() / 2);
    List<Labelled> judged = rows.subList(rows.size() / 2, rows.size());

    assertThat(LabelChecks.shuffled(train, judged, learnt -> model(learnt, memory), 42).isPassed())
        .isTrue();
    assertThat(LabelChecks.chance(judged, model(judged, memory)).isPassed()).isFalse();
  }

  private static ToDoubleFunction<double[]> model(
      List<Labelled> rows, DirectionTrainerSettings settings) {
    return DirectionModel.of(Recipe.FOREST.fit(rows, settings))::up;
  }

  @Test
  void anAccuracyIsTooGoodAboveTheHigherOfBothBounds() {
    assertThat(LabelChecks.tooGood(0.60, 0.52)).isEmpty();
    assertThat(LabelChecks.tooGood(0.601, 0.52)).isPresent();
    assertThat(LabelChecks.tooGood(0.64, 0.59)).isEmpty();
    assertThat(LabelChecks.tooGood(0.641, 0.59)).isPresent();
  }
}
