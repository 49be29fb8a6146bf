package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.marketlake.delta.AbsentOffsets;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.KafkaErrors;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.kafka.KafkaSettings;
import io.marketlake.kafka.TopicState;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** The Kafka side of a query: where the lake goes on, and whether the topics are still the same. */
public final class KafkaSource implements AutoCloseable {
  private final KafkaSettings settings;
  private final List<String> topics;
  private final KafkaCluster cluster;
  private final Map<String, TopicState> states;
  private final Map<String, String> feedsByTopic;

  private KafkaSource(
      KafkaSettings settings,
      List<String> topics,
      KafkaCluster cluster,
      Map<String, TopicState> states,
      Map<String, String> feedsByTopic) {
    this.feedsByTopic = Map.copyOf(feedsByTopic);
    this.settings = settings;
    this.topics = topics;
    this.cluster = cluster;
    this.states = states;
  }

  /** Connects to the cluster and looks at the feeds' topics. */
  public static KafkaSource open(KafkaSettings settings, List<Feed> feeds) {
    List<String> topics = feeds.stream().map(Feed::topic).toList();
    KafkaCluster cluster = KafkaCluster.connect(settings);
    boolean complete = false;
    try {
      KafkaSource source =
          new KafkaSource(
              settings,
              topics,
              cluster,
              cluster.states(topics),
              feeds.stream().collect(Collectors.toMap(Feed::topic, Feed::name)));
      complete = true;
      return source;
    } finally {
      if (!complete) {
        cluster.close();
      }
    }
  }

  public String clusterId() {
    return states.values().iterator().next().clusterId();
  }

  /** The topics' ids, by topic. */
  public Map<String, String> topicIds() {
    return states.values().stream()
        .collect(Collectors.toMap(TopicState::topic, TopicState::topicId));
  }

  KafkaSettings settings() {
    return settings;
  }

  List<String> topics() {
    return topics;
  }

  /** Throws if a topic is no longer the one that the query began with. */
  void requireSameTopics() {
    Map<String, String> now = cluster.topicIds(topics);
    topicIds()
        .forEach(
            (topic, id) -> {
              if (!id.equals(now.get(topic))) {
                throw KafkaErrors.topicRecreated(topic);
              }
            });
  }

  /**
   * The next offset to read, by topic and partition: after the highest that bronze has, or had and
   * has no more on purpose, of this very topic; else Kafka's earliest.
   */
  Map<String, Map<Integer, Long>> nextOffsets(LakeTables tables) {
    List<Row> highest =
        tables.isEmpty(BronzeEvents.TABLE)
            ? List.of()
            : tables
                .read(BronzeEvents.TABLE)
                .filter(col(Coordinate.TOPIC_ID).isin(topicIds().values().toArray()))
                .groupBy(col(Coordinate.TOPIC), col(Coordinate.PARTITION))
                .agg(max(col(Coordinate.OFFSET)))
                .collectAsList();
    Map<String, Map<Integer, Long>> next = new TreeMap<>();
    states.forEach((topic, state) -> next.put(topic, new TreeMap<>(state.earliest())));
    for (Row row : highest) {
      next.computeIfAbsent(row.getString(0), t -> new HashMap<>())
          .put(row.getInt(1), row.getLong(2) + 1);
    }
    // What was removed or is known to be lost must not be read, or asked for, again.
    for (AbsentOffsets.Range range : AbsentOffsets.spans(tables)) {
      TopicState state = states.get(range.topic());
      if (state != null && state.topicId().equals(range.topicId())) {
        next.computeIfAbsent(range.topic(), t -> new TreeMap<>())
            .merge(range.partition(), range.last() + 1, Math::max);
      }
    }
    return requireReadable(tables, next);
  }

  /**
   * Throws unless Kafka still has, and already has, the records from these offsets on. Where a loss
   * is accepted, it is written down instead.
   */
  Map<String, Map<Integer, Long>> requireReadable(
      LakeTables tables, Map<String, Map<Integer, Long>> wanted) {
    Map<String, Map<Integer, Long>> readable = new TreeMap<>();
    wanted.forEach(
        (topic, offsets) -> {
          TopicState state = states.get(topic);
          if (state == null) {
            return;
          }
          Map<Integer, Long> next = new TreeMap<>();
          offsets.forEach(
              (partition, offset) -> next.put(partition, checked(state, partition, offset)));
          readable.put(topic, next);
        });
    if (settings.acceptLoss()) {
      new LostRecords(tables, feedsByTopic).record(wanted, states);
    }
    return readable;
  }

  /**
   * Writes down what Kafka has deleted, since the query began, of what is to be read now; nothing
   * to do where a loss would stop the query.
   *
   * @param wanted the offsets from which on the micro-batch reads
   */
  void recordLoss(LakeTables tables, Map<String, Map<Integer, Long>> wanted) {
    if (settings.acceptLoss()) {
      new LostRecords(tables, feedsByTopic).record(wanted, cluster.states(topics));
    }
  }

  private long checked(TopicState state, int partition, long wanted) {
    long earliest = state.earliest().getOrDefault(partition, 0L);
    long latest = state.latest().getOrDefault(partition, 0L);
    if (wanted > latest) {
      throw KafkaErrors.kafkaWentBack(state.topic(), partition, wanted, latest);
    }
    if (wanted < earliest && !settings.acceptLoss()) {
      throw KafkaErrors.recordsGone(state.topic(), partition, wanted, earliest);
    }
    return Math.max(wanted, earliest);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
