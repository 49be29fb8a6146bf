package io.marketlake;

import io.marketlake.kafka.EventProducer;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.kafka.KafkaSettings;
import io.marketlake.kafka.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One real broker for all tests of a JVM. It ends with the JVM. Tests use topics of their own, so
 * that they need no order.
 */
public final class TestKafka {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private TestKafka() {}

  private static final class Holder {
    static final LocalBroker BROKER = start();

    private static LocalBroker start() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target"), "broker");
        return LocalBroker.start(Path.of("target/kafka/lib"), folder.toAbsolutePath());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How to reach the broker. */
  public static KafkaSettings settings() {
    return new KafkaSettings(
        Holder.BROKER.bootstrapServers(), Duration.ofSeconds(20), false, 2, false, Map.of());
  }

  public static KafkaCluster cluster() {
    return KafkaCluster.connect(settings());
  }

  public static EventProducer producer() {
    return new EventProducer(settings());
  }

  /** Creates a topic of two partitions that no other test has. */
  public static String newTopic(String name) {
    String topic = name + "-" + TOPICS.incrementAndGet();
    try (KafkaCluster cluster = cluster()) {
      cluster.createTopics(List.of(topic));
    }
    return topic;
  }
}
