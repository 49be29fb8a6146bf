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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

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

  /** Deletes all records that a topic has now; tells the highest offset that is gone, plus one. */
  public static long deleteRecords(String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings().bootstrapServers()))) {
      Map<TopicPartition, RecordsToDelete> ends = new HashMap<>();
      for (int partition = 0; partition < 2; partition++) {
        TopicPartition place = new TopicPartition(topic, partition);
        long end =
            admin
                .listOffsets(Map.of(place, OffsetSpec.latest()))
                .partitionResult(place)
                .get()
                .offset();
        ends.put(place, RecordsToDelete.beforeOffset(end));
      }
      admin.deleteRecords(ends).all().get();
      return ends.values().stream().mapToLong(RecordsToDelete::beforeOffset).max().orElseThrow();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
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
