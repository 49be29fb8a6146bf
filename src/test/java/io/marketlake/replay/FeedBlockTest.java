package io.marketlake.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.config.SettingsLoader;
import io.marketlake.error.PipelineException;
import io.marketlake.kafka.TopicSample;
import io.marketlake.kafka.TopicSample.Sampled;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.Rule;
import io.marketlake.schema.TimeFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tier: CI. */
class FeedBlockTest {
  private static final Instant KAFKA_TIME = Instant.parse("2026-03-02T14:30:00Z");

  @TempDir private Path folder;

  private static TopicSample sample(String... values) {
    return new TopicSample("a-topic", 1, Arrays.stream(values).map(v -> record(null, v)).toList());
  }

  private static Sampled record(@Nullable String key, String value) {
    return new Sampled(
        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
        value.getBytes(StandardCharsets.UTF_8),
        KAFKA_TIME);
  }

  private Feed loaded(TopicSample sample) throws IOException {
    String block = FeedBlock.of(sample, List.of());
    Path file = Files.writeString(folder.resolve("feed.conf"), block);
    Feed feed =
        SettingsLoader.load(Optional.of(file), Map.of(), Map.of())
            .settings()
            .feeds()
            .get("a_topic");
    if (feed == null) {
      throw new AssertionError(block);
    }
    return feed;
  }

  private Optional<Field> field(String... values) throws IOException {
    String[] events =
        Arrays.stream(values)
            .map(v -> "{\"event_time\":\"2026-03-02T14:29:00Z\",\"time_x\":" + v + "}")
            .toArray(String[]::new);
    return loaded(sample(events)).fields().stream()
        .filter(f -> f.name().equals("time_x"))
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1; 2; bigint",
        "1; 2.5; decimal(18,8)",
        "1; 1e-8; decimal(18,8)",
        "1; 1e-9; double",
        "12345678901.5; 1; double",
        "123456789012345678901; 1; decimal(38,0)",
        "1e300; 1; double",
        "\"1\"; \"2\"; string",
        "\"1\"; \"2.5\"; decimal(18,8)",
        "\"NaN\"; \"2.5\"; string",
        "\"007\"; \"008\"; string",
        "true; false; boolean",
        "[\"a\"]; []; array<string>",
        "\"a\"; 1; string",
        "\"2026-03-02\"; \"2026-03-03\"; date",
        "\"2026-03-02\"; \"2026-03-02T14:30:00Z\"; timestamp",
        "1772461800; 1772461800123; timestamp",
        "1772461800123456789; \"1772461800\"; timestamp"
      })
  void aTypeTakesEveryValueOfTheSample(String one, String other, String type) throws IOException {
    assertThat(field(one, other)).isPresent();
    assertThat(field(one, other).orElseThrow().type().dataType().simpleString()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"{}; {}", "[1]; [2]", "true; 1", "null; null", "[\"a\"]; \"b\""})
  void whatNoTypeTakesIsLeftOutAndSaid(String one, String other) throws IOException {
    assertThat(field(one, other)).isEmpty();
  }

  @Test
  void timesNameTheFormatsSeen() throws IOException {
    assertThat(field("1772461800", "\"2026-03-02 14:30:00\"").orElseThrow().formats())
        .containsExactlyInAnyOrder(TimeFormat.LOCAL, TimeFormat.EPOCH);
  }

  @Test
  void theWholeDeclarationIsLearnt() throws IOException {
    TopicSample sample =
        new TopicSample(
            "a-topic",
            2,
            List.of(
                record("A", "{\"E\":1772461700,\"s\":\"A\",\"S\":\"x\",\"last price\":1.5}"),
                record("B", "{\"E\":1772461701,\"s\":\"B\",\"t\":1772461701,\"volume\":0}"),
                record("C", "not json"),
                record(null, "{\"E\":1772461702,\"s\":\"A\",\"t\":1772461702,\"day\":null}")));

    assertThat(FeedBlock.of(sample, List.of()))
        .isEqualTo(
            """
            # Learnt from 4 records of the topic "a-topic", 3 of them JSON objects.
            # Read it over, then give it to each job with --conf-file.
            feeds {
              a_topic {
                topic = "a-topic"
                # It equals the Kafka key of 2 records.
                key = s
                event-time = t
                fields = [
                  # in each event; such as 1772461700
                  { name = E, type = long, required = true }
                  # in each event; such as "A"
                  { name = s, type = string, required = true }
                  # missing or null in 66.7 % of the events; such as "x"
                  { name = S, column = s_2, type = string }
                  # missing or null in 66.7 % of the events; such as 1.5
                  { name = "last price", type = "decimal(18,8)" }
                  # missing or null in 33.3 % of the events; such as 1772461701
                  { name = t, type = timestamp, required = true, formats = [epoch] }
                  # missing or null in 66.7 % of the events; such as 0
                  { name = volume, type = long }
                  # left out: day, always null
                ]
                rules {
                  last-price-is-positive { expr = "`last_price` > 0", action = quarantine }
                  s-is-not-blank { expr = "length(trim(`s`)) > 0", action = quarantine }
                  time-is-after-1970 { expr = "event_time >= timestamp'1970-01-01 00:00:00Z'", action = quarantine }
                  time-is-not-ahead-of-kafka { expr = "event_time <= kafka_time + interval 5 minutes", action = quarantine }
                  volume-is-not-negative { expr = "`volume` >= 0", action = quarantine }
                }
              }
            }
            """);
    Feed feed = loaded(sample);
    assertThat(feed.topic()).isEqualTo("a-topic");
    assertThat(feed.rules()).extracting(Rule::name).hasSize(5);
  }

  @Test
  void anyNameOfAKeyIsDeclaredUnderALegalColumn() throws IOException {
    Feed feed =
        loaded(
            sample(
                "{\"at\":\"2026-03-02\",\"null\":1,\"day\":1,\"24h\":1,\"价\":1,\"a\\\"b\\n\":1,"
                    + "\"_x\":1,\"${y}\":\"z\",\"a_b\":2,\"A-B\":3}"));

    assertThat(feed.fields())
        .extracting(Field::column)
        .containsExactly("at", "null", "day_2", "f_24h", "f_", "a_b_", "x", "y", "a_b", "a_b_2");
    assertThat(feed.fields()).extracting(Field::name).contains("null", "a\"b\n", "${y}", "价");
    assertThat(feed.eventTimeField().formats()).containsExactly(TimeFormat.DATE);
  }

  @Test
  void aNewFeedGetsANameOfItsOwnAndAKnownTopicItsFeedsName() {
    Feed trades = ReplayFeeds.declared("trades");

    assertThat(FeedBlock.of(new TopicSample("Trades", 1, ofTime()), List.of(trades)))
        .contains("  trades_2 {");
    assertThat(FeedBlock.of(new TopicSample("trades", 1, ofTime()), List.of(trades)))
        .contains("  # This topic is that feed's already", "  trades {");
    assertThat(FeedBlock.of(new TopicSample("1", 1, ofTime()), List.of(trades)))
        .contains("  feed {");
  }

  private static List<Sampled> ofTime() {
    return List.of(record("A", "{\"at\":\"2026-03-02\"}"));
  }

  @Test
  void aTopicThatIsNoFeedGetsASentence() {
    assertThatThrownBy(() -> FeedBlock.of(sample("a,b", "[]", "{\"a\":1} x"), List.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("none of 3 records is a JSON object");
    assertThatThrownBy(() -> FeedBlock.of(sample("{\"a\":1,\"b\":\"x\"}"), List.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("none of its keys (a, b) always reads as a time");
  }
}
