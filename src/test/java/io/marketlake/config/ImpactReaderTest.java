package io.marketlake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class ImpactReaderTest {
  private static final String KEEP = "feeds.news.impact.keep";

  private static Feed news(Map<String, String> overrides) {
    return SettingsLoader.load(Optional.empty(), overrides, Map.of())
        .settings()
        .feedsNamed(List.of("news"))
        .get(0);
  }

  private static Optional<Rule> rule(Map<String, String> overrides) {
    return news(overrides).rules().stream()
        .filter(rule -> rule.name().equals(ImpactReader.RULE))
        .findFirst();
  }

  @Test
  void byDefaultEveryLevelIsReadAndKept() {
    assertThat(rule(Map.of())).isEmpty();
    assertThat(news(Map.of()).field("Impact_Level").expression())
        .contains(
            "CASE lower(trim(`impact_level`)) WHEN 'high' THEN 'High' WHEN 'medium' THEN 'Medium'"
                + " WHEN 'low' THEN 'Low' END");
  }

  @Test
  void whatIsNotKeptIsDroppedByARule() {
    assertThat(rule(Map.of(KEEP, "high, Medium")))
        .contains(
            new Rule(
                ImpactReader.RULE,
                "coalesce(`impact_level` IN ('High', 'Medium'), false)",
                Rule.Action.DROP));
    assertThat(rule(Map.of(KEEP, "none,high")))
        .contains(
            new Rule(
                ImpactReader.RULE,
                "`impact_level` IS NULL OR `impact_level` IN ('High')",
                Rule.Action.DROP));
    assertThat(rule(Map.of(KEEP, "none")))
        .contains(new Rule(ImpactReader.RULE, "`impact_level` IS NULL OR false", Rule.Action.DROP));
  }

  @Test
  void aMistakeIsNamed() {
    Map<String, String> mistakes =
        Map.of(
            KEEP + "=severe",
            "has 'severe', which is none of high, medium, low, none",
            KEEP + "=",
            "is empty",
            "feeds.news.impact.column=level",
            "is 'level', which is no column of the feed",
            "feeds.news.impact.column=trading_volume",
            "no column of the feed with a string",
            "feeds.news.impact.levels=high",
            "levels");

    mistakes.forEach(
        (setting, reason) -> {
          int equals = setting.indexOf('=');
          assertThatThrownBy(
                  () -> news(Map.of(setting.substring(0, equals), setting.substring(equals + 1))))
              .as(setting)
              .isInstanceOf(PipelineException.class)
              .hasMessageContaining(reason);
        });
  }
}
