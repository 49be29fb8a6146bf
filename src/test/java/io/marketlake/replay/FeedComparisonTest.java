package io.marketlake.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.config.SettingsLoader;
import io.marketlake.replay.FeedDifference.Kind;
import io.marketlake.schema.Feed;
import io.marketlake.silver.EventCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class FeedComparisonTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);
  private static final Instant KAFKA_TIME = Instant.parse("2026-03-02T14:30:00Z");
  private static final Feed READINGS =
      feed(Path.of("src/test/resources/readings.conf"), "readings");
  private static final String DECLARED = "\"count\":1,\"level\":1.25,\"unit\":\"m\",\"note\":\"x\"";

  private final FeedComparison comparison =
      new FeedComparison(READINGS, new EventCheck(READINGS)::failures);

  private static Feed feed(Path conf, String name) {
    return SettingsLoader.load(Optional.of(conf), Map.of(), Map.of())
        .settings()
        .feedsNamed(List.of(name))
        .get(0);
  }

  private static String event(String fields) {
    return "{\"sensor\":\"s\",\"at\":\"2026-03-02T12:00:00Z\"," + fields + "}";
  }

  private void arrive(LocalDate day, int times, @Nullable String value) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < times; i++) {
      comparison.add(day, bytes, KAFKA_TIME);
    }
  }

  @Test
  void whatArrivesAsDeclaredDiffersInNothing() {
    arrive(MONDAY, 9, event(DECLARED));
    arrive(MONDAY.plusDays(1), 1, event("\"count\":2"));

    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.events()).isEqualTo(10);
  }

  @Test
  void aFieldThatArrivesUndeclaredIsShownWithShareDayExampleAndItsDeclaration() {
    arrive(MONDAY, 75, event(DECLARED));
    arrive(MONDAY.plusDays(2), 25, event(DECLARED + ",\"askSize\":0.01"));
    arrive(MONDAY.plusDays(3), 25, event(DECLARED + ",\"askSize\":null"));

    assertThat(comparison.differences())
        .containsExactly(
            new FeedDifference(
                Kind.UNDECLARED,
                "askSize",
                "20.0 % of the events, first on 2026-03-04; such as 0.01; declare it: { name ="
                    + " askSize, type = \"decimal(18,8)\" }"));
  }

  @Test
  void aFieldWhoseColumnIsTakenIsDeclaredWithAnother() {
    arrive(MONDAY, 1, event(DECLARED + ",\"offset\":7,\"2nd\":\"a\",\"deep\":{\"a\":1}"));

    assertThat(comparison.differences())
        .extracting(FeedDifference::text)
        .containsExactly(
            "100 % of the events; such as 7; declare it: { name = offset, column = offset_2, type"
                + " = long }",
            "100 % of the events; such as \"a\"; declare it: { name = \"2nd\", column = f_2nd,"
                + " type = string }",
            "100 % of the events; such as {\"a\":1}; of a kind that no type takes");
  }

  @Test
  void aRequiredFieldThatIsRenamedIsMissingAndItsNewNameIsGuessed() {
    arrive(MONDAY, 90, event(DECLARED));
    arrive(MONDAY.plusDays(1), 10, event(DECLARED.replace("count", "counted")));

    assertThat(comparison.differences())
        .extracting(FeedDifference::kind, FeedDifference::field, FeedDifference::text)
        .containsExactly(
            Tuple.tuple(
                Kind.MISSING,
                "count",
                "10.0 % of the events, first on 2026-03-03; counted comes where it is missing and"
                    + " may be its new name"),
            Tuple.tuple(
                Kind.UNDECLARED,
                "counted",
                "10.0 % of the events, first on 2026-03-03; such as 1; declare it: { name ="
                    + " counted, type = long }"));
  }

  @Test
  void anOptionalFieldThatStopsIsToldAndOneThatIsRareIsNot() {
    arrive(MONDAY, 97, event("\"count\":1,\"level\":1,\"unit\":\"m\""));
    arrive(MONDAY, 3, event(DECLARED));
    arrive(MONDAY.plusDays(1), 50, event("\"count\":1,\"level\":1"));

    assertThat(comparison.differences())
        .containsExactly(new FeedDifference(Kind.ENDED, "unit", "last seen on 2026-03-02"));
  }

  @Test
  void aFieldThatNeverArrivesIsToldUnlessItIsComputedFromOthers() {
    arrive(MONDAY, 5, event("\"count\":1,\"level\":1,\"unit\":\"m\""));

    assertThat(comparison.differences())
        .containsExactly(new FeedDifference(Kind.ABSENT, "note", "string"));

    Feed computing = feed(Path.of("src/test/resources/indicators.conf"), "indicators");
    FeedComparison indicators = new FeedComparison(computing, new EventCheck(computing)::failures);
    indicators.add(
        MONDAY,
        """
        {"name":"CPI","country":"US","period":"2026-09-01","released_at":"2026-10-14T12:30:00Z","actual":3.1,"forecast":3.0,"unit":"percent","class":"prices","status":"x"}"""
            .getBytes(StandardCharsets.UTF_8),
        KAFKA_TIME);
    assertThat(indicators.differences()).isEmpty();
  }

  @Test
  void aTypeThatIsTakenAndOneThatIsRefusedAreToldApart() {
    arrive(MONDAY, 6, event(DECLARED));
    arrive(MONDAY, 2, event("\"count\":\"17\",\"level\":1.239,\"unit\":5,\"note\":\"x\""));
    arrive(MONDAY, 2, event("\"count\":{\"n\":1},\"level\":1.25,\"unit\":\"m\",\"note\":\"x\""));

    assertThat(comparison.differences())
        .containsExactly(
            new FeedDifference(
                Kind.REFUSED,
                "count",
                "20.0 % of the events; count is an object instead of bigint"),
            new FeedDifference(
                Kind.OTHER_TYPE, "count", "declared bigint; 2 times a number as text"),
            new FeedDifference(
                Kind.OTHER_TYPE,
                "level",
                "declared decimal(9,2); up to 3 digits behind the point, rounded to 2"),
            new FeedDifference(Kind.OTHER_TYPE, "unit", "declared string; 2 times a whole number"));
  }

  @Test
  void recordsThatAreNoEventsAreCountedAndTellOfNoField() {
    arrive(MONDAY, 3, event(DECLARED));
    arrive(MONDAY, 1, "[]");
    arrive(MONDAY, 1, null);
    arrive(MONDAY, 1, "{\"sensor\":\"a\",\"sensor\":\"b\"}");

    assertThat(comparison.records()).isEqualTo(6);
    assertThat(comparison.events()).isEqualTo(3);
    assertThat(comparison.differences()).isEmpty();
  }

  @Test
  void aFeedOfOtherThingsThanEventsIsUnreadable() {
    assertThat(comparison.differences()).isEmpty();

    arrive(MONDAY, 2, "not JSON");

    assertThat(comparison.differences())
        .extracting(FeedDifference::kind)
        .containsExactly(Kind.UNREADABLE);
  }

  @Test
  void keysWithoutEndDoNotFillTheMemory() {
    IntStream.range(0, 5000).forEach(i -> arrive(MONDAY, 1, event("\"k" + i + "\":1," + DECLARED)));

    assertThat(comparison.hasMoreKeys()).isTrue();
    assertThat(comparison.differences())
        .hasSizeLessThan(1001)
        .allMatch(difference -> difference.kind() == Kind.UNDECLARED);
  }
}
