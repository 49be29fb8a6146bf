package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.app.ForecastLake.Bar;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.topology.LayerQuery;
import io.marketlake.training.direction.DirectionData;
import io.marketlake.training.direction.DirectionTrainer;
import io.marketlake.training.direction.Example;
import io.marketlake.training.direction.LeakFinding;
import io.marketlake.training.direction.ScoredFeatures;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learnt from a lake is what its stream scored, whatever came later. Tier: CI. */
class LakeTrainingTest {
  private static final Instant BEGIN = Instant.parse("2026-03-02T14:30:00Z");

  @TempDir private Path folder;

  private static DirectionData read(ForecastLake lake, List<String> symbols, long most) {
    return LakeTraining.read(
        lake.lake(),
        lake.settings(),
        new LakeBars.Selection(
            "1m",
            List.of(),
            symbols,
            Optional.empty(),
            Optional.empty(),
            Optional.of(Instant.parse("2026-12-31T00:00:00Z"))),
        most);
  }

  /** A rebuild's rows: corrected bars that say they were known early, and one of late events. */
  private static List<Row> revisions(ForecastLake lake, List<Bar> bars) {
    List<Row> rows = new ArrayList<>();
    for (Bar bar : bars) {
      IndicatorBar prices = bar.prices();
      rows.add(
          lake.row(
              new Bar(
                  bar.symbol(),
                  bar.start(),
                  new IndicatorBar(
                      prices.open(),
                      prices.high() * 2,
                      prices.low(),
                      prices.high() * 2,
                      prices.volume() + 7,
                      prices.vwap()),
                  bar.indicators(),
                  bar.knownAfter(),
                  bar.inSession(),
                  bar.isWarm()),
              1));
    }
    Bar last = bars.get(bars.size() - 2);
    rows.add(
        lake.row(
            new Bar(
                last.symbol(),
                last.start().minusSeconds(30),
                last.prices(),
                last.indicators(),
                Duration.ZERO,
                true,
                true),
            1));
    return rows;
  }

  @Test
  void featuresAreThoseThatTheStreamScoredAlsoAfterACorrection() {
    ForecastLake lake = new ForecastLake(folder.resolve("lake"), Map.of());
    String unused = lake.promote(1, 7);
    List<Bar> bars = lake.walk("AAA", 1, BEGIN, 110);
    lake.appendText("AAA", BEGIN.plus(Duration.ofMinutes(20)), 0.8, "20260101T000000Z-before");
    try (LayerQuery query = lake.start(FailPoint.NONE)) {
      lake.append(bars);
      query.drain();
    }
    lake.appendRows(revisions(lake, bars.subList(30, 100)));

    DirectionData data = read(lake, List.of(), 1_000);
    DirectionSettings settings = lake.settings().direction();
    DirectionTrainer.Prepared prepared =
        new DirectionTrainer(
                settings, lake.settings().directionTraining(), lake.settings().indicators(), 45)
            .prepare(data);

    assertThat(data.bars().values().stream().mapToLong(List::size).sum())
        .isGreaterThan(bars.size() + 60);
    Map<Long, List<Double>> scored = new TreeMap<>();
    for (Row row : lake.forecasts().filter("kind = 'forecast'").collectAsList()) {
      scored.put(
          Micros.of(row.<Timestamp>getAs(SilverBars.BAR_START)),
          row.getList(row.fieldIndex(GoldDirection.FEATURES)));
    }
    Map<Long, List<Double>> trained = new TreeMap<>();
    for (Example example : prepared.examples()) {
      trained.put(example.bar().start(), Arrays.stream(example.features()).boxed().toList());
    }
    assertThat(trained).isEqualTo(scored).hasSizeGreaterThan(40);
    int weight =
        DirectionFeatures.of(lake.settings().indicators(), settings)
            .names()
            .indexOf("sentiment_weight");
    assertThat(trained.values()).anyMatch(values -> values.get(weight) > 0);
    assertThat(prepared.findings())
        .filteredOn(finding -> finding.check().equals("scored features"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isPassed()).isTrue();
              assertThat(finding.sentence()).startsWith(trained.size() + " forecasts");
            });
    // A lake whose scoring read other bars is found out.
    DirectionData other = read(lake, List.of("AAA"), 1_000).between(0, Long.MAX_VALUE);
    assertThat(shifted(lake, other))
        .filteredOn(finding -> finding.check().equals("scored features"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isPassed()).isFalse();
              assertThat(finding.sentence()).contains("was given another");
            });
  }

  /** The findings where what was scored is said to be of the bar before. */
  private static List<LeakFinding> shifted(ForecastLake lake, DirectionData data) {
    List<ScoredFeatures> shifted =
        data.scored().stream()
            .map(
                each ->
                    new ScoredFeatures(
                        each.series(),
                        each.start() - Micros.of(Duration.ofMinutes(1)),
                        each.values()))
            .toList();
    return new DirectionTrainer(
            lake.settings().direction(),
            lake.settings().directionTraining(),
            lake.settings().indicators(),
            45)
        .prepare(
            new DirectionData(
                data.name(),
                data.sha256(),
                data.bars(),
                data.texts(),
                data.calendars(),
                shifted,
                data.reading()))
        .findings();
  }

  @Test
  void moreThanFitsIsRefusedBeforeItIsRead() {
    ForecastLake lake = new ForecastLake(folder.resolve("lake"), Map.of());
    lake.append(lake.walk("AAA", 1, BEGIN, 30));
    lake.append(lake.walk("BBB", 2, BEGIN, 30));

    assertThat(read(lake, List.of("BBB"), 30).bars()).containsOnlyKeys("ticks BBB");
    assertThatThrownBy(() -> read(lake, List.of(), 30))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("these bars can't be read at once")
        .hasMessageContaining("there are 60, and at most 30 fit into this process's memory")
        .hasMessageContaining("choose fewer --symbols, a later --from");
  }
}
