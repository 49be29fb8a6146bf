package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.LakeTables;
import io.marketlake.gold.DirectionLayer;
import io.marketlake.gold.DirectionModels;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Table;
import java.time.InstantSource;
import java.util.List;

/** Puts the layer of forecasts together as the settings have it. */
final class DirectionLayers {
  private DirectionLayers() {}

  static DirectionLayer layer(
      Settings settings, List<Feed> feeds, LakeTables tables, DirectionModels models) {
    return layer(settings, feeds, tables, models, InstantSource.system());
  }

  /**
   * With another clock.
   *
   * @param now this machine's clock
   */
  static DirectionLayer layer(
      Settings settings,
      List<Feed> feeds,
      LakeTables tables,
      DirectionModels models,
      InstantSource now) {
    Table bars = BarLayers.tables(settings).bars();
    return new DirectionLayer(
        feeds,
        bars,
        models,
        new LakeDirectionHistory(tables, bars),
        new DirectionLayer.Rules(
            settings.direction(), settings.indicators(), settings.directionTiming(), now));
  }
}
