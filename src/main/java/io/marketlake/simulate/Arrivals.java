package io.marketlake.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When the next record of each feed, and the next beat of the market, is due. */
final class Arrivals {
  private static final long NEVER = Long.MAX_VALUE;

  private final List<Recurrence> recurrences = new ArrayList<>();

  /** What happens again and again: a feed's records at random, the beat on its grid. */
  static final class Recurrence {
    private final Optional<MarketFeed> feed;
    private final double meanNanos;
    private long due;

    private Recurrence(Optional<MarketFeed> feed, double meanNanos) {
      this.feed = feed;
      this.meanNanos = meanNanos;
    }

    /** Empty for the beat. */
    Optional<MarketFeed> feed() {
      return feed;
    }

    long due() {
      return due;
    }

    /** Draws the one after that time. */
    void advance(long time, Generator generator) {
      if (feed.isEmpty()) {
        due = time + PriceModel.BEAT_NANOS;
      } else if (Double.isInfinite(meanNanos)) {
        due = NEVER;
      } else {
        due = time + (long) generator.exponential(meanNanos);
      }
    }
  }

  Arrivals(SimulatorSettings settings) {
    for (MarketFeed feed : MarketFeed.values()) {
      double meanNanos =
          switch (feed) {
            case TICKS -> 1e9 / settings.ticksPerSecond();
            case TRADES -> 1e9 / settings.tradesPerSecond();
            case NEWS -> 60e9 / settings.newsPerMinute();
            case POSTS -> 60e9 / settings.postsPerMinute();
          };
      recurrences.add(new Recurrence(Optional.of(feed), meanNanos));
    }
    recurrences.add(new Recurrence(Optional.empty(), PriceModel.BEAT_NANOS));
  }

  /** Draws all of them anew; a feed's recurrence has no memory, so this may be done at any time. */
  void begin(long now, Generator generator) {
    recurrences.forEach(recurrence -> recurrence.advance(now, generator));
  }

  /** The times of all of them, in their order. */
  List<Long> due() {
    return recurrences.stream().map(Recurrence::due).toList();
  }

  void resume(List<Long> due) {
    for (int i = 0; i < recurrences.size(); i++) {
      recurrences.get(i).due = due.get(i);
    }
  }

  /** The one that is due first. */
  Recurrence earliest() {
    Recurrence earliest = recurrences.get(0);
    for (int i = 1; i < recurrences.size(); i++) {
      if (recurrences.get(i).due < earliest.due) {
        earliest = recurrences.get(i);
      }
    }
    return earliest;
  }
}
