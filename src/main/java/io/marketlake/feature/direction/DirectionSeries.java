package io.marketlake.feature.direction;

import io.marketlake.feature.direction.DirectionOutcome.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The bars of one feed, symbol and interval as they were first written, within sessions, read as of
 * a moment.
 *
 * <p>Revisions do not count. A rebuild adds them after the fact, with a {@code known_at} that may
 * lie before bars which were forecast without them; so what is worked out from a lake is the same
 * before and after it is corrected, and the same as a stream saw.
 */
public final class DirectionSeries {
  private final List<DirectionBar> bars;

  /** For each bar, the earliest moment at which it or a later one was known. */
  private final long[] passedAt;

  private DirectionSeries(List<DirectionBar> bars) {
    this.bars = bars;
    this.passedAt = new long[bars.size()];
    long earliest = Long.MAX_VALUE;
    for (int i = bars.size() - 1; i >= 0; i--) {
      earliest = Math.min(earliest, bars.get(i).knownAt());
      passedAt[i] = earliest;
    }
  }

  /** How many of such rows are bars as first written that no series has, being out of sessions. */
  public static long outOfSession(List<DirectionBar> rows) {
    return rows.stream().filter(row -> row.isFirstWritten() && !row.inSession()).count();
  }

  /** Of rows of one feed, symbol and interval, with every revision, in any order. */
  public static DirectionSeries of(List<DirectionBar> rows) {
    return new DirectionSeries(
        rows.stream()
            .filter(row -> row.isFirstWritten() && row.inSession())
            .sorted(Comparator.comparingLong(DirectionBar::start))
            .toList());
  }

  /** Its bars, in time: these are forecast. */
  public List<DirectionBar> forecastBars() {
    return bars;
  }

  /** The last bars before one that were known when that one was, the oldest first. */
  public List<DirectionBar> before(DirectionBar bar) {
    List<DirectionBar> before = new ArrayList<>(DirectionFeatures.BARS_BEFORE);
    for (int i = firstFrom(bar.start()) - 1;
        i >= 0 && before.size() < DirectionFeatures.BARS_BEFORE;
        i--) {
      if (bars.get(i).knownAt() <= bar.knownAt()) {
        before.add(bars.get(i));
      }
    }
    Collections.reverse(before);
    return before;
  }

  /**
   * What became of a target. It is known with the first bar that ends at its end or later, since
   * bars are known in their order; prices are those known then.
   *
   * @return empty as long as it is not known
   */
  public Optional<DirectionOutcome> outcome(DirectionTarget target) {
    // Bars of a grid that end at a boundary or later start less than a bar before it, or later.
    int closing = firstFrom(target.start());
    while (closing < bars.size() && bars.get(closing).end() < target.end()) {
      closing++;
    }
    if (closing == bars.size()) {
      return Optional.empty();
    }
    long knownAt = passedAt[closing];
    DirectionBar first = null;
    DirectionBar last = null;
    for (int i = firstFrom(target.start());
        i < bars.size() && bars.get(i).start() < target.end();
        i++) {
      DirectionBar bar = bars.get(i);
      if (bar.knownAt() <= knownAt) {
        first = first == null ? bar : first;
        last = bar;
      }
    }
    return Optional.of(
        first == null || last == null
            ? DirectionOutcome.withoutPrice(knownAt)
            : DirectionOutcome.of(first.open(), last.close(), knownAt));
  }

  /** How a forecast of a target is judged: the outcome where the price went up or down. */
  public Optional<Kind> decided(DirectionTarget target) {
    return outcome(target).filter(DirectionOutcome::isDecided).map(DirectionOutcome::kind);
  }

  private int firstFrom(long moment) {
    int low = 0;
    int high = bars.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bars.get(middle).start() < moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
