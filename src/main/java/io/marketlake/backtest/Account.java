package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;

/**
 * A symbol's share of the capital: what is held of it, and cash. Borrowed cash and lent shares cost
 * nothing, and cash earns nothing.
 */
final class Account {
  private final ExecutionSettings settings;
  private double cash;
  private double shares;
  private double atHoldingsBegin;

  Account(double capital, ExecutionSettings settings) {
    this.settings = settings;
    this.cash = capital;
  }

  /** All that it is worth at a price. */
  double value(double price) {
    return cash + shares * price;
  }

  /** Whether what is held has cost all that there was. */
  boolean isRuined(double price) {
    return shares != 0 && value(price) <= 0;
  }

  double shares() {
    return shares;
  }

  /**
   * Trades at the open of a bar until so much of the account's worth at that open is held. An
   * account that is worth nothing any more holds nothing.
   */
  Fill trade(Decision decision, double position, DirectionBar bar) {
    double worth = value(bar.open());
    double wanted = worth > 0 ? position * worth / bar.open() : 0;
    double traded = wanted - shares;
    double worse = settings.slippage(bar.open(), bar.high(), bar.low());
    // Nobody sells below nothing, whatever the range of the bar.
    double price = Math.max(0, bar.open() + Math.signum(traded) * worse);
    double slippage = Math.abs(traded) * Math.abs(price - bar.open());
    double cost = Math.abs(traded) * price * settings.costShare();
    boolean isHolding = shares != 0;
    boolean isEnding = isHolding && Math.signum(wanted) != Math.signum(shares);
    // A trade through nothing to the other side ends a holding and begins one: its costs are
    // shared by the part of the trade that each is.
    double ending = isEnding ? Math.min(1, Math.abs(shares) / Math.abs(traded)) : 0;
    double profit = isEnding ? worth - (cost + slippage) * ending - atHoldingsBegin : Double.NaN;
    cash -= traded * price + cost;
    shares = wanted;
    if (isEnding || !isHolding) {
      atHoldingsBegin = worth - (cost + slippage) * ending;
    }
    return new Fill(
        bar.symbol(),
        decision.barStart(),
        decision.knownAt(),
        bar.start(),
        position,
        traded,
        bar.open(),
        price,
        cost,
        slippage,
        profit);
  }
}
