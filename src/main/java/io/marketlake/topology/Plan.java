package io.marketlake.topology;

import java.util.List;
import java.util.Map;

/**
 * What a checkpoint belongs to: the layers and feeds that its query serves, and where its source
 * began. A query with other layers or feeds, or on a recreated topic, needs a checkpoint of its
 * own.
 *
 * @param id the checkpoint's name, unique in the lake
 * @param topicIds the ids of the topics that it reads, by topic; empty for a query on tables
 * @param kafkaStart the offset that it begins with, by topic and partition
 * @param tableStart the version of each table that it reads up to which the lake was complete when
 *     it began, by the table's id
 */
record Plan(
    String id,
    List<String> layers,
    List<String> feeds,
    Map<String, String> topicIds,
    Map<String, Map<Integer, Long>> kafkaStart,
    Map<String, Long> tableStart) {

  Plan {
    layers = List.copyOf(layers);
    feeds = List.copyOf(feeds);
    topicIds = Map.copyOf(topicIds);
    kafkaStart = Map.copyOf(kafkaStart);
    tableStart = Map.copyOf(tableStart);
  }

  boolean serves(List<String> wantedLayers, List<String> wantedFeeds) {
    return layers.equals(wantedLayers) && feeds.equals(wantedFeeds);
  }
}
