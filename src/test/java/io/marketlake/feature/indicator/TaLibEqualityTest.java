package io.marketlake.feature.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each column is what TA-Lib's Java library says, to one part in 10^9, and null where TA-Lib says
 * nothing. What is computed operation for operation as there (exponential and Wilder's means) is
 * the same to the bit. The real bars are skipped where they are absent. Tier: CI.
 */
class TaLibEqualityTest {
  private static final double RELATIVE = 1e-9;

  /**
   * Nothing as it is by default: one average only, none, an odd width, short and long periods. No
   * bands nor volatility over two bars (see IndicatorsTest for these): two closes or returns may
   * lie so near to each other that the rounding in TA-Lib's running sums is what it answers.
   */
  private static final List<IndicatorSettings> OTHERS =
      List.of(
          new IndicatorSettings(List.of(7), List.of(), 3, 4, 2, 2, 5, 2.5, 5, 1),
          new IndicatorSettings(List.of(), List.of(2, 100), 2, 40, 60, 30, 55, 1, 90, 25),
          new IndicatorSettings(List.of(200, 2, 33), List.of(21), 19, 39, 3, 9, 10, 0.125, 5, 2));

  @Provide
  static Arbitrary<IndicatorSettings> settings() {
    return Arbitraries.of(IndicatorSettings.DEFAULTS, OTHERS.get(0), OTHERS.get(1), OTHERS.get(2));
  }

  @Provide
  static Arbitrary<List<IndicatorBar>> series() {
    return Arbitraries.oneOf(
        BarSeries.walks(2, 400),
        BarSeries.walksWithGaps(2, 400),
        BarSeries.walksWithFlatStretches(2, 400));
  }

  @Test
  void onTheRealBarsOfEachSymbol() {
    assumeThat(BarSeries.REAL).exists();
    Map<String, List<IndicatorBar>> real = BarSeries.real();

    assertThat(real).hasSize(6);
    for (List<IndicatorBar> bars : real.values()) {
      assertThat(bars).hasSizeGreaterThan(1_900);
      assertEqualToTaLib(IndicatorSettings.DEFAULTS, bars);
      OTHERS.forEach(settings -> assertEqualToTaLib(settings, bars));
    }
  }

  @Property(tries = 300)
  void onWalksWithAndWithoutGapsAndFlatStretches(
      @ForAll("settings") IndicatorSettings settings, @ForAll("series") List<IndicatorBar> bars) {
    assertEqualToTaLib(settings, bars);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.01, 1, 28.37, 171.14, 1e6})
  void onAFlatSeries(double price) {
    List<IndicatorBar> bars = BarSeries.ofCloses(300, i -> price);

    assertEqualToTaLib(IndicatorSettings.DEFAULTS, bars);
    assertThat(last(bars, "rsi_14")).isEqualTo(0);
    assertThat(last(bars, "volatility_20")).isEqualTo(0);
    assertThat(last(bars, "bollinger_upper_20_2")).isEqualTo(last(bars, "bollinger_lower_20_2"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 14, 15, 26, 34, 60, 150})
  void onASingleJump(int at) {
    assertEqualToTaLib(
        IndicatorSettings.DEFAULTS, BarSeries.ofCloses(300, i -> i < at ? 41.25 : 63.5));
    assertEqualToTaLib(
        IndicatorSettings.DEFAULTS, BarSeries.ofCloses(300, i -> i == at ? 41.25 : 63.5));
  }

  @Test
  void onASeriesThatOnlyRises() {
    List<IndicatorBar> bars = BarSeries.ofCloses(300, i -> 100 + 0.25 * i);

    assertEqualToTaLib(IndicatorSettings.DEFAULTS, bars);
    assertThat(last(bars, "rsi_14")).isEqualTo(100);
  }

  /** TA-Lib's limit of 1e-8 is of the price's unit, so whatever moves by less looks flat to it. */
  @Test
  void aTinyPriceHasTheRsiAndTheBandsOfAFlatOne() {
    List<IndicatorBar> bars = BarSeries.ofCloses(300, i -> 1e-6 * (1 + 0.001 * (i % 9 - i % 5)));

    assertEqualToTaLib(IndicatorSettings.DEFAULTS, bars);
    assertThat(last(bars, "rsi_14")).isEqualTo(0);
    assertThat(last(bars, "bollinger_upper_20_2")).isEqualTo(last(bars, "bollinger_lower_20_2"));
    assertThat(last(bars, "volatility_20")).isGreaterThan(0.001);
  }

  private static @Nullable Double last(List<IndicatorBar> bars, String name) {
    int column = IndicatorSettings.DEFAULTS.names().indexOf(name);
    return BarSeries.values(IndicatorSettings.DEFAULTS, bars).get(bars.size() - 1)[column];
  }

  private static void assertEqualToTaLib(IndicatorSettings settings, List<IndicatorBar> bars) {
    List<String> names = settings.names();
    List<@Nullable Double[]> expected = TaLib.columns(settings, bars);
    List<@Nullable Double[]> rows = BarSeries.values(settings, bars);
    assertThat(expected).hasSameSizeAs(names);
    for (int bar = 0; bar < bars.size(); bar++) {
      assertThat(rows.get(bar)).hasSameSizeAs(names);
      for (int column = 0; column < names.size(); column++) {
        String name = names.get(column);
        String where = name + " at bar " + bar;
        Double reference = expected.get(column)[bar];
        Double value = rows.get(bar)[column];
        if (reference == null || value == null || name.matches("(ema|macd|rsi|atr).*")) {
          assertThat(value).as(where).isEqualTo(reference);
        } else {
          double allowed = RELATIVE * Math.abs(reference);
          if (!(Math.abs(value - reference) <= allowed)) {
            assertThat(value).as(where).isEqualTo(reference);
          }
        }
      }
    }
  }
}
