package io.marketlake.feature.indicator;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The periods of the indicators, in bars of whatever interval they are computed on. A period is
 * part of its column's name, so that a changed setting makes another column and never changes the
 * meaning of one.
 *
 * @param smaPeriods simple moving averages, each 2 or more and no two the same; default 5, 20, 50
 * @param emaPeriods exponential moving averages, each 2 or more and no two the same; default 12, 26
 * @param macdFast fast period of MACD, 2 or more; default 12
 * @param macdSlow slow period of MACD, above the fast one; default 26
 * @param macdSignal period of MACD's signal line, 2 or more; default 9
 * @param rsiPeriod 2 or more; default 14
 * @param bollingerPeriod 2 or more; default 20
 * @param bollingerWidth deviations between the middle and a band, above 0; default 2
 * @param volatilityPeriod log returns in the window, 2 or more; default 20
 * @param atrPeriod 1 or more; default 14
 */
public record IndicatorSettings(
    List<Integer> smaPeriods,
    List<Integer> emaPeriods,
    int macdFast,
    int macdSlow,
    int macdSignal,
    int rsiPeriod,
    int bollingerPeriod,
    double bollingerWidth,
    int volatilityPeriod,
    int atrPeriod)
    implements Serializable {

  public static final IndicatorSettings DEFAULTS =
      new IndicatorSettings(List.of(5, 20, 50), List.of(12, 26), 12, 26, 9, 14, 20, 2, 20, 14);

  /** TA-Lib's own limit; the state of a symbol grows with the periods. */
  private static final int LONGEST = 100_000;

  /** What is left of a seed after so many time constants, e^-16, is about one part in 10^7. */
  private static final int TIME_CONSTANTS = 16;

  public IndicatorSettings {
    smaPeriods = List.copyOf(smaPeriods);
    emaPeriods = List.copyOf(emaPeriods);
    requirePeriods("smaPeriods", smaPeriods);
    requirePeriods("emaPeriods", emaPeriods);
    requirePeriod("macdFast", macdFast, 2);
    requirePeriod("macdSlow", macdSlow, 2);
    requirePeriod("macdSignal", macdSignal, 2);
    requirePeriod("rsiPeriod", rsiPeriod, 2);
    requirePeriod("bollingerPeriod", bollingerPeriod, 2);
    requirePeriod("volatilityPeriod", volatilityPeriod, 2);
    requirePeriod("atrPeriod", atrPeriod, 1);
    if (macdSlow <= macdFast) {
      throw new IllegalArgumentException(
          "macdSlow must be above macdFast (" + macdFast + "), not " + macdSlow);
    }
    if (!(bollingerWidth > 0) || Double.isInfinite(bollingerWidth)) {
      throw new IllegalArgumentException(
          "bollingerWidth must be a number above 0, not " + bollingerWidth);
    }
  }

  /** The columns, in the order of the values that {@link Indicators#next} gives. */
  public List<String> names() {
    return IndicatorColumns.of(this).stream().map(IndicatorColumns.Column::name).toList();
  }

  /**
   * What a column means, in which unit, by which formula of whom, and when it is null.
   *
   * @throws IllegalArgumentException for a name that is not in {@link #names()}
   */
  public String doc(String name) {
    return IndicatorColumns.of(this).stream()
        .filter(column -> column.name().equals(name))
        .map(IndicatorColumns.Column::doc)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no indicator is named " + name));
  }

  /**
   * Bars after which it no longer matters where history starts, to 1e-6 of the scale (the price for
   * columns in its unit, 100 for RSI), as long as the price keeps moving; 249 by default. Windows
   * need to be full; a recursive mean needs its seed and then 16 time constants, which are the
   * period for Wilder's and half of the period plus one for an exponential mean.
   */
  public int barsToForget() {
    int windows =
        Math.max(
            smaPeriods.stream().mapToInt(Integer::intValue).max().orElse(0),
            Math.max(bollingerPeriod, volatilityPeriod + 1));
    int wilder = (1 + TIME_CONSTANTS) * Math.max(rsiPeriod, atrPeriod);
    int exponential =
        emaPeriods.stream().mapToInt(period -> period + exponentialBars(period)).max().orElse(0);
    int macd = macdSlow + macdSignal - 2 + exponentialBars(Math.max(macdSlow, macdSignal));
    return IntStream.of(windows, wilder, exponential, macd).max().orElseThrow();
  }

  private static int exponentialBars(int period) {
    return (TIME_CONSTANTS * (period + 1) + 1) / 2;
  }

  /** Closes to remember: the longest window over them. */
  int closesKept() {
    return Math.max(
        bollingerPeriod, smaPeriods.stream().mapToInt(Integer::intValue).max().orElse(0));
  }

  /** Tells the settings of a stored state apart: FNV-1a over them, a number at a time. */
  long fingerprint() {
    long hash = 0xcbf29ce484222325L;
    hash = mixed(hash, smaPeriods.size());
    for (int period : smaPeriods) {
      hash = mixed(hash, period);
    }
    hash = mixed(hash, emaPeriods.size());
    for (int period : emaPeriods) {
      hash = mixed(hash, period);
    }
    long[] others = {
      macdFast,
      macdSlow,
      macdSignal,
      rsiPeriod,
      bollingerPeriod,
      Double.doubleToLongBits(bollingerWidth),
      volatilityPeriod,
      atrPeriod
    };
    for (long other : others) {
      hash = mixed(hash, other);
    }
    return hash;
  }

  private static long mixed(long hash, long value) {
    long mixed = (hash ^ value) * 0x100000001b3L;
    return mixed ^ (mixed >>> 32);
  }

  private static void requirePeriods(String name, List<Integer> periods) {
    periods.forEach(period -> requirePeriod(name, period, 2));
    if (new HashSet<>(periods).size() < periods.size()) {
      throw new IllegalArgumentException(name + " must not name a period twice: " + periods);
    }
  }

  private static void requirePeriod(String name, int period, int least) {
    if (period < least || period > LONGEST) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + LONGEST + " bars, not " + period);
    }
  }
}
