package io.marketlake.simulate;

import java.util.List;

/**
 * SplitMix64: a generator whose whole state is one long, so that a run can be saved and continued.
 * Only {@link StrictMath} is used, so that every machine draws the same numbers.
 *
 * <p>Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
 */
final class Generator {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  Generator(long state) {
    this.state = state;
  }

  /** What a new generator needs to go on from here. */
  long state() {
    return state;
  }

  /** The finaliser: spreads any long over all 64 bits. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** From 0 to below 1. */
  double uniform() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** From 0 to below the bound. */
  int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  boolean chance(double share) {
    return uniform() < share;
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** A standard normal number by Marsaglia's polar method. */
  double gaussian() {
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double square = x * x + y * y;
      if (square < 1 && square > 0) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }

  /** A waiting time of a Poisson process with that mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - uniform());
  }
}
