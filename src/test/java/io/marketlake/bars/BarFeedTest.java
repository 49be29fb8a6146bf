package io.marketlake.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What tells the settings of two runs apart.
 *
 * <p>Tier: CI.
 */
class BarFeedTest {
  private static String settings(String... overrides) {
    Map<String, String> set =
        Arrays.stream(overrides)
            .map(text -> text.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Settings settings = SettingsLoader.load(Optional.empty(), set, Map.of()).settings();
    Feed ticks = settings.feedsNamed(List.of("ticks")).get(0);
    BarSource source = ticks.bars().orElseThrow();
    return new BarFeed(
            ticks,
            source,
            new BarRules(settings.bars(), settings.indicators(), settings.calendarOf(source)),
            settings.saleConditionsOf(source))
        .settings();
  }

  @Test
  void theTextNamesAllThatBarsDependOn() {
    String[] conditions = {
      "feeds.ticks.bars.sale-condition=source", "feeds.ticks.bars.sale-conditions=lean-us-equities"
    };
    assertThat(settings()).isEqualTo(settings());
    assertThat(settings(conditions)).isEqualTo(settings(conditions)).isNotEqualTo(settings());
    assertThat(
            settings(
                conditions[0],
                conditions[1],
                "sale-conditions.lean-us-equities.flags.0x00002000.last=true"))
        .isNotEqualTo(settings(conditions));
    assertThat(settings("feeds.ticks.bars.price=volume")).isNotEqualTo(settings());
    assertThat(settings("feeds.ticks.bars.calendar=us-equities")).isNotEqualTo(settings());
    assertThat(settings("bars.lateness=11s")).isNotEqualTo(settings());
    assertThat(settings("bars.indicators.rsi=15")).isNotEqualTo(settings());
  }
}
