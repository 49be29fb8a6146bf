package io.marketlake.backtest;

import io.marketlake.feature.market.TradingCalendar;
import java.time.Duration;
import java.util.Optional;

/**
 * How decisions become trades, and what these cost.
 *
 * @param delay from when a bar is known until an order for it can be at the market
 * @param costBasisPoints what a trade pays, in hundredths of a percent of what is traded
 * @param slippageBasisPoints how much worse than the open a trade is filled, likewise
 * @param slippageOfRange how much worse besides, as a share of the range (high less low) of the bar
 *     that it is filled in
 * @param calendar says which day a bar belongs to and when its session ends
 * @param flatBefore nothing is held from so long before a session's end until a decision of the
 *     next session; empty where positions are held over nights and gaps
 */
public record ExecutionSettings(
    Duration delay,
    double costBasisPoints,
    double slippageBasisPoints,
    double slippageOfRange,
    TradingCalendar calendar,
    Optional<Duration> flatBefore) {
  private static final double BASIS_POINTS = 10_000;

  public ExecutionSettings {
    requireShort("delay", delay);
    flatBefore.ifPresent(before -> requireShort("flatBefore", before));
    requireNotNegative("costBasisPoints", costBasisPoints);
    requireNotNegative("slippageBasisPoints", slippageBasisPoints);
    requireNotNegative("slippageOfRange", slippageOfRange);
    if (costBasisPoints >= BASIS_POINTS || slippageBasisPoints >= BASIS_POINTS) {
      throw new IllegalArgumentException("basis points must be below 10000");
    }
  }

  private static void requireShort(String name, Duration duration) {
    if (duration.isNegative() || duration.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(name + " must be from nothing to a year, not " + duration);
    }
  }

  private static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be a number of 0 or more, not " + value);
    }
  }

  /** The same market, but positions are held over nights. */
  ExecutionSettings heldOverNights() {
    return new ExecutionSettings(
        delay, costBasisPoints, slippageBasisPoints, slippageOfRange, calendar, Optional.empty());
  }

  /** The same market, where trading is free. */
  ExecutionSettings free() {
    return new ExecutionSettings(delay, 0, 0, 0, calendar, flatBefore);
  }

  /** Of what is traded. */
  double costShare() {
    return costBasisPoints / BASIS_POINTS;
  }

  /** How much worse than the open a share is traded in a bar. */
  double slippage(double open, double high, double low) {
    return open * (slippageBasisPoints / BASIS_POINTS) + slippageOfRange * (high - low);
  }
}
