package io.marketlake.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.direction.BarSeriesFixture;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.schema.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is decided or traded by what was not known. Tier: CI. */
class LookAheadTest {
  private static final IndicatorSettings COLUMNS = IndicatorSettings.DEFAULTS;
  private static final List<DirectionBar> WALK =
      BarSeriesFixture.series(BarSeriesFixture.walk(11, 500), 0, 250);

  /** A strategy that says of each bar what a function of all bars and the bar's place says. */
  private record Planted(String name, Function<List<DirectionBar>, double[]> rule)
      implements Strategy {
    @Override
    public List<Decision> decisions(List<DirectionBar> rows) {
      List<DirectionBar> bars = TimelyBars.of(rows);
      double[] positions = rule.apply(bars);
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < bars.size(); i++) {
        decisions.add(new Decision(bars.get(i).start(), bars.get(i).knownAt(), positions[i], true));
      }
      return decisions;
    }
  }

  private static double[] foresight(List<DirectionBar> bars) {
    double[] positions = new double[bars.size()];
    for (int i = 0; i + 3 < positions.length; i++) {
      positions[i] = Math.signum(bars.get(i + 3).open() - bars.get(i + 2).open());
    }
    return positions;
  }

  private static double[] scaledOverAll(List<DirectionBar> bars) {
    double mean = bars.stream().mapToDouble(DirectionBar::close).average().orElse(0);
    return bars.stream().mapToDouble(bar -> Math.signum(bar.close() - mean)).toArray();
  }

  private static double[] joinedOffByOne(List<DirectionBar> bars) {
    double[] positions = new double[bars.size()];
    for (int i = 0; i < positions.length; i++) {
      DirectionBar next = bars.get(Math.min(i + 1, positions.length - 1));
      positions[i] = Math.signum(next.close() - next.open());
    }
    return positions;
  }

  static List<Strategy> leaks() {
    return List.of(
        new Planted("perfect foresight", LookAheadTest::foresight),
        new Planted("scaling over the whole set", LookAheadTest::scaledOverAll),
        new Planted("a join off by one bar", LookAheadTest::joinedOffByOne));
  }

  static List<Strategy> honest() {
    DirectionSettings settings = DirectionSettings.DEFAULTS;
    return List.of(
        IndicatorStrategy.smaCrossover(COLUMNS, 5, 20),
        IndicatorStrategy.smaCrossover(COLUMNS, 7, 31).longOnly(),
        IndicatorStrategy.macd(COLUMNS, 12, 26, 9),
        IndicatorStrategy.rsi(COLUMNS, 14, 45, 55),
        IndicatorStrategy.bollinger(COLUMNS, 20, 2),
        new ModelStrategy(
            "of a test",
            DirectionFeatures.of(COLUMNS, settings),
            settings,
            5,
            0.5,
            values -> 0.5 + 0.4 * Math.signum(values[0]),
            Map.of()));
  }

  @ParameterizedTest
  @MethodSource("leaks")
  void aStrategyThatLooksAheadIsCaught(Strategy strategy) {
    assertThat(LookAheadCheck.difference(strategy, Map.of("AAPL", WALK), 20))
        .hasValueSatisfying(
            words ->
                assertThat(words).contains("AAPL", "2026-03-02T", "known later is taken away"));
  }

  @ParameterizedTest
  @MethodSource("honest")
  void aStrategyThatDoesNotPasses(Strategy strategy) {
    assertThat(LookAheadCheck.difference(strategy, Map.of("AAPL", WALK), 20)).isEmpty();
    assertThat(strategy.decisions(WALK)).extracting(Decision::position).contains(0.0, 1.0);
  }

  /** Goes with the mean of all texts that were known so long after a bar. */
  private record Reading(List<ScoredText> texts, Duration ahead) implements Strategy {
    @Override
    public String name() {
      return "reading";
    }

    @Override
    public Strategy asKnownAt(long moment) {
      return new Reading(texts.stream().filter(text -> text.knownAt() <= moment).toList(), ahead);
    }

    @Override
    public List<Decision> decisions(List<DirectionBar> rows) {
      return TimelyBars.of(rows).stream()
          .map(
              bar ->
                  new Decision(
                      bar.start(),
                      bar.knownAt(),
                      texts.stream()
                          .filter(text -> text.knownAt() <= bar.knownAt() + Micros.of(ahead))
                          .mapToDouble(ScoredText::score)
                          .average()
                          .orElse(0),
                      true))
          .toList();
    }
  }

  @Test
  void textsThatWereKnownLaterAreTakenAwayToo() {
    Random random = new Random(3);
    List<ScoredText> texts = new ArrayList<>();
    for (DirectionBar bar : WALK) {
      texts.add(new ScoredText(bar.knownAt() + 1, random.nextDouble() * 2 - 1, "a version"));
    }

    assertThat(
            LookAheadCheck.difference(new Reading(texts, Duration.ZERO), Map.of("AAPL", WALK), 20))
        .isEmpty();
    assertThat(
            LookAheadCheck.difference(
                new Reading(texts, Duration.ofSeconds(1)).longOnly(), Map.of("AAPL", WALK), 20))
        .isPresent();
    ModelStrategy model =
        new ModelStrategy(
            "of a test",
            DirectionFeatures.of(COLUMNS, DirectionSettings.DEFAULTS),
            DirectionSettings.DEFAULTS,
            5,
            0.5,
            values -> values[values.length - 1] > 0 ? 0.9 : 0.1,
            Map.of(
                "AAPL",
                List.of(new ScoredText(WALK.get(300).knownAt(), 0.5, "20260101T000000Z-before"))));
    assertThat(LookAheadCheck.difference(model, Map.of("AAPL", WALK), 20)).isEmpty();
    List<Double> all = model.decisions(WALK).stream().map(Decision::position).toList();
    assertThat(all).contains(1.0, -1.0);
    // Without the text there is nothing that would let it rise.
    assertThat(model.asKnownAt(WALK.get(299).knownAt()).decisions(WALK))
        .extracting(Decision::position)
        .doesNotContain(1.0);
  }

  @Test
  void foresightWouldHavePaid() {
    BacktestRun.Result result =
        new BacktestRun(Map.of("AAPL", WALK), Bars.FREE, 1)
            .run(leaks().get(0), Optional.empty(), Optional.empty())
            .orElseThrow();

    assertThat(result.traded().performance().sharpe()).isGreaterThan(50);
  }

  /** Rows with gaps, late ones, and revisions. */
  private static List<DirectionBar> rows(Random random, int bars) {
    List<DirectionBar> rows = new ArrayList<>();
    long start = BarSeriesFixture.at("2026-03-02T14:30:00Z");
    double price = 100;
    for (int i = 0; i < bars; i++) {
      start += Bars.MINUTE * (1 + random.nextInt(10) / 8);
      double open = price;
      price *= Math.exp(0.01 * random.nextGaussian());
      long knownAt = start + Bars.MINUTE + random.nextInt(200) * 1_000_000L;
      rows.add(BarSeriesFixture.bar(start, knownAt, 0, open, price, random.nextInt(20) > 0));
      if (random.nextInt(5) == 0) {
        rows.add(
            BarSeriesFixture.bar(
                start, knownAt + random.nextInt(900) * 1_000_000L, 1, open, open, true));
      }
    }
    return rows;
  }

  /** Wants another share of the capital at every bar. */
  private static final Strategy RESTLESS =
      new Planted(
          "restless",
          bars ->
              bars.stream()
                  .mapToDouble(bar -> new Random(bar.start()).nextDouble() * 2 - 1)
                  .toArray());

  private static SymbolRun run(List<DirectionBar> rows) {
    return SymbolRun.of(TimelyBars.of(rows), RESTLESS.decisions(rows), 1, Bars.market(5, 5, 0.1));
  }

  @Property(tries = 200)
  void rowsThatComeLaterChangeNoFillAndNoMark(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int bars) {
    Random random = new Random(seed);
    List<DirectionBar> rows = rows(random, bars);
    long moment = rows.get(random.nextInt(rows.size())).knownAt();

    SymbolRun then = run(rows.stream().filter(row -> row.knownAt() <= moment).toList());
    SymbolRun all = run(rows);

    assertThat(all.fills().subList(0, then.fills().size())).isEqualTo(then.fills());
    assertThat(all.marks().subList(0, then.marks().size())).isEqualTo(then.marks());
  }

  @Property(tries = 200)
  void whatIsKnownLaterIsNeverTradedEarlier(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int bars) {
    Random random = new Random(seed);
    List<DirectionBar> rows = rows(random, bars);
    List<DirectionBar> market = TimelyBars.of(rows);
    List<Decision> decisions = RESTLESS.decisions(rows);
    List<Decision> later = new ArrayList<>();
    long newest = 0;
    for (Decision decision : decisions) {
      newest = Math.max(newest, decision.knownAt() + random.nextInt(300) * 1_000_000L);
      later.add(new Decision(decision.barStart(), newest, decision.position(), true));
    }

    TreeMap<Long, Long> newestByMoment = new TreeMap<>();
    SymbolRun.of(market, decisions, 1, Bars.FREE)
        .fills()
        .forEach(fill -> newestByMoment.put(fill.filledAt(), fill.decidedAt()));

    assertThat(SymbolRun.of(market, later, 1, Bars.FREE).fills())
        .allSatisfy(
            fill -> {
              assertThat(fill.filledAt()).isGreaterThanOrEqualTo(fill.knownAt() + 5_000_000L);
              assertThat(newestByMoment.floorEntry(fill.filledAt()).getValue())
                  .isGreaterThanOrEqualTo(fill.decidedAt());
            });
  }

  @Property(tries = 200)
  void aMarketThatIsKnownLaterIsTradedLater(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int bars,
      @ForAll @IntRange(min = 0, max = 1000) int seconds) {
    List<DirectionBar> rows = rows(new Random(seed), bars);
    List<DirectionBar> later =
        rows.stream()
            .map(
                row ->
                    BarSeriesFixture.bar(
                        row.start(),
                        row.knownAt() + seconds * 1_000_000L,
                        row.revision(),
                        row.open(),
                        row.close(),
                        row.inSession()))
            .toList();
    TreeMap<Long, Long> newestByMoment = new TreeMap<>();
    run(rows).fills().forEach(fill -> newestByMoment.put(fill.filledAt(), fill.decidedAt()));

    assertThat(run(later).fills())
        .allSatisfy(
            fill ->
                assertThat(newestByMoment.floorEntry(fill.filledAt()).getValue())
                    .isGreaterThanOrEqualTo(fill.decidedAt()));
  }
}
