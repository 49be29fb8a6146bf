package io.marketlake.training.direction;

/**
 * How a direction model is trained and judged.
 *
 * @param folds how many stretches of time judge it, each by a model of the time before; 2 or more
 * @param purge bars of the market (a night is none) between the last outcome that a fold trains on
 *     and the stretch that judges it, 0 or more; outcomes that were not known before the stretch
 *     are left out in any case
 * @param embargo bars at the beginning of a stretch that judge nothing, 0 or more
 * @param costBasisPoints what the naive rule pays a trade, both ways together, in basis points
 * @param trees of the random forest, 1 or more
 * @param depth of a tree, 1 to 30
 * @param leafRows the fewest rows that a leaf may hold, 1 or more
 * @param regParam L2 penalty of the logistic regression, 0 or more
 * @param seed what chance begins with
 */
public record DirectionTrainerSettings(
    int folds,
    int purge,
    int embargo,
    double costBasisPoints,
    int trees,
    int depth,
    int leafRows,
    double regParam,
    long seed) {
  public static final DirectionTrainerSettings DEFAULTS =
      new DirectionTrainerSettings(5, 30, 30, 2, 60, 5, 50, 0.01, 42);

  public DirectionTrainerSettings {
    require(folds >= 2, "folds must be 2 or more, not " + folds);
    require(purge >= 0, "purge must be 0 or more, not " + purge);
    require(embargo >= 0, "embargo must be 0 or more, not " + embargo);
    require(
        costBasisPoints >= 0 && Double.isFinite(costBasisPoints),
        "costBasisPoints must be a number of 0 or more, not " + costBasisPoints);
    require(trees >= 1, "trees must be 1 or more, not " + trees);
    require(depth >= 1 && depth <= 30, "depth must be from 1 to 30, not " + depth);
    require(leafRows >= 1, "leafRows must be 1 or more, not " + leafRows);
    require(
        regParam >= 0 && Double.isFinite(regParam),
        "regParam must be a number of 0 or more, not " + regParam);
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
