package io.marketlake.feature.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How soon it no longer matters where history starts. Tier: CI. */
class HistoryStartTest {
  private static final IndicatorSettings SETTINGS = IndicatorSettings.DEFAULTS;

  @Provide
  static Arbitrary<IndicatorSettings> settings() {
    return Arbitraries.of(
        SETTINGS,
        new IndicatorSettings(List.of(100), List.of(50), 24, 52, 18, 21, 50, 2, 60, 28),
        new IndicatorSettings(List.of(3), List.of(4), 3, 6, 6, 5, 4, 2, 5, 7));
  }

  @Provide
  static Arbitrary<List<IndicatorBar>> series() {
    return Arbitraries.oneOf(
        BarSeries.walks(1_200, 1_400).filter(bars -> bars.get(0).close() > 0.5),
        BarSeries.walksWithGaps(1_200, 1_400).filter(bars -> bars.get(0).close() > 0.5));
  }

  @Property(tries = 60)
  void valuesForgetWhereHistoryStarts(
      @ForAll("settings") IndicatorSettings settings,
      @ForAll("series") List<IndicatorBar> bars,
      @ForAll @IntRange(min = 1, max = 600) int start) {
    assertForgotten(settings, bars, start);
  }

  @Test
  void realBarsForgetWhereHistoryStarts() {
    assumeThat(BarSeries.REAL).exists();
    for (List<IndicatorBar> bars : BarSeries.real().values()) {
      for (int start = 1; start < 1_600; start += 97) {
        assertForgotten(SETTINGS, bars, start);
      }
    }
  }

  @Test
  void theDefaultPeriodsForgetWithin250Bars() {
    assertThat(SETTINGS.barsToForget()).isEqualTo(249);
  }

  /** The figures of the Javadoc of {@link Indicators}. */
  @Test
  void rsiOnRealBarsMovesWithTheStartAsDocumented() {
    assumeThat(BarSeries.REAL).exists();

    assertThat(rsiDifference(50)).isCloseTo(4.09, within(0.005));
    assertThat(rsiDifference(100)).isCloseTo(0.123, within(0.0005));
    assertThat(rsiDifference(250)).isCloseTo(0.000005, within(0.0000005));
  }

  /** The greatest difference of RSI 14, over all symbols and starts, after so many bars. */
  private static double rsiDifference(int after) {
    int rsi = SETTINGS.names().indexOf("rsi_14");
    double greatest = 0;
    for (List<IndicatorBar> bars : BarSeries.real().values()) {
      List<@Nullable Double[]> whole = BarSeries.values(SETTINGS, bars);
      for (int start = 1; start + after <= bars.size(); start += 7) {
        List<@Nullable Double[]> later =
            BarSeries.values(SETTINGS, bars.subList(start, start + after));
        double difference =
            number(later.get(after - 1)[rsi]) - number(whole.get(start + after - 1)[rsi]);
        greatest = Math.max(greatest, Math.abs(difference));
      }
    }
    return greatest;
  }

  private static void assertForgotten(
      IndicatorSettings settings, List<IndicatorBar> bars, int start) {
    List<String> names = settings.names();
    List<@Nullable Double[]> whole = BarSeries.values(settings, bars);
    List<@Nullable Double[]> later = BarSeries.values(settings, bars.subList(start, bars.size()));
    for (int bar = settings.barsToForget(); bar < later.size(); bar++) {
      @Nullable Double[] expected = whole.get(start + bar);
      @Nullable Double[] actual = later.get(bar);
      double price = bars.get(start + bar).close();
      for (int column = 0; column < names.size(); column++) {
        String name = names.get(column);
        if (name.matches("(ema|macd|atr|rsi).*")) {
          double scale = name.startsWith("rsi") ? 100 : price;
          double difference = Math.abs(number(actual[column]) - number(expected[column]));
          assertThat(difference / scale).as(name + " at bar " + bar).isLessThan(1e-6);
        } else {
          assertThat(actual[column]).as(name + " at bar " + bar).isEqualTo(expected[column]);
        }
      }
    }
  }

  private static double number(@Nullable Double value) {
    assertThat(value).isNotNull();
    return value == null ? Double.NaN : value;
  }
}
