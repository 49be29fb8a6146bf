package io.marketlake.app;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.kafka.EventProducer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Ticks of a small market with bursts, silences and late events, known when they were sent. */
record Prices(List<Tick> ticks) {
  /** A tick, and when it reaches Kafka. */
  record Tick(String symbol, Instant time, Instant sentAt, long cents, long volume) {
    String json() {
      return """
          {"symbol":"%s","price":%d.%02d,"volume":%d,"timestamp":"%s"}"""
          .formatted(symbol, cents / 100, cents % 100, volume, time);
    }
  }

  /** A market that begins at a moment, the same for the same seed. */
  static Prices market(long seed, Instant begin, int events) {
    Random random = new Random(seed);
    List<Tick> ticks = new ArrayList<>();
    Instant now = begin;
    for (int i = 0; i < events; i++) {
      now =
          now.plusMillis(random.nextInt(40) == 0 ? random.nextInt(900_000) : random.nextInt(9000));
      int behind = random.nextInt(12) == 0 ? random.nextInt(400_000) : 0;
      ticks.add(
          new Tick(
              "S" + random.nextInt(6),
              now.minusMillis(behind),
              now,
              1000 + random.nextInt(500),
              random.nextInt(100)));
    }
    return new Prices(ticks);
  }

  /** The ticks cut into so many parts at random. */
  List<Prices> cut(Random random, int parts) {
    List<Prices> cut = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= parts; i++) {
      int to =
          i == parts
              ? ticks.size()
              : Math.min(
                  ticks.size(),
                  from + 1 + random.nextInt(2 * (ticks.size() - from) / (parts - i + 1)));
      cut.add(new Prices(ticks.subList(from, to)));
      from = to;
    }
    return cut;
  }

  void send(TestLake lake) {
    try (EventProducer producer = TestKafka.producer()) {
      for (Tick tick : ticks) {
        producer.send(
            lake.topic("ticks"),
            tick.symbol(),
            tick.json().getBytes(StandardCharsets.UTF_8),
            Optional.of(tick.sentAt()));
      }
      producer.flush();
    }
  }
}
