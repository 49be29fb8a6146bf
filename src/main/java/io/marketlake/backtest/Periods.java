package io.marketlake.backtest;

import io.marketlake.feature.indicator.IndicatorSettings;
import java.util.List;

/** Settings of indicators that have certain periods, and else the shortest. */
final class Periods {
  private static final IndicatorSettings SHORT =
      new IndicatorSettings(List.of(2), List.of(2), 2, 3, 2, 2, 2, 2, 2, 2);

  private Periods() {}

  static IndicatorSettings ofMeans(int fast, int slow) {
    return with(List.of(fast, slow), 2, 3, 2, 2, 2, SHORT.bollingerWidth());
  }

  static IndicatorSettings ofMacd(int fast, int slow, int signal) {
    return with(SHORT.smaPeriods(), fast, slow, signal, 2, 2, SHORT.bollingerWidth());
  }

  static IndicatorSettings ofRsi(int period) {
    return with(SHORT.smaPeriods(), 2, 3, 2, period, 2, SHORT.bollingerWidth());
  }

  static IndicatorSettings ofBands(int period, double width) {
    return with(SHORT.smaPeriods(), 2, 3, 2, 2, period, width);
  }

  private static IndicatorSettings with(
      List<Integer> means, int fast, int slow, int signal, int rsi, int bands, double width) {
    return new IndicatorSettings(
        means,
        SHORT.emaPeriods(),
        fast,
        slow,
        signal,
        rsi,
        bands,
        width,
        SHORT.volatilityPeriod(),
        SHORT.atrPeriod());
  }
}
