package io.marketlake.simulate;

import static io.marketlake.simulate.Samples.after;
import static io.marketlake.simulate.Samples.json;
import static io.marketlake.simulate.Samples.market;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tier: CI. */
final class FaultsTest {
  private static final Duration LONG_RUN = Duration.ofMinutes(20);

  @Test
  void theDeclaredShareOfRecordsIsBad() {
    List<SimulatedEvent> events = market(Samples.faults(0.01, 0, 0)).advanceTo(after(LONG_RUN));
    Set<String> ids = new HashSet<>();
    long bad = events.stream().filter(e -> !isGood(e, ids)).count();

    assertThat((double) bad / events.size()).isBetween(0.009, 0.011);
  }

  @Test
  void theDeclaredSharesOfRecordsAreOutOfOrderAndLate() {
    List<SimulatedEvent> events = market(Samples.faults(0, 0.05, 0.002)).advanceTo(after(LONG_RUN));
    Instant newest = Samples.START;
    int outOfOrder = 0;
    int late = 0;
    for (SimulatedEvent event : events) {
      Duration behind = Duration.between(event.eventTime(), newest);
      if (behind.compareTo(Duration.ofSeconds(2)) > 0) {
        assertThat(behind).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(300));
        late++;
      } else if (!behind.isZero() && !behind.isNegative()) {
        outOfOrder++;
      }
      if (event.eventTime().isAfter(newest)) {
        newest = event.eventTime();
      }
    }
    assertThat((double) outOfOrder / events.size()).isBetween(0.047, 0.051);
    assertThat((double) late / events.size()).isBetween(0.0013, 0.0021);
  }

  @Test
  void aMarketWithoutFaultsSendsInEventTimeOrder() {
    assertThat(market(Samples.faultless()).advanceTo(after(Duration.ofMinutes(1))))
        .extracting(SimulatedEvent::eventTime)
        .isSorted();
  }

  @Test
  void aRepeatedPostIsTheEarlierOneToTheByte() {
    List<SimulatedEvent> posts =
        market(new SimulatorSettings(5, 0, 0, 0, 6_000, 0.1, 0, 0, 10))
            .advanceTo(after(Duration.ofMinutes(1)));
    Set<SimulatedEvent> before = new HashSet<>();
    long repeated =
        posts.stream()
            .filter(p -> p.value() != null && p.value().length > 60)
            .filter(p -> !before.add(p))
            .count();

    assertThat(repeated).isBetween(20L, 120L);
  }

  @ParameterizedTest
  @EnumSource(value = Corruption.class, mode = EnumSource.Mode.EXCLUDE, names = "REPEATED_ID")
  void everyFaultMakesABadRecordInEveryFeedThatCanHaveIt(Corruption fault) {
    Generator generator = new Generator(11);
    List<SimulatedEvent> good =
        market(Samples.faultless()).advanceTo(after(Duration.ofSeconds(20)));
    int made = 0;
    for (MarketFeed feed : MarketFeed.values()) {
      if (Corruption.of(feed).contains(fault)) {
        for (SimulatedEvent event : good) {
          if (event.feed().equals(feed.feedName())) {
            made++;
            SimulatedEvent bad = fault.apply(feed, event, generator);
            assertThat(isGood(event, new HashSet<>())).isTrue();
            assertThat(isGood(bad, new HashSet<>())).as("%s: %s", fault, bad).isFalse();
            assertThat(bad.eventTime()).isEqualTo(event.eventTime());
          }
        }
      }
    }
    assertThat(made).isPositive();
  }

  @Test
  void aFaultyFieldKeepsItsNameAndTheRestOfTheRecord() {
    SimulatedEvent tick =
        new SimulatedEvent(
            "ticks",
            "KO",
            "{\"symbol\":\"KO\",\"price\":70.10,\"timestamp\":1}".getBytes(UTF_8),
            Samples.START);

    assertThat(faulty(Corruption.NEGATIVE_PRICE, tick))
        .isEqualTo("{\"symbol\":\"KO\",\"price\":-70.1,\"timestamp\":1}");
    assertThat(faulty(Corruption.ZERO_PRICE, tick))
        .isEqualTo("{\"symbol\":\"KO\",\"price\":0,\"timestamp\":1}");
    assertThat(faulty(Corruption.NOT_A_NUMBER, tick))
        .isEqualTo("{\"symbol\":\"KO\",\"price\":NaN,\"timestamp\":1}");
    assertThat(faulty(Corruption.NESTED_OBJECT, tick))
        .isEqualTo("{\"symbol\":\"KO\",\"price\":{\"value\":70.1},\"timestamp\":1}");
    assertThat(faulty(Corruption.MISSING_FIELD, tick))
        .isEqualTo("{\"price\":70.1,\"timestamp\":1}");
    assertThat(faulty(Corruption.YEAR_1969, tick))
        .isEqualTo("{\"symbol\":\"KO\",\"price\":70.1,\"timestamp\":\"1969-12-31T23:59:59.000Z\"}");
    assertThat(faulty(Corruption.DUPLICATE_KEYS, tick))
        .isEqualTo("{\"symbol\":\"ZZZZ\",\"symbol\":\"KO\",\"price\":70.10,\"timestamp\":1}");
  }

  private static String faulty(Corruption fault, SimulatedEvent event) {
    SimulatedEvent bad = fault.apply(MarketFeed.TICKS, event, new Generator(1));
    return new String(Objects.requireNonNull(bad.value()), UTF_8);
  }

  /** Judges a record by its bytes alone; an id may occur once. */
  private static boolean isGood(SimulatedEvent event, Set<String> ids) {
    if (event.value() == null
        || !Arrays.equals(new String(event.value(), UTF_8).getBytes(UTF_8), event.value())) {
      return false;
    }
    JsonNode value;
    try {
      value = json(event);
    } catch (UncheckedIOException e) {
      return false;
    }
    MarketFeed feed =
        Arrays.stream(MarketFeed.values())
            .filter(f -> f.feedName().equals(event.feed()))
            .findFirst()
            .orElseThrow();
    JsonNode time = value.path(feed.timeField());
    boolean inTime =
        time.isIntegralNumber()
            || time.asText().startsWith(event.eventTime().toString().substring(0, 4));
    boolean priced =
        feed.priceField() == null
            || (value.path(feed.priceField()).isNumber()
                && value.path(feed.priceField()).doubleValue() > 0);
    boolean known = feed != MarketFeed.POSTS || ids.add(value.path("id").asText());
    return value.path(feed.mainField()).isTextual() && inTime && priced && known;
  }
}
