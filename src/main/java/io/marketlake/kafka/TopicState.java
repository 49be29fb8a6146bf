package io.marketlake.kafka;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Kafka holds of a topic.
 *
 * @param topicId the id that the cluster gave it when it was created
 * @param earliest the first offset that can be read, by partition
 * @param latest the offset after the last one, by partition
 */
public record TopicState(
    String clusterId,
    String topic,
    String topicId,
    SortedMap<Integer, Long> earliest,
    SortedMap<Integer, Long> latest) {

  public TopicState(
      String clusterId,
      String topic,
      String topicId,
      Map<Integer, Long> earliest,
      Map<Integer, Long> latest) {
    this(clusterId, topic, topicId, new TreeMap<>(earliest), new TreeMap<>(latest));
  }
}
