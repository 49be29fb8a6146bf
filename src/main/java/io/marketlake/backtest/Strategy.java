package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import java.util.List;

/**
 * A rule of trading: a pure function of what was known.
 *
 * <p>A decision of a moment must follow from the rows that were known then; {@link LookAheadCheck}
 * holds every strategy to it.
 */
public interface Strategy {
  /** Its name and numbers, as people read them. */
  String name();

  /**
   * What it wants, a decision a bar that was known in time.
   *
   * @param rows those of one symbol, with every revision, in any order
   * @return in the order in which they were known
   */
  List<Decision> decisions(List<DirectionBar> rows);

  /**
   * The same rule where of all that it reads beside bars, only what was known at a moment exists.
   *
   * @param moment in microseconds since 1970
   */
  default Strategy asKnownAt(long moment) {
    return this;
  }

  /** The same rule, but it never sells short. */
  default Strategy longOnly() {
    Strategy both = this;
    return new Strategy() {
      @Override
      public String name() {
        return both.name() + ", long only";
      }

      @Override
      public List<Decision> decisions(List<DirectionBar> rows) {
        return both.decisions(rows).stream().map(Decision::longOnly).toList();
      }

      @Override
      public Strategy asKnownAt(long moment) {
        return both.asKnownAt(moment).longOnly();
      }
    };
  }
}
