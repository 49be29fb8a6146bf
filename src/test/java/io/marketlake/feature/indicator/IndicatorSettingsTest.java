package io.marketlake.feature.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class IndicatorSettingsTest {
  private static final IndicatorSettings DEFAULTS = IndicatorSettings.DEFAULTS;

  @Test
  void theDefaultColumnsBearTheirPeriods() {
    assertThat(DEFAULTS.names())
        .containsExactly(
            "sma_5",
            "sma_20",
            "sma_50",
            "ema_12",
            "ema_26",
            "macd_12_26_9",
            "macd_signal_12_26_9",
            "macd_histogram_12_26_9",
            "rsi_14",
            "bollinger_upper_20_2",
            "bollinger_middle_20_2",
            "bollinger_lower_20_2",
            "volatility_20",
            "atr_14",
            "return",
            "log_return",
            "volume_change",
            "vwap_distance");
  }

  @Test
  void aWidthWithAFractionIsWrittenWithAP() {
    assertThat(bollinger(20, 2.5).names()).contains("bollinger_upper_20_2p5");
    assertThat(bollinger(20, 0.125).names()).contains("bollinger_lower_20_0p125");
    assertThat(bollinger(20, 10).names()).contains("bollinger_middle_20_10");
    assertThat(bollinger(20, 1e-7).names()).contains("bollinger_middle_20_0p0000001");
  }

  @Test
  void averagesMayBeAnyOrNone() {
    assertThat(averages(List.of(), List.of()).names())
        .hasSize(13)
        .first()
        .isEqualTo("macd_12_26_9");
    assertThat(averages(List.of(200, 10), List.of(9, 3)).names())
        .startsWith("sma_200", "sma_10", "ema_9", "ema_3", "macd_12_26_9");
  }

  @Test
  void everyColumnIsDocumentedAndOthersAreNot() {
    IndicatorSettings odd = new IndicatorSettings(List.of(7), List.of(3), 2, 5, 4, 6, 8, 1.5, 9, 1);
    Stream.of(DEFAULTS, odd)
        .forEach(
            settings ->
                assertThat(settings.names().stream().map(settings::doc))
                    .allSatisfy(doc -> assertThat(doc).contains("null for").doesNotContain("%"))
                    .doesNotHaveDuplicates());

    assertThat(DEFAULTS.doc("sma_20")).contains("the sum of the last 20 closes over 20", "19 bars");
    assertThat(DEFAULTS.doc("volatility_20")).contains("sample", "divisor 19", "population");
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.doc("sma_21"));
  }

  /** The number of bars that a doc says a column is null for is the number that it is null for. */
  @Test
  void aDocTellsTheNullsBeforeAColumnIsDefined() {
    var rows = BarSeries.values(DEFAULTS, BarSeries.ofCloses(100, i -> 50 + i % 11));
    for (int column = 0; column < 14; column++) {
      int at = column;
      String doc = DEFAULTS.doc(DEFAULTS.names().get(column));
      long nulls = rows.stream().filter(row -> row[at] == null).count();
      assertThat(doc).contains("null for the first " + nulls + " bars");
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertRefused("smaPeriods", () -> averages(List.of(5, 1), List.of()));
    assertRefused("smaPeriods", () -> averages(List.of(5, 20, 5), List.of()));
    assertRefused("emaPeriods", () -> averages(List.of(), List.of(0)));
    assertRefused("emaPeriods", () -> averages(List.of(), List.of(12, 12)));
    assertRefused("emaPeriods", () -> averages(List.of(), List.of(100_001)));
    assertRefused("macdFast", () -> macd(1, 26, 9));
    assertRefused("macdSlow", () -> macd(12, 12, 9));
    assertRefused("macdSlow", () -> macd(26, 12, 9));
    assertRefused("macdSignal", () -> macd(12, 26, 1));
    assertRefused("bollingerPeriod", () -> bollinger(1, 2));
    assertRefused("bollingerWidth", () -> bollinger(20, 0));
    assertRefused("bollingerWidth", () -> bollinger(20, Double.NaN));
    assertRefused("bollingerWidth", () -> bollinger(20, Double.POSITIVE_INFINITY));
    assertRefused("rsiPeriod", () -> others(1, 20, 14));
    assertRefused("volatilityPeriod", () -> others(14, 1, 14));
    assertRefused("atrPeriod", () -> others(14, 20, 0));
  }

  @Test
  void eachSettingTellsAStateApart() {
    List<IndicatorSettings> different =
        List.of(
            DEFAULTS,
            averages(List.of(5, 20), List.of(50, 12, 26)),
            averages(List.of(20, 5, 50), List.of(12, 26)),
            averages(List.of(5, 20, 50), List.of(12)),
            macd(11, 26, 9),
            macd(12, 27, 9),
            macd(12, 26, 10),
            bollinger(21, 2),
            bollinger(20, 2.5),
            others(15, 20, 14),
            others(14, 21, 14),
            others(14, 20, 15),
            others(20, 14, 14));

    assertThat(different.stream().map(IndicatorSettings::fingerprint)).doesNotHaveDuplicates();
  }

  /** Stored states name it: another value than this one would refuse them all. */
  @Test
  void theFingerprintOfTheDefaultsStays() {
    assertThat(DEFAULTS.fingerprint()).isEqualTo(-144231924861733532L);
  }

  private static void assertRefused(String name, Runnable settings) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings::run)
        .withMessageStartingWith(name + " must");
  }

  private static IndicatorSettings averages(List<Integer> sma, List<Integer> ema) {
    return new IndicatorSettings(sma, ema, 12, 26, 9, 14, 20, 2, 20, 14);
  }

  private static IndicatorSettings macd(int fast, int slow, int signal) {
    return new IndicatorSettings(
        List.of(5, 20, 50), List.of(12, 26), fast, slow, signal, 14, 20, 2, 20, 14);
  }

  private static IndicatorSettings bollinger(int period, double width) {
    return new IndicatorSettings(
        List.of(5, 20, 50), List.of(12, 26), 12, 26, 9, 14, period, width, 20, 14);
  }

  private static IndicatorSettings others(int rsi, int volatility, int atr) {
    return new IndicatorSettings(
        List.of(5, 20, 50), List.of(12, 26), 12, 26, 9, rsi, 20, 2, volatility, atr);
  }
}
