package io.marketlake.app;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarsLayer;
import io.marketlake.config.Settings;
import io.marketlake.delta.LakeTables;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts bars together as the settings have them. */
final class BarLayers {
  private BarLayers() {}

  /** Those of the feeds that bars are made of. */
  static List<BarFeed> feeds(Settings settings, Collection<Feed> feeds) {
    List<BarFeed> found = new ArrayList<>();
    for (Feed feed : feeds) {
      feed.bars().ifPresent(source -> found.add(feed(settings, feed, source)));
    }
    return found;
  }

  private static BarFeed feed(Settings settings, Feed feed, BarSource source) {
    return new BarFeed(
        feed,
        source,
        new BarRules(settings.bars(), settings.indicators(), settings.calendarOf(source)),
        settings.saleConditionsOf(source));
  }

  /** The table of bars with its indicators. */
  static Table table(Settings settings) {
    Map<String, String> indicators = new LinkedHashMap<>();
    settings
        .indicators()
        .names()
        .forEach(name -> indicators.put(name, settings.indicators().doc(name)));
    return SilverBars.of(indicators);
  }

  /** The tables that the layer writes. */
  static List<Table> tables(Settings settings) {
    return List.of(table(settings), SilverWindows.TABLE, SilverLate.TABLE, SilverBarStates.TABLE);
  }

  static BarsLayer layer(Settings settings, Collection<Feed> feeds, LakeTables tables) {
    return new BarsLayer(feeds(settings, feeds), table(settings), new TableBarHistory(tables));
  }
}
