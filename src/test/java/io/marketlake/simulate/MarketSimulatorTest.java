package io.marketlake.simulate;

import static io.marketlake.simulate.Samples.START;
import static io.marketlake.simulate.Samples.after;
import static io.marketlake.simulate.Samples.companies;
import static io.marketlake.simulate.Samples.json;
import static io.marketlake.simulate.Samples.market;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.marketlake.error.PipelineException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
final class MarketSimulatorTest {
  private static final Duration RUN = Duration.ofSeconds(30);

  @Test
  void theSameSeedGivesTheSameBytes() {
    List<SimulatedEvent> first = market(SimulatorSettings.defaults()).advanceTo(after(RUN));
    List<SimulatedEvent> second = market(SimulatorSettings.defaults()).advanceTo(after(RUN));

    assertThat(first).hasSizeGreaterThan(5_000).isEqualTo(second);
  }

  @Test
  void anotherSeedGivesAnotherMarket() {
    List<SimulatedEvent> first = market(Samples.faultless()).advanceTo(after(RUN));
    SimulatorSettings other = new SimulatorSettings(8, 200, 50, 30, 120, 0, 0, 0, 100);

    assertThat(market(other).advanceTo(after(RUN))).doesNotContainAnyElementsOf(first);
  }

  @Property(tries = 30)
  void theCutIntoCallsDoesNotMatter(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 3_000_000) Integer> steps) {
    SimulatorSettings settings = Samples.faults(0.05, 0.2, 0.02);
    MarketSimulator cut = market(settings);
    List<SimulatedEvent> pieces = new ArrayList<>();
    Instant now = START;
    for (int micros : steps) {
      now = now.plusNanos(micros * 1_000L);
      pieces.addAll(cut.advanceTo(now));
    }

    assertThat(pieces).isEqualTo(market(settings).advanceTo(now));
    assertThat(cut.advanceTo(now)).isEmpty();
    assertThat(cut.advanceTo(START)).isEmpty();
  }

  @Test
  void aMarketRestoredAtOnceGoesOnAsIfNothingHadHappened() {
    SimulatorSettings settings = Samples.faults(0.02, 0.1, 0.01);
    MarketSimulator undisturbed = market(settings);
    undisturbed.advanceTo(after(RUN));
    MarketSimulator stopped = market(settings);
    stopped.advanceTo(after(RUN));
    MarketSimulator restored =
        MarketSimulator.restore(stopped.snapshot(), settings, companies(), after(RUN));

    Instant end = after(RUN.plusMinutes(6));
    assertThat(restored.advanceTo(end)).isEqualTo(undisturbed.advanceTo(end));
    assertThat(restored.snapshot()).isEqualTo(undisturbed.snapshot());
  }

  @Test
  void aPauseIsAClosedMarketAndPricesGoOnFromWhereTheyStood() {
    SimulatorSettings settings = Samples.faultless();
    MarketSimulator stopped = market(settings);
    Map<String, Double> closing = lastPrices(stopped.advanceTo(after(Duration.ofHours(1))));
    Instant opening = after(Duration.ofDays(3));
    MarketSimulator restored =
        MarketSimulator.restore(stopped.snapshot(), settings, companies(), opening);
    List<SimulatedEvent> events = restored.advanceTo(opening.plusSeconds(5));

    assertThat(events).hasSizeBetween(1_100, 1_450);
    assertThat(events)
        .allSatisfy(e -> assertThat(e.eventTime()).isBetween(opening, opening.plusSeconds(5)));
    Map<String, Double> prices = lastPrices(events);
    assertThat(prices).hasSize(8);
    prices.forEach(
        (symbol, price) -> {
          double before = closing.getOrDefault(symbol, 0.0);
          assertThat(price).isBetween(before * 0.985, before * 1.015);
        });
    long moved =
        companies().stream()
            .filter(
                c -> {
                  double close = closing.getOrDefault(c.symbol(), 0.0);
                  return Math.abs(close / c.referencePrice() - 1) > 0.005;
                })
            .count();
    assertThat(moved).as("symbols that had left their reference").isGreaterThan(4);
  }

  @Test
  void recordsOnTheirWayWhenTheMarketClosesArriveAfterItOpens() {
    SimulatorSettings settings = Samples.faults(0, 0, 0.02);
    MarketSimulator stopped = market(settings);
    stopped.advanceTo(after(RUN));
    Instant opening = after(Duration.ofHours(2));
    List<SimulatedEvent> events =
        MarketSimulator.restore(stopped.snapshot(), settings, companies(), opening)
            .advanceTo(opening.plus(Duration.ofMinutes(6)));

    assertThat(events.stream().filter(e -> e.eventTime().isBefore(opening)).count())
        .isBetween(90L, 220L);
  }

  @Test
  void idsNeverRepeatWithinARunAfterARestoreOrFromAnotherStart() {
    SimulatorSettings settings = Samples.faultless();
    MarketSimulator first = market(settings);
    List<SimulatedEvent> events = new ArrayList<>(first.advanceTo(after(Duration.ofMinutes(2))));
    Instant opening = after(Duration.ofMinutes(2));
    events.addAll(
        MarketSimulator.restore(first.snapshot(), settings, companies(), opening)
            .advanceTo(opening.plusSeconds(120)));
    Instant otherStart = after(Duration.ofMinutes(4)).plusMillis(1);
    events.addAll(
        new MarketSimulator(settings, companies(), otherStart)
            .advanceTo(otherStart.plusSeconds(120)));

    List<String> ids = new ArrayList<>();
    for (SimulatedEvent event : events) {
      switch (event.feed()) {
        case "trades" -> ids.add(json(event).get("trade_id").textValue());
        case "posts" -> ids.add(json(event).get("id").textValue());
        case "news" -> ids.add(json(event).get("News_Url").textValue());
        default -> {}
      }
    }
    assertThat(ids).hasSizeGreaterThan(18_000).doesNotHaveDuplicates();
  }

  @Test
  void aRestoredMarketTakesOtherSettingsAndCompanies() {
    MarketSimulator stopped = market(Samples.faultless());
    stopped.advanceTo(after(RUN));
    SimulatorSettings onlyTicks = new SimulatorSettings(7, 100, 0, 0, 0, 0, 0, 0, 2);
    List<Company> others = companies().subList(6, 8);
    List<SimulatedEvent> events =
        MarketSimulator.restore(stopped.snapshot(), onlyTicks, others, after(RUN))
            .advanceTo(after(RUN.multipliedBy(2)));

    Set<String> feeds = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (SimulatedEvent event : events) {
      feeds.add(event.feed());
      keys.add(String.valueOf(event.key()));
    }
    assertThat(feeds).containsExactly("ticks");
    assertThat(keys).containsExactlyInAnyOrder("NSRGY", "PENY");
  }

  @Test
  void aSnapshotThatCannotBeReadGetsAClearMessage() {
    assertUnreadable("", "it is not what a simulator wrote");
    assertUnreadable("null", "it is not what a simulator wrote");
    assertUnreadable("{\"version\":1", "it is not what a simulator wrote");
    assertUnreadable("{\"version\":1}", "it is not what a simulator wrote");
    assertUnreadable("{\"version\":2,\"more\":0}", "a newer version of marketlake wrote it");
  }

  @Test
  void thousandsOfEventsASecondAreMadeFasterThanTheyAreDue() {
    SimulatorSettings fast =
        new SimulatorSettings(3, 8_000, 2_000, 300, 6_000, 0.01, 0.05, 0.002, 100);
    MarketSimulator market = market(fast);
    long begun = System.nanoTime();
    int count = market.advanceTo(after(Duration.ofSeconds(60))).size();
    double seconds = (System.nanoTime() - begun) / 1e9;

    assertThat(count).isGreaterThan(590_000);
    assertThat(seconds).isLessThan(60);
  }

  private static void assertUnreadable(String snapshot, String reason) {
    byte[] bytes = snapshot.getBytes(UTF_8);
    assertThatThrownBy(
            () -> MarketSimulator.restore(bytes, Samples.faultless(), companies(), START))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("simulated market's state")
        .hasMessageContaining(reason);
  }

  private static Map<String, Double> lastPrices(List<SimulatedEvent> events) {
    Map<String, Double> prices = new HashMap<>();
    for (SimulatedEvent event : events) {
      if (event.feed().equals("ticks")) {
        JsonNode tick = json(event);
        prices.put(tick.get("symbol").textValue(), tick.get("price").doubleValue());
      }
    }
    return prices;
  }
}
