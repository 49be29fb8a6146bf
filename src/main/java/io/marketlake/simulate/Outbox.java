package io.marketlake.simulate;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The records that are made and not yet sent, with the faults of a real transport: some are broken,
 * some repeated, some arrive after younger ones.
 */
final class Outbox {
  private static final double SECOND = 1e9;
  private static final double OUT_OF_ORDER_SECONDS = 2;
  private static final double LATE_FROM_SECONDS = 60;
  private static final double LATE_TO_SECONDS = 300;

  private final SimulatorSettings settings;
  private final Generator generator;
  private final Map<MarketFeed, List<Corruption>> faults = new EnumMap<>(MarketFeed.class);
  private final PriorityQueue<Pending> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Pending::sendAt).thenComparingLong(Pending::sequence));
  private long sequence;
  private @Nullable SimulatedEvent lastPost;

  /**
   * A record that waits.
   *
   * @param sendAt when it is due, in market nanoseconds
   * @param sequence its place among those due at the same time
   */
  record Pending(long sendAt, long sequence, SimulatedEvent event) {}

  Outbox(SimulatorSettings settings, Generator generator) {
    this.settings = settings;
    this.generator = generator;
    for (MarketFeed feed : MarketFeed.values()) {
      faults.put(feed, Corruption.of(feed));
    }
  }

  /** Takes a good record; what becomes of it on its way is drawn here. */
  void put(MarketFeed feed, SimulatedEvent good, long now) {
    SimulatedEvent event = good;
    if (generator.chance(settings.badShare())) {
      event = broken(feed, good);
    } else if (feed == MarketFeed.POSTS) {
      lastPost = good;
    }
    queue.add(new Pending(now + delay(), sequence++, event));
  }

  /** Moves all that is due before that time to the list, in sending order. */
  void sendBefore(long time, List<SimulatedEvent> sent) {
    Pending next = queue.peek();
    while (next != null && next.sendAt() < time) {
      sent.add(next.event());
      queue.remove();
      next = queue.peek();
    }
  }

  /** What waits, in sending order. */
  List<Pending> pending() {
    return queue.stream().sorted(queue.comparator()).toList();
  }

  @Nullable SimulatedEvent lastPost() {
    return lastPost;
  }

  void resume(List<Pending> pending, @Nullable SimulatedEvent post) {
    for (Pending waiting : pending) {
      queue.add(new Pending(waiting.sendAt(), sequence++, waiting.event()));
    }
    lastPost = post;
  }

  private SimulatedEvent broken(MarketFeed feed, SimulatedEvent good) {
    Corruption fault = generator.pick(faults.getOrDefault(feed, List.of()));
    if (fault == Corruption.REPEATED_ID) {
      return lastPost == null ? Corruption.TRUNCATED.apply(feed, good, generator) : lastPost;
    }
    return fault.apply(feed, good, generator);
  }

  private long delay() {
    double point = generator.uniform();
    if (point < settings.lateShare()) {
      return (long) (SECOND * generator.uniform(LATE_FROM_SECONDS, LATE_TO_SECONDS));
    }
    if (point < settings.lateShare() + settings.outOfOrderShare()) {
      return (long) (SECOND * OUT_OF_ORDER_SECONDS * (1 - generator.uniform()));
    }
    return 0;
  }
}
