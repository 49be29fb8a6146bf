package io.marketlake.app;

import io.marketlake.bronze.BronzeLayer;
import io.marketlake.bronze.BronzeSettings;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.gold.ChallengerLayer;
import io.marketlake.gold.SentimentLayer;
import io.marketlake.job.Layer;
import io.marketlake.maintenance.Consumer;
import io.marketlake.maintenance.RetentionPlan;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Table;
import io.marketlake.silver.SilverLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The layers of a feed for jobs that run none of them: they are asked what they read, what they
 * write, and what they have taken.
 */
final class LakeLayers {
  private static final String NO_CLUSTER = "none";

  private LakeLayers() {}

  /** Those of a feed that read tables. */
  static List<Layer> readersOf(Settings settings, Lake lake, Feed feed) {
    List<Layer> layers = new ArrayList<>();
    SilverHistory history = new SilverHistory(lake);
    layers.add(
        new SilverLayer(
            List.of(feed),
            history,
            history,
            () -> {
              throw new IllegalStateException("No event is judged here");
            }));
    if (feed.bars().isPresent()) {
      layers.add(BarLayers.layer(settings, List.of(feed), lake.tables()));
      layers.add(
          DirectionLayers.layer(
              settings,
              List.of(feed),
              lake.tables(),
              batch -> {
                throw new IllegalStateException("No bar is forecast here");
              }));
    }
    if (feed.text().isPresent()) {
      layers.add(
          new SentimentLayer(
              List.of(feed),
              batch -> {
                throw new IllegalStateException("No text is scored here");
              }));
      layers.add(
          new ChallengerLayer(
              List.of(feed),
              batch -> {
                throw new IllegalStateException("No text is scored here");
              }));
    }
    return layers;
  }

  /** All of a feed, bronze first. */
  static List<Layer> of(Settings settings, Lake lake, Feed feed) {
    List<Layer> layers = new ArrayList<>();
    layers.add(
        new BronzeLayer(
            new BronzeSettings(List.of(feed), NO_CLUSTER, Map.of(feed.topic(), NO_CLUSTER))));
    layers.addAll(readersOf(settings, lake, feed));
    return layers;
  }

  /** The layers of all feeds that read tables. */
  static List<Consumer> consumers(Settings settings, Lake lake) {
    List<Consumer> consumers = new ArrayList<>();
    for (Feed feed : settings.feeds().values()) {
      readersOf(settings, lake, feed)
          .forEach(layer -> consumers.add(new Consumer(layer, feed.name())));
    }
    return consumers;
  }

  /** What days may go from. */
  static RetentionPlan retention(Settings settings) {
    boolean hasBars = settings.feeds().values().stream().anyMatch(feed -> feed.bars().isPresent());
    List<Table> bars = new ArrayList<>();
    if (hasBars) {
      bars.addAll(BarLayers.tables(settings).all());
      bars.remove(BarLayers.tables(settings).states());
    }
    return new RetentionPlan(settings.feeds().values(), bars, LakeSchema.marts(settings));
  }
}
