package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionBar;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The bars of a market one after the other, those of several series that start together being one.
 * Purge and embargo are counted in them, so that a night or a gap is no bar.
 */
final class MarketBars {
  private final long[] starts;
  private final long[] knownAt;

  private MarketBars(long[] starts, long[] knownAt) {
    this.starts = starts;
    this.knownAt = knownAt;
  }

  /** Of the bars that are forecast. */
  static MarketBars of(List<Example> examples) {
    TreeMap<Long, Long> first = new TreeMap<>();
    for (Example example : examples) {
      DirectionBar bar = example.bar();
      first.merge(bar.start(), bar.knownAt(), Math::min);
    }
    return new MarketBars(longs(List.copyOf(first.keySet())), longs(List.copyOf(first.values())));
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /** When the bar so many before one was known; the beginning of time where there is none. */
  long knownBefore(long start, int bars) {
    int place = place(start) - bars;
    return place < 0 ? Long.MIN_VALUE : knownAt[place];
  }

  /** When the bar so many after one starts; the end of time where there is none. */
  long startAfter(long start, int bars) {
    int place = place(start) + bars;
    return place < starts.length ? starts[place] : Long.MAX_VALUE;
  }

  private int place(long start) {
    int place = Arrays.binarySearch(starts, start);
    if (place < 0) {
      throw new IllegalArgumentException("no bar starts at " + start);
    }
    return place;
  }
}
