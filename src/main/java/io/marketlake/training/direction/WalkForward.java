package io.marketlake.training.direction;

import io.marketlake.error.DirectionErrors;
import io.marketlake.feature.direction.DirectionBar;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts rows by time: each stretch is judged by a fit on what was known before it. Rows are cut into
 * one more stretch than there are folds, of as many rows each; the first one only trains.
 */
final class WalkForward {
  private static final int FEWEST_ROWS = 100;
  private static final int FEWEST_JUDGED = 20;

  /**
   * A stretch.
   *
   * @param from its first moment, in microseconds since 1970
   * @param train rows whose outcome was known before it, by as many bars as the purge has
   * @param judged its rows, after the embargo
   */
  record Fold(long from, List<Labelled> train, List<Labelled> judged) {}

  private WalkForward() {}

  /** How many rows it takes at least. */
  static long rowsNeeded(DirectionTrainerSettings settings) {
    return (settings.folds() + 1L) * FEWEST_ROWS;
  }

  /**
   * @param rows in the order in which they were known
   * @param bars what purge and embargo are counted in
   * @param data what the rows are of, to be named
   * @throws io.marketlake.error.PipelineException if there are too few
   */
  static List<Fold> folds(
      List<Labelled> rows, MarketBars bars, DirectionTrainerSettings settings, String data) {
    int stretches = settings.folds() + 1;
    List<Fold> folds = new ArrayList<>();
    for (int i = 1; i < stretches; i++) {
      DirectionBar first = boundary(rows, i, stretches);
      long from = first.knownAt();
      long to = i + 1 == stretches ? Long.MAX_VALUE : boundary(rows, i + 1, stretches).knownAt();
      long latest = Math.min(from, bars.knownBefore(first.start(), settings.purge()));
      long earliest = bars.startAfter(first.start(), settings.embargo());
      List<Labelled> train =
          rows.stream().filter(row -> row.outcome().knownAt() <= latest).toList();
      List<Labelled> judged =
          rows.stream()
              .filter(row -> row.knownAt() >= from && row.knownAt() < to)
              .filter(row -> settings.embargo() == 0 || row.example().bar().start() >= earliest)
              .toList();
      boolean hasBoth =
          train.stream().anyMatch(Labelled::isUp) && !train.stream().allMatch(Labelled::isUp);
      if (!hasBoth || train.size() < FEWEST_ROWS / 2 || judged.size() < FEWEST_JUDGED) {
        throw DirectionErrors.emptyFold(data, i, train.size(), judged.size());
      }
      folds.add(new Fold(from, train, judged));
    }
    return folds;
  }

  private static DirectionBar boundary(List<Labelled> rows, int stretch, int stretches) {
    return rows.get((int) ((long) rows.size() * stretch / stretches)).example().bar();
  }
}
