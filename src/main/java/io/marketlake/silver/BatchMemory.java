package io.marketlake.silver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What aggregate rules remember of a feed's earlier micro-batches: when each ended and how many
 * records it had, and the measures of those that a rule accepted. A micro-batch is told by where
 * its records stand in Kafka, so that one that is tried again neither sees itself nor counts twice.
 */
final class BatchMemory {
  private static final double MILLIS_PER_MINUTE = 60_000;

  private final Duration longest;
  private final int deepest;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Map<String, List<Accepted>> accepted = new HashMap<>();

  /**
   * A memory of nothing yet.
   *
   * @param longest how far back counts per minute look at most
   * @param deepest how many micro-batches the longest baseline consists of
   */
  BatchMemory(Duration longest, int deepest) {
    this.longest = longest;
    this.deepest = deepest;
  }

  /** A micro-batch: its newest known_at and its records. */
  private record Arrival(String key, Instant knownAt, long records) {}

  /** A micro-batch that a rule accepted. */
  private record Accepted(String key, Instant knownAt, double measure) {}

  /** Remembers that records came. */
  void arrived(String key, Instant knownAt, long records) {
    if (arrivals.stream().noneMatch(a -> a.key().equals(key))) {
      arrivals.add(new Arrival(key, knownAt, records));
      arrivals.sort(Comparator.comparing(Arrival::knownAt));
      Instant from = arrivals.get(arrivals.size() - 1).knownAt().minus(longest);
      // The newest of those that are too old stays: it tells that the time before was watched.
      while (arrivals.size() > 1 && !arrivals.get(1).knownAt().isAfter(from)) {
        arrivals.remove(0);
      }
    }
  }

  /** Remembers the measure of a micro-batch that a rule accepted. */
  void accepted(String rule, String key, Instant knownAt, double measure) {
    List<Accepted> known = accepted.computeIfAbsent(rule, r -> new ArrayList<>());
    if (known.stream().noneMatch(a -> a.key().equals(key))) {
      known.add(new Accepted(key, knownAt, measure));
      known.sort(Comparator.comparing(Accepted::knownAt));
      // One more than the baseline takes, since a micro-batch that is tried again skips itself.
      if (known.size() > deepest + 1) {
        known.remove(0);
      }
    }
  }

  /** Whether so many accepted measures of a rule are remembered, and one more. */
  boolean isFull(String rule, int size) {
    return accepted.getOrDefault(rule, List.of()).size() > size;
  }

  /** The newest accepted measures of a rule, but for that of the micro-batch itself. */
  List<Double> baseline(String rule, String key, int size) {
    List<Double> others =
        accepted.getOrDefault(rule, List.of()).stream()
            .filter(a -> !a.key().equals(key))
            .map(Accepted::measure)
            .toList();
    return others.subList(Math.max(0, others.size() - size), others.size());
  }

  /**
   * Records a minute over a time that ends with the micro-batch, or over its own where that is
   * longer; empty where it is not known what came in all of that time.
   */
  OptionalDouble perMinute(FeedTally tally, Duration over) {
    Instant end = tally.lastKnownAt();
    Instant from = end.minus(over);
    boolean isLong = !tally.firstKnownAt().isAfter(from);
    if (isLong) {
      from = tally.firstKnownAt();
    }
    boolean isWatched = isLong;
    long records = tally.records();
    for (Arrival arrival : arrivals) {
      if (arrival.key().equals(tally.key())) {
        continue;
      }
      if (!arrival.knownAt().isAfter(from)) {
        isWatched = true;
      } else if (!isLong && !arrival.knownAt().isAfter(end)) {
        records += arrival.records();
      }
    }
    long millis = Duration.between(from, end).toMillis();
    return isWatched && millis > 0
        ? OptionalDouble.of(records * MILLIS_PER_MINUTE / millis)
        : OptionalDouble.empty();
  }
}
