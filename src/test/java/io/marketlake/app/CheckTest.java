package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.TestSpark;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.silver.SilverLayer;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import io.marketlake.topology.LayerQuery;
import io.marketlake.topology.StreamSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules tried on history, as a user tries them.
 *
 * <p>Tier: CI.
 */
class CheckTest {
  private static final Instant TIME = Instant.parse("2026-03-02T14:30:00Z");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;
  private Lake lake;

  /** Ten ticks: eight of prices 1 to 8, one of a price below zero, and one that is no JSON. */
  @BeforeEach
  void makeLake() {
    lake = Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.tables().ensure(BronzeEvents.TABLE);
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      rows.add(record(rows.size(), tick(String.valueOf(i))));
    }
    rows.add(record(rows.size(), tick("-3")));
    rows.add(record(rows.size(), "not json"));
    lake.tables()
        .append(
            BronzeEvents.TABLE,
            TestSpark.session().createDataFrame(rows, BronzeEvents.TABLE.structType()),
            new Commit("test", 0, "all"));
    Settings settings = SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).settings();
    SilverHistory history = new SilverHistory(lake);
    try (LayerQuery query =
        new LayerQuery.Builder(TestSpark.session(), lake)
            .settings(new StreamSettings(Duration.ZERO, 1000, 2))
            .untilDrained(true)
            .layer(
                new SilverLayer(
                    settings.feedsNamed(List.of("ticks")),
                    history,
                    history,
                    LakeReference.of(TestSpark.session(), lake.tables(), settings)))
            .start()) {
      query.await();
    }
  }

  private static String tick(String price) {
    return "{\"symbol\":\"AAPL\",\"price\":%s,\"volume\":1,\"timestamp\":\"%s\"}"
        .formatted(price, TIME);
  }

  private static Row record(long offset, String value) {
    Timestamp time = Timestamp.from(TIME.plusSeconds(60 * offset));
    return RowFactory.create(
        "ticks",
        Date.valueOf("2026-03-02"),
        "cluster",
        "topic-id",
        "ticks",
        0,
        offset,
        time,
        time,
        time,
        null,
        value.getBytes(StandardCharsets.UTF_8),
        null,
        null);
  }

  private record Outcome(int status, String printed, String said) {
    JsonNode json() {
      try {
        return JSON.readTree(printed);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    JsonNode rule(String name) {
      for (JsonNode rule : json().path("rules")) {
        if (rule.path("rule").asText().equals(name)) {
          return rule;
        }
      }
      throw new AssertionError(name + " is not in " + printed);
    }
  }

  private Outcome check(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--feed", "ticks", "--set", "lake.path=" + folder));
    StringWriter printed = new StringWriter();
    StringWriter said = new StringWriter();
    int status =
        Launcher.line(new Check())
            .setOut(new PrintWriter(printed, true))
            .setErr(new PrintWriter(said, true))
            .execute(all.toArray(String[]::new));
    return new Outcome(status, printed.toString(), said.toString());
  }

  private Map<String, Long> files() {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Files.size(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  @Test
  void aRuleThatIsNotDeclaredIsTriedWithoutATrace() {
    Map<String, Long> before = files();

    Outcome outcome = check("--rule", "price < 6", "--format", "json", "--no-cost");

    assertThat(outcome.status()).as(outcome.said()).isZero();
    JsonNode report = outcome.json();
    assertThat(report.path("records").asLong()).isEqualTo(10);
    assertThat(report.path("unreadable").asLong()).isEqualTo(1);
    assertThat(report.path("leaving_silver").asLong()).isEqualTo(3);
    assertThat(report.path("leaving_quarantine").asLong()).isZero();
    JsonNode rule = outcome.rule("proposed");
    assertThat(rule.path("passed").asLong()).isEqualTo(6);
    assertThat(rule.path("failed").asLong()).isEqualTo(3);
    assertThat(rule.path("failed_in_silver").asLong()).isEqualTo(3);
    assertThat(rule.path("samples")).hasSize(3);
    assertThat(rule.path("samples").get(0).path("place").asText()).isEqualTo("ticks-0@5");
    assertThat(rule.path("samples").get(0).path("reason").asText())
        .isEqualTo("price < 6 does not hold");
    assertThat(rule.path("samples").get(0).path("values").asText()).contains("\"price\":6.0");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aRuleInThePlaceOfAnotherLetsRowsOutOfQuarantine() {
    Outcome outcome =
        check("--rule", "price > -5", "--in-place-of", "price-is-positive", "--format", "json");

    assertThat(outcome.json().path("leaving_quarantine").asLong()).isEqualTo(1);
    assertThat(outcome.rule("price-is-positive").path("leaving_quarantine").asLong()).isEqualTo(1);
    assertThat(outcome.rule("price-is-positive").path("failed").asLong()).isZero();
    assertThat(outcome.json().path("seconds_a_million_with").asDouble()).isPositive();
    assertThat(outcome.json().path("seconds_a_million_without").asDouble()).isPositive();
  }

  @Test
  void theDeclaredRulesOfAStretchAreShownInATable() {
    Outcome outcome =
        check("--from", "2026-03-02T14:34:00Z", "--to", "2026-03-02T14:39:00Z", "--no-cost");

    assertThat(outcome.printed())
        .contains("ticks: 5 records from 2026-03-02 14:34 to 2026-03-02 14:38 UTC; 0 of them")
        .containsPattern("price-is-positive +quarantine +4 +1 +0 +0\n")
        .containsPattern("volume-is-not-negative +quarantine +5 +0 +0 +0\n")
        .contains("price-is-positive: price > 0\n  ticks-0@8  price > 0 does not hold\n")
        .contains("0 rows of silver would not be there, and 0 of quarantine would.");
  }

  @Test
  void aMistakeIsOneSentence() {
    assertThat(check("--rule", "pric > 0").said())
        .startsWith("error: the rule pric > 0 can't be tried, because ")
        .contains("(line 1, column 1)");
    assertThat(check("--rule", "price > 0", "--in-place-of", "nothing").said())
        .contains("the feed ticks has no such rule", "price-is-positive");
    assertThat(check("--from", "Monday").said()).contains("--from Monday", "it is no time");
    assertThat(check("--samples", "-1").status()).isEqualTo(2);
  }
}
