package io.marketlake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.maintenance.KeepRules;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * For how many days rows are kept.
 *
 * <p>Tier: CI.
 */
class KeepSettingsTest {
  private static final String KEEP = "maintenance.keep.";

  private static KeepRules keep(Map<String, String> overrides) {
    return SettingsLoader.load(Optional.empty(), overrides, Map.of())
        .settings()
        .maintenance()
        .keep();
  }

  private static void assertRefused(Map<String, String> overrides, String... parts) {
    assertThatThrownBy(() -> keep(overrides))
        .isInstanceOf(PipelineException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void allIsKeptForEverByDefault() {
    assertThat(keep(Map.of())).isEqualTo(KeepRules.FOR_EVER);
    assertThat(keep(Map.of(KEEP + "feeds.posts", "forever"))).isEqualTo(KeepRules.FOR_EVER);
  }

  @Test
  void theShorterTimeOfTableAndFeedHolds() {
    KeepRules rules =
        keep(
            Map.of(
                KEEP + "tables.bronze.events", "30d",
                KEEP + "tables.\"quarantine.events\"", "90d",
                KEEP + "feeds.posts", "40d"));

    assertThat(rules.days("bronze.events", "posts")).contains(30);
    assertThat(rules.days("quarantine.events", "posts")).contains(40);
    assertThat(rules.days("silver.posts", "posts")).contains(40);
    assertThat(rules.days("gold.sentiment", "posts")).contains(40);
    assertThat(rules.days("bronze.events", "news")).contains(30);
    assertThat(rules.days("gold.sentiment", "news")).isEmpty();
  }

  @Test
  void aTableIsKeptAtLeastAsLongAsWhatItIsMadeOf() {
    assertRefused(
        Map.of(KEEP + "tables.silver.posts", "7d"),
        "maintenance.keep keeps silver.posts for 7 days, and bronze.events, which it is made of,"
            + " for ever");
    assertRefused(
        Map.of(KEEP + "feeds.ticks", "9d", KEEP + "tables.silver.bars", "7d"),
        "keeps silver.bars for 7 days, and silver.ticks, which it is made of, for 9 days");
  }

  @Test
  void whatHasNoDaysOrIsNoTimeIsRefused() {
    assertRefused(
        Map.of(KEEP + "tables.silver.bar_states", "7d"),
        "names the table silver.bar_states, which has no days that could go",
        "bronze.events");
    assertRefused(Map.of(KEEP + "feeds.post", "7d"), "names the feed post, and there is none");
    assertRefused(
        Map.of(KEEP + "feeds.posts", "36h"),
        "maintenance.keep.feeds.posts is '36h', but must be whole days, such as 30d, or forever");
    assertRefused(Map.of(KEEP + "feed.posts", "7d"), "maintenance.keep.feed is unknown");
  }
}
