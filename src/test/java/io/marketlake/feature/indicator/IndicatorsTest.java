package io.marketlake.feature.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand, and what is null rather than wrong. Tier: CI. */
class IndicatorsTest {
  private static final IndicatorSettings SETTINGS =
      new IndicatorSettings(List.of(2), List.of(2), 2, 3, 2, 2, 2, 2, 2, 2);

  @Test
  void fiveBarsByHand() {
    List<@Nullable Double[]> rows =
        BarSeries.values(
            SETTINGS,
            List.of(
                bar(11, 9, 10, 100, 8),
                bar(13, 10, 12, 50, 12),
                bar(12, 6, 9, 0, 10),
                bar(14, 12, 14, 200, 7),
                bar(16, 13, 15, 300, Double.NaN)));

    assertThat(column(rows, "sma_2")).containsExactly(null, 11.0, 10.5, 11.5, 14.5);
    assertThat(column(rows, "volume_change")).containsExactly(null, -0.5, -1.0, null, 0.5);
    assertThat(column(rows, "vwap_distance")).containsExactly(0.25, 0.0, -0.1, 1.0, null);
    // True ranges 3, 6, 5, 3.
    assertThat(column(rows, "atr_2")).containsExactly(null, null, 4.5, 4.75, 3.875);
    // Rises 2, 0, 5, 1 and falls 0, 3, 0, 0.
    assertThat(column(rows, "rsi_2")).containsExactly(null, null, 40.0, 80.0, 100 * (2 / 2.375));
    assertThat(column(rows, "bollinger_upper_2_2")).containsExactly(null, 13.0, 13.5, 16.5, 15.5);
    assertThat(column(rows, "bollinger_lower_2_2")).containsExactly(null, 9.0, 7.5, 6.5, 13.5);
    // The sample deviation of two is their distance over the root of 2.
    assertThat(column(rows, "volatility_2")[2])
        .isCloseTo(Math.log(1.2 / 0.75) / Math.sqrt(2), within(1e-15));
    assertThat(column(rows, "return")).containsExactly(null, 0.2, -0.25, 5.0 / 9, 1.0 / 14);
  }

  @Test
  void aLogReturnAcrossZeroIsNullAndSoIsVolatilityWhileItIsInTheWindow() {
    List<@Nullable Double[]> rows =
        BarSeries.values(
            SETTINGS,
            List.of(flat(10), flat(11), flat(12), flat(-5), flat(-6), flat(-7), flat(0), flat(1)));

    assertThat(column(rows, "log_return")[3]).isNull();
    assertThat(column(rows, "log_return")[4]).isEqualTo(StrictMath.log1p(0.2));
    assertThat(column(rows, "log_return")[6]).isNull();
    assertThat(column(rows, "return")[7]).isNull();
    assertThat(column(rows, "volatility_2")[2]).isNotNull();
    assertThat(column(rows, "volatility_2")[3]).isNull();
    assertThat(column(rows, "volatility_2")[4]).isNull();
    assertThat(column(rows, "volatility_2")[5]).isNotNull();
    assertThat(column(rows, "sma_2")[7]).isEqualTo(0.5);
  }

  @Test
  void aBarWithoutNumbersIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bar(1, 1, Double.NaN, 1, 1))
        .withMessageContaining("open");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bar(Double.POSITIVE_INFINITY, 1, 1, 1, 1))
        .withMessageContaining("high");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bar(1, 1, 1, -1, 1))
        .withMessageContaining("volume");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bar(1, 1, 1, 1, Double.NEGATIVE_INFINITY))
        .withMessageContaining("vwap");
  }

  private static IndicatorBar bar(
      double high, double low, double close, double volume, double vwap) {
    return new IndicatorBar(close, high, low, close, volume, vwap);
  }

  private static IndicatorBar flat(double price) {
    return bar(price, price, price, 1, price);
  }

  private static @Nullable Double[] column(List<@Nullable Double[]> rows, String name) {
    int column = SETTINGS.names().indexOf(name);
    return rows.stream().map(row -> row[column]).toArray(Double[]::new);
  }
}
