package io.marketlake.backtest;

/**
 * What a strategy wants to hold of one symbol, once a bar is known.
 *
 * @param barStart the bar that it was taken at, in microseconds since 1970
 * @param knownAt when that bar was known, in microseconds since 1970; nothing is done before
 * @param position the share of the symbol's capital that it wants to hold: 1 all of it, -1 that
 *     much short, 0 nothing
 * @param isWarm whether the strategy had seen enough bars; its position is 0 where not
 */
public record Decision(long barStart, long knownAt, double position, boolean isWarm) {

  public Decision {
    if (!(position >= -1 && position <= 1)) {
      throw new IllegalArgumentException("position must be from -1 to 1, not " + position);
    }
    if (!isWarm && position != 0) {
      throw new IllegalArgumentException("a strategy that is not warm must want nothing");
    }
  }

  static Decision notWarm(long barStart, long knownAt) {
    return new Decision(barStart, knownAt, 0, false);
  }

  /** The same without what would be sold short. */
  Decision longOnly() {
    return position < 0 ? new Decision(barStart, knownAt, 0, isWarm) : this;
  }
}
