package io.marketlake.training;

import java.util.Map;

/**
 * How a sentiment model is trained.
 *
 * @param holdout share of the rows that judge the model, from 0.05 to 0.5; default 0.2
 * @param seed what chooses these rows; default 42
 * @param maxTokens the most tokens that the model counts, from 1,000 to 4,194,304; default 2^18.
 *     The commonest are kept; time and memory grow with what the texts have of them
 * @param regParam strength of the L2 penalty, 0 or more; default 3e-5
 * @param maxIter upper bound of L-BFGS iterations, 1 or more; default 30; in cross-validation more
 *     did not help, so that stopping early saves a third of the time
 * @param lexicon a folder with word lists of one's own, see {@code conf/lexicon}; {@link
 *     #NO_LEXICON}, the default, for those of the jar
 */
public record SentimentTrainerSettings(
    double holdout, long seed, int maxTokens, double regParam, int maxIter, String lexicon) {
  /** No folder: the jar's own lists. */
  public static final String NO_LEXICON = "none";

  /** With the word lists of the jar. */
  public SentimentTrainerSettings(
      double holdout, long seed, int maxTokens, double regParam, int maxIter) {
    this(holdout, seed, maxTokens, regParam, maxIter, NO_LEXICON);
  }

  public SentimentTrainerSettings {
    require(holdout >= 0.05 && holdout <= 0.5, "holdout", "from 0.05 to 0.5", holdout);
    require(
        maxTokens >= 1_000 && maxTokens <= 1 << 22, "maxTokens", "from 1000 to 4194304", maxTokens);
    require(
        regParam >= 0 && Double.isFinite(regParam), "regParam", "a number of 0 or more", regParam);
    require(maxIter >= 1, "maxIter", "1 or more", maxIter);
  }

  public static SentimentTrainerSettings defaults() {
    return new SentimentTrainerSettings(0.2, 42, 1 << 18, 3e-5, 30);
  }

  /** Every setting by name, for the model card. */
  Map<String, String> byName() {
    return Map.of(
        "holdout", String.valueOf(holdout),
        "seed", String.valueOf(seed),
        "max_tokens", String.valueOf(maxTokens),
        "reg_param", String.valueOf(regParam),
        "max_iter", String.valueOf(maxIter),
        "lexicon", lexicon);
  }

  private static void require(boolean holds, String name, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ", not " + value);
    }
  }
}
