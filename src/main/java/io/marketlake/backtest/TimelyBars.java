package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The bars of a symbol as they came, the way a strategy and its broker met them. */
final class TimelyBars {
  private TimelyBars() {}

  /**
   * Each bar within sessions as it was first written. A bar that became known only after a later
   * one of its symbol is left out: it was not there when it would have been traded, and rows that
   * come later must not change what was done.
   *
   * @param rows those of one symbol, with every revision, in any order
   * @return in the order of their starts, which is that of their being known
   */
  static List<DirectionBar> of(List<DirectionBar> rows) {
    List<DirectionBar> asKnown = new ArrayList<>(rows);
    asKnown.removeIf(row -> !row.inSession() || !row.isFirstWritten());
    asKnown.sort(
        Comparator.comparingLong(DirectionBar::knownAt).thenComparingLong(DirectionBar::start));
    List<DirectionBar> timely = new ArrayList<>(asKnown.size());
    long newest = Long.MIN_VALUE;
    for (DirectionBar row : asKnown) {
      if (row.start() > newest) {
        timely.add(row);
        newest = row.start();
      }
    }
    return timely;
  }
}
