package io.marketlake.kafka;

import io.marketlake.error.KafkaErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Some of the newest records of a topic, from all of its partitions; never of an aborted
 * transaction.
 *
 * @param partitions how many partitions the topic has
 * @param records partition by partition, in offset order
 */
public record TopicSample(String topic, int partitions, List<Sampled> records) {

  /** A record of the sample. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Sampled(byte @Nullable [] key, byte @Nullable [] value, Instant time) {}

  public TopicSample {
    records = List.copyOf(records);
  }

  /**
   * Reads up to {@code most} records. Waits no longer for the next than the settings' request
   * timeout, and creates no topic.
   *
   * @throws io.marketlake.error.PipelineException if the broker can't be reached, or the topic is
   *     not there or empty
   */
  public static TopicSample read(KafkaSettings settings, String topic, int most) {
    TopicState state = state(settings, topic);
    List<Sampled> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
      List<TopicPartition> partitions =
          state.earliest().keySet().stream()
              .sorted()
              .map(partition -> new TopicPartition(topic, partition))
              .toList();
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> shares = shares(first, end, most);
      for (TopicPartition partition : partitions) {
        long last = end.getOrDefault(partition, 0L);
        long share = shares.getOrDefault(partition, 0L);
        records.addAll(read(consumer, partition, last - share, last, settings.requestTimeout()));
      }
      if (records.isEmpty()) {
        throw KafkaErrors.emptyTopic(topic, settings.bootstrapServers());
      }
      return new TopicSample(topic, partitions.size(), records);
    } catch (KafkaException e) {
      throw KafkaErrors.unreachableBroker(
          settings.bootstrapServers(), String.valueOf(e.getMessage()), e);
    }
  }

  private static TopicState state(KafkaSettings settings, String topic) {
    KafkaSettings asItIs =
        new KafkaSettings(
            settings.bootstrapServers(),
            settings.requestTimeout(),
            false,
            settings.topicPartitions(),
            settings.acceptLoss(),
            settings.options());
    try (KafkaCluster cluster = KafkaCluster.connect(asItIs)) {
      List<String> topics = cluster.topics();
      if (!topics.contains(topic)) {
        throw KafkaErrors.unknownTopic(topic, settings.bootstrapServers(), topics);
      }
      return cluster.states(List.of(topic)).values().iterator().next();
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings settings) {
    Properties properties = settings.clientProperties();
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    properties.put("default.api.timeout.ms", String.valueOf(settings.requestTimeout().toMillis()));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * How many records each partition gives: even shares, and more from the others of a short one.
   */
  private static Map<TopicPartition, Long> shares(
      Map<TopicPartition, Long> first, Map<TopicPartition, Long> end, int most) {
    Map<TopicPartition, Long> held = new HashMap<>();
    end.forEach((partition, last) -> held.put(partition, last - first.getOrDefault(partition, 0L)));
    List<TopicPartition> shortestFirst =
        held.keySet().stream()
            .sorted(Comparator.comparing(partition -> held.getOrDefault(partition, 0L)))
            .toList();
    Map<TopicPartition, Long> shares = new HashMap<>();
    long left = most;
    int partitionsLeft = shortestFirst.size();
    for (TopicPartition partition : shortestFirst) {
      long even = (left + partitionsLeft - 1) / partitionsLeft;
      long share = Math.min(even, held.getOrDefault(partition, 0L));
      shares.put(partition, share);
      left -= share;
      partitionsLeft--;
    }
    return shares;
  }

  private static List<Sampled> read(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      long end,
      Duration patience) {
    List<Sampled> records = new ArrayList<>();
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      long before = consumer.position(partition);
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(patience).records(partition)) {
        if (found.offset() < end) {
          records.add(
              new Sampled(found.key(), found.value(), Instant.ofEpochMilli(found.timestamp())));
        }
      }
      if (consumer.position(partition) == before) {
        break;
      }
    }
    return records;
  }
}
