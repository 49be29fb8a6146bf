package io.marketlake.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.feature.direction.DirectionBar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each figure by hand. Tier: CI. */
class PerformanceTest {
  private static final double EXACT = 1e-12;
  private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

  private static EquityCurve curve(double... worths) {
    List<EquityCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < worths.length; i++) {
      // Two points a day.
      points.add(new EquityCurve.Point(i, MONDAY.plusDays(i / 2), worths[i], worths[i] / 2));
    }
    return new EquityCurve(points);
  }

  private static Performance of(double... worths) {
    return Performance.of(curve(worths), List.of());
  }

  @Test
  void returnsVolatilityAndSharpe() {
    // Returns of 10 %, -10 %, 0 and 20 %: mean 0.05, squares of deviations 0.0025 + 0.0225 + 0.0025
    // + 0.0225 = 0.05.
    Performance figures = of(1.1, 0.99, 0.99, 1.188);

    double deviation = Math.sqrt(0.05 / 3);
    assertThat(figures.days()).isEqualTo(2);
    assertThat(figures.barsPerYear()).isEqualTo(504);
    assertThat(figures.totalReturn()).isCloseTo(0.188, within(EXACT));
    assertThat(figures.annualisedReturn()).isCloseTo(Math.pow(1.188, 126) - 1, within(1e-3));
    assertThat(figures.annualisedVolatility()).isCloseTo(deviation * Math.sqrt(504), within(EXACT));
    assertThat(figures.sharpe()).isCloseTo(0.05 / deviation * Math.sqrt(504), within(1e-9));
    assertThat(figures.exposure()).isCloseTo(0.5, within(EXACT));
  }

  @Test
  void aMarketWithWeekendsHasMoreDaysAYear() {
    double[] worths = new double[12];
    Arrays.fill(worths, 1);

    assertThat(of(worths).barsPerYear()).isEqualTo(2 * 365);
    assertThat(of(worths).sharpe()).isNaN();
    assertThat(of(worths).annualisedVolatility()).isZero();
  }

  @Test
  void theDeepestFallLastsUntilItsPeakIsReachedAgain() {
    // 1.2 to 0.9 is a quarter; from the second point to the sixth.
    Performance figures = of(1.1, 1.2, 1.0, 0.9, 1.1, 1.2, 1.15);

    assertThat(figures.maxDrawdown()).isCloseTo(0.25, within(EXACT));
    assertThat(figures.maxDrawdownBars()).isEqualTo(4);
    assertThat(figures.isRecovered()).isTrue();
  }

  @Test
  void aFallFromTheBeginThatLastsIsSaidToLast() {
    Performance figures = of(0.9, 0.8, 0.85);

    assertThat(figures.maxDrawdown()).isCloseTo(0.2, within(EXACT));
    assertThat(figures.maxDrawdownBars()).isEqualTo(3);
    assertThat(figures.isRecovered()).isFalse();
    assertThat(of(1.1, 1.2).maxDrawdown()).isZero();
  }

  @Test
  void tradesTurnoverHitRateAndCosts() {
    List<DirectionBar> bars = Bars.flat(100, 100, 100, 110, 110, 110, 110, 110);
    // Long from 100 to 110, then short at 110 and covered at 110, at 10 basis points a trade.
    ExecutionSettings settings = Bars.market(10, 0, 0);
    SymbolRun run = SymbolRun.of(bars, Bars.wanting(1, -1, 0).decisions(bars), 1, settings);
    EquityCurve curve = EquityCurve.of(List.of(run), settings.calendar());

    Performance figures = Performance.of(curve, List.of(run));

    assertThat(figures.fills()).isEqualTo(3);
    assertThat(figures.holdings()).isEqualTo(2);
    assertThat(figures.hitRate()).isEqualTo(0.5);
    double atTurn = 1.1 - 0.001;
    double traded = 1 + 1.1 + 2 * atTurn;
    assertThat(figures.cost()).isCloseTo(traded * 0.001, within(EXACT));
    double worthAfterTurn = atTurn - (1.1 + atTurn) * 0.001;
    double worthAfterAll = worthAfterTurn - atTurn * 0.001;
    double meanWorth = (2 + 0.999 + worthAfterTurn + 4 * worthAfterAll) / 8;
    assertThat(figures.turnover()).isCloseTo(traded / meanWorth, within(1e-9));
    assertThat(figures.totalReturn()).isCloseTo(worthAfterAll - 1, within(EXACT));
    assertThat(figures.slippage()).isZero();
  }

  @Test
  void symbolsHaveEqualSharesAndAreMarkedAtTheirLastCloses() {
    List<DirectionBar> one = Bars.flat(100, 100, 100, 120);
    // The other has no bar of 14:33; it stands at 14:32's close.
    List<DirectionBar> other =
        Bars.of(10, 10, 10, 10, 10, 11).stream()
            .map(b -> Bars.changed(b, "MSFT", b.knownAt(), b.indicators(), true))
            .toList();

    BacktestRun.Result result =
        new BacktestRun(Map.of("AAPL", one, "MSFT", other), Bars.FREE, 1)
            .run(Bars.wanting(1), Optional.of(Instant.EPOCH), Optional.empty())
            .orElseThrow();

    assertThat(result.traded().curve().points())
        .extracting(EquityCurve.Point::worth)
        .containsExactly(1.0, 1.0, 1.05, 1.15);
    assertThat(result.held().curve().end()).isCloseTo(1.15, within(EXACT));
    assertThat(result.symbols()).containsExactly("AAPL", "MSFT");
    assertThat(result.bars()).isEqualTo(7);
  }

  @Test
  void theIntervalOfTheDaysHoldsTheirMeanAndNeedsTwo() {
    DayBootstrap few = DayBootstrap.of(new double[] {0.01}, 1);
    DayBootstrap same = DayBootstrap.of(new double[] {0.01, 0.01, 0.01}, 1);
    DayBootstrap two = DayBootstrap.of(new double[] {-1, 3}, 1);

    assertThat(few.low()).isNaN();
    assertThat(few.excludesNothing()).isFalse();
    assertThat(same.low()).isCloseTo(0.01, within(EXACT));
    assertThat(same.excludesNothing()).isTrue();
    // Of two days each mean is -1, 1 or 3, and one in four is at either end.
    assertThat(two).isEqualTo(new DayBootstrap(2, 1, -1, 3));
    assertThat(two.excludesNothing()).isFalse();
  }
}
