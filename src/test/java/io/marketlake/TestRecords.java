package io.marketlake;

import io.marketlake.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a topic of a test holds. */
public final class TestRecords {
  private TestRecords() {}

  /** All records of a topic of two partitions, partition by partition in offset order. */
  public static List<ConsumerRecord<String, String>> of(String topic) {
    KafkaSettings settings = TestKafka.settings();
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", settings.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, settings.topicPartitions())
              .mapToObj(p -> new TopicPartition(topic, p))
              .toList();
      for (TopicPartition partition : partitions) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
          consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
      }
    }
    return records;
  }
}
