package io.marketlake.app;

import static io.marketlake.app.ForecastLake.SPARK;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.app.ForecastLake.Bar;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionOutcome;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.DirectionTarget;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.direction.SentimentHistory;
import io.marketlake.gold.DirectionModels;
import io.marketlake.job.FailPoint;
import io.marketlake.registry.DirectionModel;
import io.marketlake.registry.PromotionGate;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bars -> gold.direction, against a plain loop over all bars at once.
 *
 * <p>Tier: CI, and proof for many cuts, kills at every point and a lost checkpoint.
 */
class DirectionLayerTest {
  private static final Instant BEGIN = Instant.parse("2026-03-02T14:30:00Z");
  private static final List<String> SYMBOLS = List.of("AAA", "BBB");

  /** This machine's clock, for who is told so; static, since it is moved on by a Spark task. */
  private static volatile Instant clock = BEGIN;

  /** What {@link #clock} says once models have answered. */
  private static volatile Instant answered = BEGIN;

  @TempDir private Path folder;

  private ForecastLake lake(Map<String, String> more) {
    return new ForecastLake(folder.resolve("lake"), more);
  }

  /**
   * Two walks, put together by time and cut into pieces of chance size.
   *
   * @param most the size of a big piece; of the others it is a fifth
   */
  private static List<List<Bar>> pieces(ForecastLake lake, int bars, int most, long seed) {
    List<Bar> all = new ArrayList<>();
    for (String symbol : SYMBOLS) {
      all.addAll(lake.walk(symbol, symbol.hashCode(), BEGIN, bars));
    }
    all.sort((a, b) -> a.knownAt().compareTo(b.knownAt()));
    Random random = new Random(seed);
    List<List<Bar>> pieces = new ArrayList<>();
    for (int from = 0; from < all.size(); ) {
      int size = from == 0 ? 120 : 1 + random.nextInt(random.nextBoolean() ? most / 5 : most);
      int to = Math.min(all.size(), from + size);
      pieces.add(all.subList(from, to));
      from = to;
    }
    return pieces;
  }

  /** A row's values to the bit, by the row's key. */
  private static Map<String, String> rows(ForecastLake lake, String kind) {
    Map<String, String> rows = new TreeMap<>();
    for (Row row : lake.forecasts().filter("kind = '" + kind + "'").collectAsList()) {
      String key =
          "%s %s +%d"
              .formatted(
                  row.<String>getAs(SilverBars.SYMBOL),
                  row.<Timestamp>getAs(SilverBars.BAR_START).toInstant(),
                  row.<Integer>getAs(GoldDirection.HORIZON));
      assertThat(rows.put(key, text(row))).as("once: " + key).isNull();
    }
    return rows;
  }

  private static String text(Row row) {
    boolean isForecast = row.getAs(GoldDirection.KIND).equals(GoldDirection.FORECAST);
    List<Double> features =
        isForecast ? row.getList(row.fieldIndex(GoldDirection.FEATURES)) : List.of();
    return text(
        row.<Timestamp>getAs(BronzeEvents.KNOWN_AT).toInstant(),
        row.<Timestamp>getAs(GoldDirection.TARGET_START).toInstant(),
        row.<Timestamp>getAs(GoldDirection.TARGET_END).toInstant(),
        row.<Double>getAs(GoldDirection.P_UP),
        features,
        row.<Integer>getAs(GoldDirection.TREND),
        String.valueOf(row.<String>getAs(GoldDirection.OUTCOME)),
        String.valueOf(row.<Double>getAs(GoldDirection.ENTRY)),
        String.valueOf(row.<Double>getAs(GoldDirection.EXIT)));
  }

  private static String text(
      Instant knownAt,
      Instant targetStart,
      Instant targetEnd,
      double up,
      List<Double> features,
      int trend,
      String outcome,
      String entry,
      String exit) {
    return "known %s, target %s to %s, up %x, features %s, trend %d, %s from %s to %s"
        .formatted(
            knownAt,
            targetStart,
            targetEnd,
            Double.doubleToRawLongBits(up),
            features.stream()
                .map(value -> Long.toHexString(Double.doubleToRawLongBits(value)))
                .toList(),
            trend,
            outcome,
            entry,
            exit);
  }

  /** What a loop over all bars makes of them: forecasts and outcomes. */
  private static List<Map<String, String>> expected(
      ForecastLake lake, Map<Integer, String> versions, Map<String, List<ScoredText>> texts) {
    Map<Integer, DirectionModel> models = new HashMap<>();
    versions.forEach(
        (horizon, version) ->
            models.put(
                horizon,
                DirectionModel.of(
                    lake.registry()
                        .load(lake.registry().find(ForecastLake.kind(horizon), version)))));
    Map<String, String> forecasts = new TreeMap<>();
    Map<String, String> outcomes = new TreeMap<>();
    DirectionFeatures features = lake.features();
    for (String symbol : SYMBOLS) {
      DirectionSeries series = DirectionSeries.of(lake.series(symbol));
      SentimentHistory sentiment =
          SentimentHistory.of(
              texts.getOrDefault(symbol, List.of()), lake.settings().direction().sentiment());
      for (DirectionBar bar : series.forecastBars()) {
        List<DirectionBar> before = series.before(bar);
        if (features.omission(bar, before).isPresent()) {
          continue;
        }
        double[] values = features.values(bar, before, sentiment.at(bar.knownAt()));
        models.forEach(
            (horizon, model) -> {
              DirectionTarget target =
                  DirectionTarget.of(bar, horizon, lake.settings().direction());
              int move = Double.compare(bar.close(), before.get(before.size() - horizon).close());
              String key = "%s %s +%d".formatted(symbol, Micros.instant(bar.start()), horizon);
              Instant known =
                  Micros.instant(bar.knownAt()).plus(lake.settings().direction().forecastDelay());
              forecasts.put(
                  key,
                  text(
                      known,
                      Micros.instant(target.start()),
                      Micros.instant(target.end()),
                      model.up(values),
                      Arrays.stream(values).boxed().toList(),
                      move,
                      "null",
                      "null",
                      "null"));
              series
                  .outcome(target)
                  .ifPresent(
                      outcome ->
                          outcomes.put(key, outcome(target, model.up(values), move, outcome)));
            });
      }
    }
    return List.of(forecasts, outcomes);
  }

  private static String outcome(
      DirectionTarget target, double up, int move, DirectionOutcome outcome) {
    boolean hasPrice = outcome.kind() != DirectionOutcome.Kind.NO_PRICE;
    return text(
        Micros.instant(outcome.knownAt()),
        Micros.instant(target.start()),
        Micros.instant(target.end()),
        up,
        List.of(),
        move,
        outcome.kind().name().toLowerCase(Locale.ROOT),
        hasPrice ? String.valueOf(outcome.entry()) : "null",
        hasPrice ? String.valueOf(outcome.exit()) : "null");
  }

  private static void assertAsExpected(
      ForecastLake lake, Map<Integer, String> versions, Map<String, List<ScoredText>> texts) {
    List<Map<String, String>> expected = expected(lake, versions, texts);
    assertThat(rows(lake, GoldDirection.FORECAST))
        .isEqualTo(expected.get(0))
        .hasSizeGreaterThan(50);
    assertThat(rows(lake, GoldDirection.OUTCOME_KIND))
        .isEqualTo(expected.get(1))
        .hasSizeGreaterThan(40);
    assertThat(rows(lake, GoldDirection.LATE)).isEmpty();
  }

  @Test
  void forecastsAndOutcomesAreThoseOfALoopOverAllBarsToTheBitHoweverTheyAreCut() {
    ForecastLake lake = lake(Map.of());
    Map<Integer, String> versions = Map.of(1, lake.promote(1, 7), 5, lake.promote(5, 8));
    Map<String, List<ScoredText>> texts = new HashMap<>();
    Random random = new Random(3);
    for (int i = 0; i < 4; i++) {
      Instant known = BEGIN.plus(Duration.ofMinutes(random.nextInt(120)));
      String model = i == 0 ? "20990101T000000Z-later" : "20260101T000000Z-before";
      lake.appendText("AAA", known, random.nextDouble() * 2 - 1, model);
    }
    for (Row row : lake.tables().read(GoldSentiment.TABLE).collectAsList()) {
      texts
          .computeIfAbsent(row.getAs(GoldSentiment.ENTITY), symbol -> new ArrayList<>())
          .add(
              new ScoredText(
                  Micros.of(row.<Timestamp>getAs(BronzeEvents.KNOWN_AT)),
                  row.<Double>getAs(GoldSentiment.SCORE),
                  row.getAs(GoldSentiment.MODEL_VERSION)));
    }
    try (LayerQuery query = lake.start(FailPoint.NONE)) {
      for (List<Bar> piece : pieces(lake, 100, 60, 5)) {
        lake.append(piece);
        query.drain();
      }
    }
    assertAsExpected(lake, versions, texts);
    assertThat(
            lake.forecasts()
                .filter("kind = 'outcome'")
                .select(GoldDirection.OUTCOME)
                .distinct()
                .count())
        .as("up, down, tie and no_price")
        .isEqualTo(4);
  }

  /** The registry's models, whose answers take until {@link #answered}. */
  private static DirectionModels slow(DirectionModels models) {
    UDF1<Double, Double> answer =
        up -> {
          clock = answered;
          return up;
        };
    // Nondeterministic only in name, as the scorer.
    UserDefinedFunction slowly = udf(answer, DataTypes.DoubleType).asNondeterministic();
    return batch ->
        models
            .forecastersOf(batch)
            .map(
                of ->
                    new DirectionModels.Forecasters(
                        of.fittedUntil(),
                        rows ->
                            of.scorer()
                                .apply(rows)
                                .withColumn(
                                    GoldDirection.P_UP, slowly.apply(col(GoldDirection.P_UP)))));
  }

  @Test
  void aForecastIsKnownOnceItIsWorkedOutAndCommittedAndOneThatIsLateByThenHasNoProbability() {
    ForecastLake lake = lake(Map.of("direction.clock", "wall", "direction.horizons", "1"));
    String version = lake.promote(1, 7);
    List<Bar> bars = lake.walk("AAA", 1, BEGIN, 58);
    List<Bar> news = bars.subList(50, 58);
    // What was there before a query first began is never forecast.
    lake.run();
    lake.append(bars.subList(0, 50));
    clock = BEGIN;
    answered = BEGIN;
    // The answers are there, and committed, just when this bar's target begins.
    Instant there = target(lake, news.get(4));
    try (LayerQuery query =
        lake.start(
            slow(RegistryForecasters.of(SPARK, lake.lake(), lake.settings())), () -> clock)) {
      query.drain();
      answered = there.minus(lake.settings().directionTiming().commitAllowance());
      lake.append(news);
      query.drain();
    }
    Map<Instant, Row> forecasts = byStart(lake, GoldDirection.FORECAST);
    Map<Instant, Row> late = byStart(lake, GoldDirection.LATE);
    assertThat(forecasts.keySet())
        .containsAll(bars.subList(45, 50).stream().map(Bar::start).toList());
    for (Bar bar : bars.subList(45, 50)) {
      assertThat(rowOf(forecasts, bar).<Timestamp>getAs(BronzeEvents.KNOWN_AT))
          .isEqualTo(bar.knownAt());
    }
    for (Bar bar : news) {
      Instant target = target(lake, bar);
      boolean isLate = there.isAfter(target);
      Row row = rowOf(isLate ? late : forecasts, bar);
      assertThat(row.<Timestamp>getAs(BronzeEvents.KNOWN_AT).toInstant())
          .isEqualTo(bar.knownAt().isAfter(there) ? bar.knownAt() : there);
      assertThat(row.<String>getAs(GoldDirection.MODEL_VERSION)).isEqualTo(version);
      if (isLate) {
        assertThat(row.<Long>getAs(GoldDirection.LATE_MS))
            .isEqualTo(Duration.between(target, there).toMillis());
        assertThat(row.<Double>getAs(GoldDirection.P_UP)).isNull();
        assertThat(row.<List<Double>>getAs(GoldDirection.FEATURES)).isNull();
      } else {
        assertThat(row.<Double>getAs(GoldDirection.P_UP)).isBetween(0.0, 1.0);
      }
    }
    assertThat(late).hasSizeBetween(1, 4);
    assertThat(forecasts).hasSize(13 - late.size());
    assertThat(byStart(lake, GoldDirection.OUTCOME_KIND).keySet())
        .as("what is late has no outcome")
        .isNotEmpty()
        .doesNotContainAnyElementsOf(late.keySet());
  }

  @Test
  void whatAModelWasFittedOnIsListedAsLateAndNeverGradedAlsoUnderTheClockOfEvents() {
    ForecastLake lake = lake(Map.of("direction.horizons", "1"));
    List<Bar> bars = lake.walk("AAA", 1, BEGIN, 58);
    // Its last outcome was known just when this bar's target begins, which it has not seen.
    Instant until = target(lake, bars.get(50));
    lake.crown(1, lake.publish(1, 7, lake.features().names(), PromotionGate.OPEN, until));
    lake.run();
    lake.append(bars);
    lake.run();

    Map<Instant, Row> forecasts = byStart(lake, GoldDirection.FORECAST);
    Map<Instant, Row> late = byStart(lake, GoldDirection.LATE);
    assertThat(forecasts).isNotEmpty();
    assertThat(late).isNotEmpty();
    assertThat(forecasts.keySet())
        .containsExactlyElementsOf(
            bars.subList(45, 58).stream()
                .filter(bar -> !target(lake, bar).isBefore(until))
                .map(Bar::start)
                .toList());
    assertThat(late).hasSize(13 - forecasts.size());
    late.values()
        .forEach(
            row -> {
              assertThat(row.<Timestamp>getAs(BronzeEvents.KNOWN_AT).toInstant()).isEqualTo(until);
              assertThat(row.<Double>getAs(GoldDirection.P_UP)).isNull();
              assertThat(row.<List<Double>>getAs(GoldDirection.FEATURES)).isNull();
            });
    assertThat(byStart(lake, GoldDirection.OUTCOME_KIND).keySet())
        .isNotEmpty()
        .doesNotContainAnyElementsOf(late.keySet());
  }

  private static Instant target(ForecastLake lake, Bar bar) {
    return Micros.instant(
        DirectionTarget.of(
                Micros.of(bar.start()), Micros.of(bar.knownAt()), 1, lake.settings().direction())
            .start());
  }

  private static Row rowOf(Map<Instant, Row> rows, Bar bar) {
    return Objects.requireNonNull(rows.get(bar.start()), () -> "no row of " + bar.start());
  }

  private static Map<Instant, Row> byStart(ForecastLake lake, String kind) {
    Map<Instant, Row> rows = new TreeMap<>();
    for (Row row : lake.forecasts().filter("kind = '" + kind + "'").collectAsList()) {
      rows.put(row.<Timestamp>getAs(SilverBars.BAR_START).toInstant(), row);
    }
    return rows;
  }

  @Test
  void withoutAChampionNothingIsWrittenAndABatchTriedAgainKeepsItsModel() {
    ForecastLake lake = lake(Map.of("direction.horizons", "1"));
    List<Bar> bars = lake.walk("AAA", 2, BEGIN, 110);
    String never;
    try (LayerQuery query = lake.start(FailPoint.NONE)) {
      query.drain();
      lake.append(bars.subList(0, 60));
      never = lake.publish(1, 3, lake.features().names());
      query.drain();
    }
    assertThat(lake.tables().version(GoldDirection.TABLE)).as("made, and no more").isZero();

    String first = lake.promote(1, 4);
    lake.append(bars.subList(60, 80));
    ThrowAt point = new ThrowAt("before gold.direction");
    assertThatThrownBy(
            () -> {
              try (LayerQuery query = lake.start(point)) {
                query.drain();
              }
            })
        .hasStackTraceContaining("fail point");
    assertThat(point.fired()).isEqualTo(1);
    String second = lake.promote(1, 5);
    lake.run();
    assertThat(versions(lake)).containsExactly(first);
    lake.append(bars.subList(80, 100));
    lake.run();
    assertThat(versions(lake)).containsExactlyInAnyOrder(first, second).doesNotContain(never);

    // A model for other features or settings leaves the one in use in its place, and so do one that
    // leaks and one that is too good and was never signed for.
    List<String> names = lake.features().names();
    lake.crown(1, lake.publish(1, 6, List.of("other")));
    lake.crown(
        1,
        lake.publish(1, 6, names, PromotionGate.OPEN, Instant.EPOCH, "a delay of another length"));
    lake.crown(
        1, lake.publish(1, 7, names, new PromotionGate(List.of("it leaks"), null), Instant.EPOCH));
    PromotionGate tooGood = new PromotionGate(List.of(), "it is too good");
    String unsigned = lake.publish(1, 8, names, tooGood, Instant.EPOCH);
    lake.adopt(1, unsigned);
    lake.append(bars.subList(100, 105));
    lake.run();
    assertThat(versions(lake)).containsExactlyInAnyOrder(first, second);
    String signed = lake.publish(1, 9, names, tooGood, Instant.EPOCH);
    lake.crown(1, signed);
    lake.append(bars.subList(105, 110));
    lake.run();
    assertThat(versions(lake)).containsExactlyInAnyOrder(first, second, signed);
    assertThat(rows(lake, GoldDirection.FORECAST)).hasSize(50);
  }

  private static List<String> versions(ForecastLake lake) {
    return lake.forecasts()
        .filter("kind = 'forecast'")
        .select(GoldDirection.MODEL_VERSION)
        .distinct()
        .as(Encoders.STRING())
        .collectAsList();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void afterALostCheckpointOpenForecastsGetTheirOutcomesAndTheGapNoForecasts() throws IOException {
    ForecastLake lake = lake(Map.of("direction.horizons", "5"));
    Map<Integer, String> versions = Map.of(5, lake.promote(5, 4));
    List<Bar> bars = lake.walk("AAA", 5, BEGIN, 105);
    lake.run();
    lake.append(bars.subList(0, 70));
    lake.run();
    CheckpointLoss.delete(folder.resolve("lake/_marketlake/checkpoints"));
    lake.append(bars.subList(70, 90));
    lake.run();
    long forecasts = lake.forecasts().filter("kind = 'forecast'").count();
    lake.append(bars.subList(90, 105));
    lake.run();
    Map<String, String> found = rows(lake, GoldDirection.FORECAST);
    assertThat((long) found.size()).isGreaterThan(forecasts);
    Map<String, String> expected = expected(lake, versions, Map.of()).get(1);
    expected.keySet().retainAll(found.keySet());
    assertThat(rows(lake, GoldDirection.OUTCOME_KIND)).isEqualTo(expected);
    Instant gap = bars.get(75).start();
    assertThat(found.keySet()).noneMatch(key -> key.contains(gap.toString()));
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void whateverIsInterruptedAndWheneverForecastsAndOutcomesStayThose() {
    ForecastLake lake = lake(Map.of());
    Map<Integer, String> versions = Map.of(1, lake.promote(1, 7), 5, lake.promote(5, 8));
    List<String> points = List.of("begin", "before gold.direction", "after gold.direction", "end");
    int number = 0;
    // What was there before its first start is never forecast.
    lake.run();
    for (List<Bar> piece : pieces(lake, 130, 30, 9)) {
      lake.append(piece);
      ThrowAt point = new ThrowAt(points.get(number++ % points.size()));
      try (LayerQuery query = lake.start(point)) {
        query.drain();
      } catch (RuntimeException e) {
        assertThat(e).hasStackTraceContaining("fail point");
      }
      lake.run();
    }
    assertAsExpected(lake, versions, Map.of());
  }
}
