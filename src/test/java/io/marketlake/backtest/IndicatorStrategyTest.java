package io.marketlake.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.marketlake.feature.direction.BarSeriesFixture;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.IndicatorValues;
import io.marketlake.feature.indicator.IndicatorSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each strategy wants, by hand. Tier: CI. */
class IndicatorStrategyTest {
  private static final IndicatorSettings COLUMNS = IndicatorSettings.DEFAULTS;
  private static final double NONE = Double.NaN;

  /** A bar for each row of values, closing at 100, and what is wanted at each. */
  private static List<Double> wanted(Strategy strategy, List<Map<String, Double>> values) {
    double[] closes = new double[values.size()];
    for (int i = 0; i < closes.length; i++) {
      closes[i] = values.get(i).getOrDefault("close", 100.0);
    }
    List<DirectionBar> bars = new ArrayList<>();
    for (DirectionBar bar : Bars.flat(closes)) {
      Map<String, Double> row = values.get(bars.size());
      IndicatorValues indicators =
          IndicatorValues.of(
              COLUMNS.names().stream().map(name -> row.getOrDefault(name, NONE)).toList());
      boolean isWarm = !row.containsKey("cold");
      bars.add(Bars.changed(bar, "AAPL", bar.knownAt(), indicators, isWarm));
    }
    return strategy.decisions(bars).stream().map(Decision::position).toList();
  }

  private static Map<String, Double> means(double fast, double slow) {
    return Map.of("sma_5", fast, "sma_20", slow);
  }

  @Test
  void meansThatCross() {
    Strategy strategy = IndicatorStrategy.smaCrossover(COLUMNS, 5, 20);
    List<Map<String, Double>> values =
        List.of(
            Map.of("sma_5", 9.0),
            Map.of("sma_5", 9.0, "sma_20", 8.0, "cold", 1.0),
            means(9, 8),
            means(8, 8),
            means(7, 8),
            means(8, 8));

    assertThat(strategy.name()).isEqualTo("sma-crossover 5/20");
    assertThat(wanted(strategy, values)).containsExactly(0.0, 0.0, 1.0, 1.0, -1.0, -1.0);
    assertThat(wanted(strategy.longOnly(), values)).containsExactly(0.0, 0.0, 1.0, 1.0, 0.0, 0.0);
    assertThat(strategy.longOnly().name()).isEqualTo("sma-crossover 5/20, long only");
  }

  @Test
  void macdAboveItsSignal() {
    String histogram = "macd_histogram_12_26_9";

    assertThat(
            wanted(
                IndicatorStrategy.macd(COLUMNS, 12, 26, 9),
                List.of(
                    Map.of(histogram, -0.1),
                    Map.of(histogram, 0.1),
                    Map.of(),
                    Map.of(histogram, 0.0))))
        .containsExactly(-1.0, 1.0, 0.0, 0.0);
  }

  @Test
  void rsiThatReverts() {
    List<Map<String, Double>> values = new ArrayList<>();
    for (double rsi : new double[] {50, 31, 29, 45, 50, 71, 69, 51, 49, 75, 20, 60}) {
      values.add(Map.of("rsi_14", rsi));
    }

    assertThat(wanted(IndicatorStrategy.rsi(COLUMNS, 14, 30, 70), values))
        .containsExactly(0.0, 0.0, 1.0, 1.0, 0.0, -1.0, -1.0, -1.0, 0.0, -1.0, 1.0, 0.0);
  }

  @Test
  void anRsiOfMovesThatAreTooSmallForItSaysNothing() {
    Strategy strategy = IndicatorStrategy.rsi(COLUMNS, 14, 30, 70);

    // A price that stands still, and one that only fell, have the same RSI.
    assertThat(wanted(strategy, Collections.nCopies(3, Map.of("rsi_14", 0.0))))
        .containsExactly(0.0, 0.0, 0.0);
    assertThat(
            wanted(
                strategy,
                List.of(
                    Map.of("rsi_14", 50.0, "close", 100.0),
                    Map.of("rsi_14", 0.0, "close", 99.0),
                    Map.of("rsi_14", 0.0, "close", 99.0))))
        .containsExactly(0.0, 1.0, 1.0);
    assertThat(
            wanted(
                strategy,
                List.of(
                    Map.of("rsi_14", 0.0, "close", 2e-9), Map.of("rsi_14", 0.0, "close", 1e-9))))
        .containsExactly(0.0, 0.0);
  }

  @Test
  void bandsThatCoincideSayNothing() {
    List<String> bands =
        COLUMNS.names().stream().filter(name -> name.startsWith("bollinger_")).toList();
    List<Map<String, Double>> values = new ArrayList<>();
    for (double half : new double[] {2, 0, 2}) {
      values.add(
          Map.of(
              "close",
              97.0,
              bands.get(0),
              100 + half,
              bands.get(1),
              100.0,
              bands.get(2),
              100 - half));
    }

    assertThat(wanted(IndicatorStrategy.bollinger(COLUMNS, 20, 2), values))
        .containsExactly(1.0, 0.0, 1.0);
  }

  @Test
  void closesOutsideOfTheBands() {
    List<String> bands =
        COLUMNS.names().stream().filter(name -> name.startsWith("bollinger_")).toList();
    List<Map<String, Double>> values = new ArrayList<>();
    for (double close : new double[] {100, 97, 99, 101, 104, 100.5, 99}) {
      values.add(
          Map.of("close", close, bands.get(0), 103.0, bands.get(1), 100.0, bands.get(2), 98.0));
    }

    assertThat(wanted(IndicatorStrategy.bollinger(COLUMNS, 20, 2), values))
        .containsExactly(0.0, 1.0, 1.0, 0.0, -1.0, -1.0, 0.0);
  }

  @Test
  void periodsThatAreNoColumnsAreWorkedOutToTheSameDecisions() {
    List<DirectionBar> bars = BarSeriesFixture.series(BarSeriesFixture.walk(3, 700), 0, 250);
    IndicatorSettings others =
        new IndicatorSettings(List.of(3), List.of(4), 3, 7, 2, 5, 6, 1, 20, 14);

    for (List<Strategy> pair :
        List.of(
            List.of(
                IndicatorStrategy.smaCrossover(COLUMNS, 5, 20),
                IndicatorStrategy.smaCrossover(others, 5, 20)),
            List.of(
                IndicatorStrategy.macd(COLUMNS, 12, 26, 9),
                IndicatorStrategy.macd(others, 12, 26, 9)))) {
      List<Decision> read = pair.get(0).decisions(bars);
      List<Decision> workedOut = pair.get(1).decisions(bars);

      assertThat(read).filteredOn(Decision::isWarm).hasSizeGreaterThan(400);
      assertThat(workedOut.subList(249, 700)).isEqualTo(read.subList(249, 700));
    }
    assertThat(IndicatorStrategy.rsi(others, 14, 30, 70).decisions(bars))
        .filteredOn(Decision::isWarm)
        .hasSizeGreaterThan(400);
  }

  @Test
  void numbersThatMakeNoStrategyAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndicatorStrategy.smaCrossover(COLUMNS, 20, 20))
        .withMessage("slow must be above fast (20), not 20");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndicatorStrategy.rsi(COLUMNS, 14, 60, 70))
        .withMessage("levels must lie on both sides of 50, not 60.0 and 70.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndicatorStrategy.macd(COLUMNS, 12, 12, 9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndicatorStrategy.bollinger(COLUMNS, 20, 0));
  }
}
