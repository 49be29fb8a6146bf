package io.marketlake.backtest;

/**
 * A trade that was made. Money is in units of the capital that the whole portfolio began with.
 *
 * @param symbol ticker symbol
 * @param decidedAt the start of the bar whose decision it follows; {@link #NO_BAR} for one that
 *     follows none, such as buying to hold
 * @param knownAt when that bar was known; {@link #NO_BAR} likewise
 * @param filledAt the start of the bar at whose open it was made
 * @param position the share of the symbol's capital that it was made to hold
 * @param shares traded, below 0 where sold; not whole, since the capital is 1
 * @param open of the bar that it was made in
 * @param price paid or received for a share, slippage included
 * @param cost paid, slippage not included
 * @param slippage paid by a worse price than the open
 * @param profit of the holding that it ended, all costs taken off; NaN where it ended none
 */
public record Fill(
    String symbol,
    long decidedAt,
    long knownAt,
    long filledAt,
    double position,
    double shares,
    double open,
    double price,
    double cost,
    double slippage,
    double profit) {
  /** In the place of a time, where there is no bar to name. */
  public static final long NO_BAR = Long.MIN_VALUE;

  /** What was traded, at its price. */
  public double notional() {
    return Math.abs(shares) * price;
  }

  /** Whether it ended a holding: nothing was held from then on, or the other side. */
  public boolean endsHolding() {
    return !Double.isNaN(profit);
  }
}
