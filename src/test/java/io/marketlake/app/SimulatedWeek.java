package io.marketlake.app;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.kafka.EventProducer;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import io.marketlake.simulate.SimulatorSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A quiet market of 50 companies that goes on for days, whose records bear the times at which they
 * are sent. One event in 50 is held back and comes one to three days later.
 */
final class SimulatedWeek {
  private static final SimulatorSettings QUIET =
      new SimulatorSettings(7, 0.05, 0.05, 0.3, 0.6, 0.01, 0.05, 0.002, 50);
  private static final int MAX_DAYS_LATE = 3;

  private record Late(Instant from, SimulatedEvent event) {}

  private final TestLake lake;
  private final MarketSimulator market;
  private final Random random = new Random(3);
  private final List<Late> waiting = new ArrayList<>();
  private Instant now;
  private Instant sent;
  private int heldBack;

  SimulatedWeek(TestLake lake, Instant start) {
    this.lake = lake;
    this.now = start;
    this.sent = start;
    this.market = new MarketSimulator(QUIET, CompanyReference.simulated(), start);
  }

  /** How many events came on a later day than theirs. */
  int heldBack() {
    return heldBack;
  }

  /** Sends what happens in the next stretch of time, and what was held back until then. */
  void send(Duration stretch) {
    now = now.plus(stretch);
    try (EventProducer producer = TestKafka.producer()) {
      for (SimulatedEvent event : market.advanceTo(now)) {
        if (random.nextInt(50) == 0) {
          waiting.add(
              new Late(now.plus(Duration.ofDays(1 + random.nextInt(MAX_DAYS_LATE))), event));
        } else {
          sent = event.eventTime().isAfter(sent) ? event.eventTime() : sent;
          send(producer, event, sent);
        }
      }
      for (Late late : List.copyOf(waiting)) {
        if (!late.from().isAfter(now)) {
          sent = now;
          send(producer, late.event(), now);
          waiting.remove(late);
          heldBack++;
        }
      }
      producer.flush();
    }
  }

  private void send(EventProducer producer, SimulatedEvent event, Instant sentAt) {
    producer.send(lake.topic(event.feed()), event.key(), event.value(), Optional.of(sentAt));
  }
}
