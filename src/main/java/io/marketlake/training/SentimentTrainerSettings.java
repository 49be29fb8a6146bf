package io.marketlake.training;

import java.util.Map;

/**
 * How a sentiment model is trained.
 *
 * @param holdout share of the rows that judge the model, from 0.05 to 0.5; default 0.2
 * @param seed what chooses these rows; default 7
 * @param hashBuckets size of the feature vector, a power of two from 2^10 to 2^22; default 2^18.
 *     Tokens that share a bucket are mixed up, and time and memory grow with it
 * @param regParam strength of the L2 penalty, 0 or more; default 1e-4
 * @param maxIter upper bound of L-BFGS iterations, 1 or more; default 100
 */
public record SentimentTrainerSettings(
    double holdout, long seed, int hashBuckets, double regParam, int maxIter) {

  public SentimentTrainerSettings {
    require(holdout >= 0.05 && holdout <= 0.5, "holdout", "from 0.05 to 0.5", holdout);
    require(
        Integer.bitCount(hashBuckets) == 1 && hashBuckets >= 1 << 10 && hashBuckets <= 1 << 22,
        "hashBuckets",
        "a power of two from 1024 to 4194304",
        hashBuckets);
    require(
        regParam >= 0 && Double.isFinite(regParam), "regParam", "a number of 0 or more", regParam);
    require(maxIter >= 1, "maxIter", "1 or more", maxIter);
  }

  public static SentimentTrainerSettings defaults() {
    return new SentimentTrainerSettings(0.2, 7, 1 << 18, 1e-4, 100);
  }

  /** Every setting by name, for the model card. */
  Map<String, String> byName() {
    return Map.of(
        "holdout", String.valueOf(holdout),
        "seed", String.valueOf(seed),
        "hash_buckets", String.valueOf(hashBuckets),
        "reg_param", String.valueOf(regParam),
        "max_iter", String.valueOf(maxIter));
  }

  private static void require(boolean holds, String name, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ", not " + value);
    }
  }
}
