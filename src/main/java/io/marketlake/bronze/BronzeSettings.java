package io.marketlake.bronze;

import io.marketlake.schema.Feed;
import java.util.List;
import java.util.Map;

/**
 * What bronze stamps on records.
 *
 * @param feeds the feeds whose topics are read
 * @param clusterId the id of the Kafka cluster
 * @param topicIds the id that the cluster gave each topic, by topic
 */
public record BronzeSettings(List<Feed> feeds, String clusterId, Map<String, String> topicIds) {

  public BronzeSettings {
    feeds = List.copyOf(feeds);
    topicIds = Map.copyOf(topicIds);
    for (Feed feed : feeds) {
      if (!topicIds.containsKey(feed.topic())) {
        throw new IllegalArgumentException("No id for the topic " + feed.topic());
      }
    }
  }
}
