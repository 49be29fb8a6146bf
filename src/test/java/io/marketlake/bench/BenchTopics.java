package io.marketlake.bench;

import io.marketlake.kafka.EventProducer;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * Fills topics with events that are made from their number alone: 2,778 ticks a second of event
 * time, so that 10 million of them are an hour; one of a hundred is up to two seconds older than
 * the one before it, and one of a thousand breaks a rule.
 */
final class BenchTopics {
  static final int PARTITIONS = 4;
  private static final double EVENTS_PER_SECOND = 10_000_000 / 3600.0;
  private static final long NEVER = -1;

  private final KafkaSettings settings;
  private final Instant begin;

  /**
   * On a broker.
   *
   * @param begin the event time of the first event of each topic
   */
  BenchTopics(KafkaSettings settings, Instant begin) {
    this.settings = settings;
    this.begin = begin;
  }

  static String symbol(long number) {
    return "B" + number;
  }

  /** A topic of ticks, about 90 bytes each. */
  void ticks(String topic, long rows, int symbols) {
    fill(
        topic,
        rows,
        symbols,
        i ->
            "{\"symbol\":\""
                + symbol(chosen(i, symbols))
                + "\",\"price\":"
                + price(i)
                + ",\"volume\":"
                + (1 + i % 500)
                + ",\"timestamp\":\""
                + time(i)
                + "\"}");
  }

  /** A topic of trades. */
  void trades(String topic, long rows, int symbols) {
    fill(
        topic,
        rows,
        symbols,
        i ->
            "{\"ticker\":\""
                + symbol(chosen(i, symbols))
                + "\",\"timestamp\":\""
                + time(i)
                + "\",\"price\":"
                + price(i)
                + ",\"volume\":"
                + (1 + i % 500)
                + ",\"action\":\""
                + (i % 2 == 0 ? "BUY" : "SELL")
                + "\",\"trade_id\":\"T"
                + i
                + "\"}");
  }

  /** A topic of posts with the given texts in turn. */
  void posts(String topic, long rows, List<String> texts) {
    fill(
        topic,
        rows,
        1000,
        i ->
            "{\"id\":\"p"
                + i
                + "\",\"created_at\":\""
                + time(i)
                + "\",\"user\":\"u"
                + i % 1000
                + "\",\"text\":\""
                + quoted(texts.get((int) (i % texts.size())))
                + "\"}");
  }

  private void fill(String topic, long rows, int symbols, LongFunction<String> event) {
    try (KafkaCluster cluster = KafkaCluster.connect(settings);
        EventProducer producer = new EventProducer(settings)) {
      cluster.createTopics(List.of(topic));
      for (long i = 0; i < rows; i++) {
        producer.send(
            topic,
            symbol(chosen(i, symbols)),
            event.apply(i).getBytes(StandardCharsets.UTF_8),
            Optional.empty());
      }
      producer.flush();
    }
  }

  private static long chosen(long i, int symbols) {
    return Math.floorMod(mixed(i), symbols);
  }

  private static String price(long i) {
    long cents = 5_000 + Math.floorMod(mixed(i ^ 0x5bd1e995L), 20_000L);
    String text = cents / 100 + "." + (cents % 100 < 10 ? "0" : "") + cents % 100;
    return i % 1000 == 999 ? "-" + text : text;
  }

  private Instant time(long i) {
    long micros = (long) (i / EVENTS_PER_SECOND * 1e6);
    long back = i % 100 == 99 ? Math.floorMod(mixed(i), 2_000_000L) : NEVER;
    long milliseconds = (back == NEVER ? micros : Math.max(0, micros - back)) / 1000;
    return begin.plusMillis(milliseconds);
  }

  private static long mixed(long i) {
    return new SplittableRandom(i).nextLong() >>> 1;
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
  }
}
