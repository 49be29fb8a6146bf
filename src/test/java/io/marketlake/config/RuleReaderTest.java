package io.marketlake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.schema.Expectation.Aggregate;
import io.marketlake.schema.Expectation.Condition;
import io.marketlake.schema.Expectation.Measure;
import io.marketlake.schema.Expectation.Uniqueness;
import io.marketlake.schema.Rule;
import io.marketlake.schema.Rule.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tier: CI. */
class RuleReaderTest {
  @TempDir private Path folder;

  private List<Rule> rules(String feed, String... lines) {
    String text = "feeds." + feed + ".rules {\n" + String.join("\n", lines) + "\n}\n";
    try {
      Path file = Files.writeString(folder.resolve("my.conf"), text);
      List<Rule> all =
          SettingsLoader.load(Optional.of(file), Map.of(), Map.of())
              .settings()
              .feedsNamed(List.of(feed))
              .get(0)
              .rules();
      return all.stream().filter(rule -> rule.place().contains("my.conf")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachKindOfRuleHasItsDefaults() {
    List<Rule> rules =
        rules(
            "ticks",
            "a { expr = \"volume < 10\" }",
            "b { unique = [symbol, event_time], action = warn }",
            "c { measure = events-per-minute, at-least = 10 }",
            "d { measure = mean, column = price, deviations = 4, action = fail }");

    String place = folder.resolve("my.conf") + ", line ";
    assertThat(rules)
        .containsExactly(
            new Rule("a", new Condition("volume < 10"), Action.QUARANTINE, place + 2),
            new Rule(
                "b",
                new Uniqueness(List.of("symbol", "event_time"), Duration.ofHours(24)),
                Action.WARN,
                place + 3),
            new Rule(
                "c",
                new Aggregate(
                    Measure.EVENTS_PER_MINUTE,
                    Optional.empty(),
                    OptionalDouble.of(10),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    50,
                    10,
                    20,
                    Duration.ofMinutes(1)),
                Action.WARN,
                place + 4),
            new Rule(
                "d",
                new Aggregate(
                    Measure.MEAN,
                    Optional.of("price"),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.of(4),
                    OptionalDouble.empty(),
                    50,
                    10,
                    20,
                    Duration.ofMinutes(1)),
                Action.FAIL,
                place + 5));
  }

  @Test
  void everyKeyArrives() {
    Rule rate =
        rules(
                "ticks",
                "r { measure = events-per-minute, at-most = 9, factor = 3, baseline = 7,",
                "    warm-after = 5, over = 5m, action = fail }")
            .get(0);
    Rule share =
        rules(
                "ticks",
                "r { measure = null-share, column = source, at-most = 0.5, least-records = 3 }")
            .get(0);
    Rule unique = rules("ticks", "r { unique = source, within = 36h, action = drop }").get(0);

    assertThat((Aggregate) rate.expectation())
        .isEqualTo(
            new Aggregate(
                Measure.EVENTS_PER_MINUTE,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(9),
                OptionalDouble.empty(),
                OptionalDouble.of(3),
                7,
                5,
                20,
                Duration.ofMinutes(5)));
    assertThat(((Aggregate) share.expectation()).leastRecords()).isEqualTo(3);
    assertThat(unique.expectation())
        .isEqualTo(new Uniqueness(List.of("source"), Duration.ofHours(36)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ action = warn } | rules.r.expr is missing, and neither unique nor measure is there",
        "{ expr = x, unique = symbol } | rules.r has expr and unique, but a rule asks one thing",
        "{ expr = x, action = warm } | is 'warm', which is none of warn, quarantine, drop, fail",
        "{ expr = x, within = 1h } | rules.r.within is unknown",
        "{ unique = [symbl] } | rules.r.unique has 'symbl', which is none of event_time, price,",
        "{ unique = [symbol, symbol] } | rules.r.unique names a column twice",
        "{ unique = symbol, within = 90d } | rules.r.within must be between",
        "{ measure = median, column = price, at-most = 1 } | is 'median', which is none of null-share,",
        "{ measure = mean, at-most = 1 } | rules.r.column is missing",
        "{ measure = mean, column = symbol, at-most = 1 } | is symbol, which is no number",
        "{ measure = mean, column = price } | must have a limit: at-least, at-most, deviations",
        "{ measure = mean, column = price, factor = 1 } | rules.r.factor is 1, but must be",
        "{ measure = mean, column = price, at-least = 2, at-most = 1 } | at-least is more than at-most",
        "{ measure = mean, column = price, factor = 2, baseline = 4, warm-after = 5 } | warm-after is more",
        "{ measure = mean, column = price, at-most = 1, baseline = 4 } | rules.r.baseline is unknown",
        "{ measure = mean, column = price, at-most = 1, over = 1m } | rules.r.over is unknown",
        "{ measure = mean, column = price, at-most = 1, action = quarantine } | can only warn or fail",
      })
  void aMistakeIsNamed(String rule, String problem) {
    assertThatThrownBy(() -> rules("ticks", "r " + rule))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void oneRuleAtMostKeepsRepeatsOut() {
    assertThatThrownBy(() -> rules("posts", "r { unique = text }"))
        .hasMessageContaining("the feed's repeats are kept out by identity already")
        .hasMessageContaining("let it warn");
    assertThatThrownBy(() -> rules("ticks", "a { unique = price }", "b { unique = volume }"))
        .hasMessageContaining("the feed's repeats are kept out by a already");
    assertThat(rules("posts", "r { unique = text, action = warn }")).hasSize(1);
  }

  @Test
  void aRuleHasNoNameOfMarketlakesOwn() {
    assertThatThrownBy(() -> rules("ticks", "json { expr = \"volume < 10\" }"))
        .hasMessageContaining("rules.json must have another name");
  }
}
