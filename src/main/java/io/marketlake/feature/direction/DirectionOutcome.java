package io.marketlake.feature.direction;

import java.io.Serializable;

/**
 * What became of a target.
 *
 * @param kind which way the price went, if any
 * @param entry open of the first bar that starts in the target; NaN where there is none
 * @param exit close of the last bar that starts in it; NaN where there is none
 * @param knownAt when this was known, in microseconds since 1970
 */
public record DirectionOutcome(Kind kind, double entry, double exit, long knownAt)
    implements Serializable {

  /** Which way. */
  public enum Kind {
    /** The exit is above the entry. */
    UP,
    /** The exit is below the entry. */
    DOWN,
    /** They are equal: not trained on and not scored, but counted. */
    TIE,
    /** No bar of the series starts in the target: counted, and nothing else. */
    NO_PRICE
  }

  static DirectionOutcome of(double entry, double exit, long knownAt) {
    Kind kind = exit > entry ? Kind.UP : exit < entry ? Kind.DOWN : Kind.TIE;
    return new DirectionOutcome(kind, entry, exit, knownAt);
  }

  static DirectionOutcome withoutPrice(long knownAt) {
    return new DirectionOutcome(Kind.NO_PRICE, Double.NaN, Double.NaN, knownAt);
  }

  /** Whether the price went up or down, so that a forecast of it can be right or wrong. */
  public boolean isDecided() {
    return kind == Kind.UP || kind == Kind.DOWN;
  }

  /** Exit over entry, less 1; NaN without prices. */
  public double change() {
    return exit / entry - 1;
  }
}
