package io.marketlake.config;

import io.marketlake.doctor.DoctorSettings;
import io.marketlake.error.Errors;
import io.marketlake.kafka.KafkaSettings;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.maintenance.MaintenanceSettings;
import io.marketlake.schema.Feed;
import io.marketlake.simulate.SimulatorSettings;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import io.marketlake.topology.StreamSettings;
import io.marketlake.training.SentimentTrainerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All settings of a run.
 *
 * @param sentimentModel the model that scores: {@code newest} or a version
 * @param feeds the declared feeds, by name
 */
public record Settings(
    String lakePath,
    S3Settings s3,
    LeaseSettings leases,
    KafkaSettings kafka,
    StreamSettings stream,
    String sentimentModel,
    SentimentTrainerSettings training,
    SimulatorSettings simulation,
    MaintenanceSettings maintenance,
    DoctorSettings doctor,
    SortedMap<String, Feed> feeds) {

  /** Where {@link #sentimentModel} means the model published last. */
  public static final String NEWEST = "newest";

  public Settings {
    feeds = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(feeds));
  }

  /** Where the lake is. */
  public LakeLocation lake() {
    return LakeLocation.of(lakePath, s3);
  }

  /** The feeds of these names, or all where none is named. */
  public List<Feed> feedsNamed(List<String> names) {
    if (names.isEmpty()) {
      return List.copyOf(feeds.values());
    }
    List<Feed> chosen = new ArrayList<>();
    for (String name : names.stream().distinct().sorted().toList()) {
      Feed feed = feeds.get(name);
      if (feed == null) {
        throw Errors.unknownFeed(name, feeds.keySet());
      }
      chosen.add(feed);
    }
    return chosen;
  }

  public Settings withKafka(KafkaSettings kafkaSettings) {
    return new Settings(
        lakePath,
        s3,
        leases,
        kafkaSettings,
        stream,
        sentimentModel,
        training,
        simulation,
        maintenance,
        doctor,
        feeds);
  }

  /** The feeds by topic; two feeds on one topic are refused when settings are read. */
  public Map<String, Feed> feedsByTopic() {
    Map<String, Feed> byTopic = new TreeMap<>();
    feeds.values().forEach(feed -> byTopic.put(feed.topic(), feed));
    return byTopic;
  }
}
