package io.marketlake.simulate;

/** How rough the market is; it stays so for an exponential time and then moves to a neighbour. */
enum Regime {
  CALM(0.5, 120),
  NORMAL(1, 150),
  STORMY(3, 60);

  private final double volatilityFactor;
  private final double meanSeconds;

  Regime(double volatilityFactor, double meanSeconds) {
    this.volatilityFactor = volatilityFactor;
    this.meanSeconds = meanSeconds;
  }

  double volatilityFactor() {
    return volatilityFactor;
  }

  /** The regime after a step of that length. */
  Regime next(double seconds, Generator generator) {
    if (!generator.chance(seconds / meanSeconds)) {
      return this;
    }
    return switch (this) {
      case CALM -> NORMAL;
      case NORMAL -> generator.chance(0.55) ? CALM : STORMY;
      case STORMY -> generator.chance(0.8) ? NORMAL : CALM;
    };
  }
}
