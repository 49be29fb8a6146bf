package io.marketlake.kafka;

import io.marketlake.error.KafkaErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a Kafka cluster what it holds. Every failure to get an answer is one clear sentence. */
public final class KafkaCluster implements AutoCloseable {
  private final KafkaSettings settings;
  private final Admin admin;

  private KafkaCluster(KafkaSettings settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /** Connects, and makes sure that a broker answers. */
  public static KafkaCluster connect(KafkaSettings settings) {
    Properties properties = settings.clientProperties();
    properties.put("default.api.timeout.ms", String.valueOf(settings.requestTimeout().toMillis()));
    KafkaCluster cluster = new KafkaCluster(settings, admin(settings, properties));
    boolean answered = false;
    try {
      cluster.clusterId();
      answered = true;
      return cluster;
    } finally {
      if (!answered) {
        cluster.close();
      }
    }
  }

  private static Admin admin(KafkaSettings settings, Properties properties) {
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      throw KafkaErrors.unreachableBroker(settings.bootstrapServers(), rootReason(e), e);
    }
  }

  public String clusterId() {
    return await(admin.describeCluster().clusterId());
  }

  /** The topics' states, by topic. Missing topics are created where the settings ask for it. */
  public Map<String, TopicState> states(Collection<String> topics) {
    String clusterId = clusterId();
    Map<String, TopicDescription> descriptions = describe(topics);
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    for (TopicDescription topic : descriptions.values()) {
      topic
          .partitions()
          .forEach(
              p -> {
                first.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.earliest());
                last.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest());
              });
    }
    Map<TopicPartition, ListOffsetsResultInfo> earliest = await(admin.listOffsets(first).all());
    Map<TopicPartition, ListOffsetsResultInfo> latest = await(admin.listOffsets(last).all());
    return descriptions.values().stream()
        .collect(
            Collectors.toMap(
                TopicDescription::name,
                d ->
                    new TopicState(
                        clusterId,
                        d.name(),
                        d.topicId().toString(),
                        offsetsOf(d.name(), earliest),
                        offsetsOf(d.name(), latest))));
  }

  /** The names of the topics that users made, sorted. */
  public List<String> topics() {
    return await(admin.listTopics().names()).stream().sorted().toList();
  }

  /** The topics' ids as they are now; a recreated topic has a new one, a deleted one has none. */
  public Map<String, String> topicIds(Collection<String> topics) {
    Map<String, String> ids = new HashMap<>();
    describeInto(topics, new ArrayList<>())
        .forEach((topic, description) -> ids.put(topic, description.topicId().toString()));
    return ids;
  }

  /** The offset after the last record, summed over the topics' partitions. */
  public long recordsWritten(Collection<String> topics) {
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    describe(topics)
        .values()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(
                        p ->
                            last.put(
                                new TopicPartition(topic.name(), p.partition()),
                                OffsetSpec.latest())));
    return await(admin.listOffsets(last).all()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** Throws unless records keep the time that a producer gives them, for as long as need be. */
  public void requireProducerTime(String topic) {
    describe(List.of(topic));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        await(admin.describeConfigs(List.of(resource)).all())
            .getOrDefault(resource, new Config(List.of()));
    requireSetting(config, topic, "message.timestamp.type", v -> v.equals("CreateTime"));
    requireSetting(config, topic, "retention.ms", v -> Long.parseLong(v) < 0);
  }

  private static void requireSetting(
      Config config, String topic, String name, Function<String, Boolean> allowed) {
    var entry = config.get(name);
    if (entry != null && !allowed.apply(entry.value())) {
      throw KafkaErrors.timestampsWouldBeLost(topic, name, entry.value());
    }
  }

  /**
   * Creates those of the topics that are missing, and waits until the brokers know them; what they
   * hold is kept for ever.
   */
  public void createTopics(Collection<String> topics) {
    Map<String, String> keepForEver = Map.of("retention.ms", "-1");
    admin
        .createTopics(
            topics.stream()
                .map(
                    t ->
                        new NewTopic(t, settings.topicPartitions(), (short) 1).configs(keepForEver))
                .toList())
        .values()
        .forEach(
            (topic, future) -> {
              try {
                await(future);
              } catch (TopicExistsException e) {
                // As wanted.
              }
            });
    // A broker hears of a new topic a moment after the controller has made it.
    List<String> unheardOf = new ArrayList<>();
    long deadline = System.nanoTime() + settings.requestTimeout().toNanos();
    do {
      unheardOf.clear();
      Map<String, TopicDescription> unused = describeInto(topics, unheardOf);
    } while (!unheardOf.isEmpty() && System.nanoTime() < deadline);
  }

  /** Deletes a topic with all that it holds. */
  public void deleteTopic(String topic) {
    await(admin.deleteTopics(List.of(topic)).all());
  }

  private Map<String, TopicDescription> describe(Collection<String> topics) {
    List<String> missing = new ArrayList<>();
    Map<String, TopicDescription> found = describeInto(topics, missing);
    if (!missing.isEmpty() && settings.createTopics()) {
      createTopics(missing);
      missing.clear();
      found = describeInto(topics, missing);
    }
    if (!missing.isEmpty()) {
      throw KafkaErrors.missingTopics(missing, settings.bootstrapServers());
    }
    return found;
  }

  private Map<String, TopicDescription> describeInto(
      Collection<String> topics, List<String> missing) {
    Map<String, TopicDescription> found = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, future) -> {
              try {
                found.put(topic, await(future));
              } catch (UnknownTopicOrPartitionException e) {
                missing.add(topic);
              }
            });
    missing.sort(null);
    return found;
  }

  private static Map<Integer, Long> offsetsOf(
      String topic, Map<TopicPartition, ListOffsetsResultInfo> offsets) {
    return offsets.entrySet().stream()
        .filter(e -> e.getKey().topic().equals(topic))
        .collect(Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset()));
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
        throw unknown;
      }
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      throw KafkaErrors.unreachableBroker(settings.bootstrapServers(), rootReason(e), e);
    } catch (TimeoutException e) {
      throw KafkaErrors.unreachableBroker(
          settings.bootstrapServers(),
          "no answer came within " + settings.requestTimeout().toSeconds() + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Kafka", e);
    }
  }

  private static String rootReason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message.replaceAll("[.\\s]+$", "");
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
