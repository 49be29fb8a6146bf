package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.schema.Micros;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a strategy looks ahead: at some moments, all rows, and whatever else it reads, that were
 * not known then are taken away, and what it had decided until then must come out the same, to the
 * bit.
 *
 * <p>It finds what reads later rows or texts. A rule whose numbers were chosen by looking at the
 * tested time, or a model trained on it, it can't find.
 */
public final class LookAheadCheck {
  private LookAheadCheck() {}

  /**
   * Checks a strategy.
   *
   * @param market the rows of each symbol
   * @param moments how many of each symbol, spread evenly over its decisions; the first and the
   *     last are among them
   * @return the first difference, in words; empty where there is none
   */
  public static Optional<String> difference(
      Strategy strategy, Map<String, List<DirectionBar>> market, int moments) {
    return market.entrySet().stream()
        .flatMap(each -> difference(strategy, each.getKey(), each.getValue(), moments).stream())
        .findFirst();
  }

  private static Optional<String> difference(
      Strategy strategy, String symbol, List<DirectionBar> rows, int moments) {
    List<Decision> all = strategy.decisions(rows);
    for (int i = 0; i < moments && !all.isEmpty(); i++) {
      int place = moments == 1 ? all.size() - 1 : (int) ((all.size() - 1L) * i / (moments - 1));
      long moment = all.get(place).knownAt();
      List<Decision> then =
          strategy
              .asKnownAt(moment)
              .decisions(rows.stream().filter(row -> row.knownAt() <= moment).toList());
      List<Decision> expected = new ArrayList<>(all);
      expected.removeIf(decision -> decision.knownAt() > moment);
      if (!then.equals(expected)) {
        return Optional.of(
            "what it wanted of "
                + symbol
                + " until "
                + Micros.instant(moment)
                + " comes out otherwise when what was known later is taken away");
      }
    }
    return Optional.empty();
  }
}
