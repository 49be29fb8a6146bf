package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.indicator.Indicators;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of some indicators, a bar at a time: of the bars' own columns where they have them,
 * and worked out from the bars, by the same definitions, where they don't.
 *
 * <p>Not for use by several threads.
 */
final class IndicatorReader {
  private final int[] columns;
  private final int[] places;
  private final @Nullable Indicators own;
  private final long warmAfter;

  private IndicatorReader(int[] columns, int[] places, @Nullable Indicators own, long warmAfter) {
    this.columns = columns;
    this.places = places;
    this.own = own;
    this.warmAfter = warmAfter;
  }

  /**
   * Of the values with these names.
   *
   * @param of the indicators that bars have
   * @param wanted settings whose indicators have these names
   */
  static IndicatorReader begin(IndicatorSettings of, IndicatorSettings wanted, List<String> names) {
    List<String> had = of.names();
    if (had.containsAll(names)) {
      return new IndicatorReader(placesOf(names, had), new int[0], null, 0);
    }
    return new IndicatorReader(
        new int[0],
        placesOf(names, wanted.names()),
        Indicators.begin(wanted),
        wanted.barsToForget());
  }

  private static int[] placesOf(List<String> names, List<String> all) {
    return names.stream().mapToInt(all::indexOf).toArray();
  }

  /**
   * Takes the symbol's next bar.
   *
   * @return the values in the order of the names; null where the bar is not warm or one of them is
   *     not defined
   */
  double @Nullable [] next(DirectionBar bar) {
    double[] values = new double[Math.max(columns.length, places.length)];
    boolean isWarm;
    if (own == null) {
      isWarm = bar.isWarm();
      for (int i = 0; i < columns.length; i++) {
        values[i] = bar.indicators().at(columns[i]);
      }
    } else {
      @Nullable Double[] all =
          own.next(
              new IndicatorBar(
                  bar.open(), bar.high(), bar.low(), bar.close(), bar.volume(), bar.vwap()));
      isWarm = own.barsSeen() > warmAfter;
      for (int i = 0; i < places.length; i++) {
        Double value = all[places[i]];
        values[i] = value == null ? Double.NaN : value;
      }
    }
    for (double value : values) {
      isWarm &= !Double.isNaN(value);
    }
    return isWarm ? values : null;
  }
}
