package io.marketlake.simulate;

import static io.marketlake.simulate.Samples.after;
import static io.marketlake.simulate.Samples.json;
import static io.marketlake.simulate.Samples.market;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
final class EventShapeTest {
  private static final List<SimulatedEvent> EVENTS =
      market(Samples.faultless()).advanceTo(after(Duration.ofMinutes(20)));

  private static final Map<String, Set<String>> REQUIRED =
      Map.of(
          "ticks",
          Set.of("symbol", "price", "volume", "timestamp", "source"),
          "trades",
          Set.of("ticker", "timestamp", "price", "volume", "action", "exchange", "trade_id"),
          "news",
          Set.of(
              "Date",
              "Headline",
              "Source",
              "Market_Event",
              "Market_Index",
              "Index_Change_Percent",
              "Trading_Volume",
              "Sector",
              "Impact_Level",
              "Related_Company",
              "News_Url"),
          "posts",
          Set.of("id", "created_at", "user", "text", "lang"));

  private static final Map<String, Set<String>> OPTIONAL =
      Map.of(
          "ticks", Set.of(),
          "trades", Set.of("sale_condition"),
          "news", Set.of("Sentiment"),
          "posts", Set.of("symbols"));

  @Test
  void everyGoodEventIsStrictJsonWithTheDeclaredFields() {
    assertThat(EVENTS).hasSizeGreaterThan(290_000);
    Set<String> seen = new TreeSet<>();
    for (SimulatedEvent event : EVENTS) {
      Set<String> fields = new HashSet<>();
      json(event).fieldNames().forEachRemaining(fields::add);
      Set<String> required = REQUIRED.getOrDefault(event.feed(), Set.of());
      assertThat(fields).containsAll(required);
      fields.removeAll(required);
      assertThat(OPTIONAL.getOrDefault(event.feed(), Set.of())).containsAll(fields);
      fields.forEach(field -> seen.add(event.feed() + "." + field));
    }
    assertThat(seen).containsExactly("news.Sentiment", "posts.symbols", "trades.sale_condition");
  }

  @Test
  void theTimeInTheValueIsTheEventTimeInOneOfTheAcceptedForms() {
    Set<String> epochFeeds = new TreeSet<>();
    Set<String> isoFeeds = new TreeSet<>();
    for (SimulatedEvent event : EVENTS) {
      JsonNode value = json(event);
      JsonNode time =
          switch (event.feed()) {
            case "news" -> value.get("Date");
            case "posts" -> value.get("created_at");
            default -> value.get("timestamp");
          };
      if (time.isIntegralNumber()) {
        epochFeeds.add(event.feed());
        assertThat(Instant.ofEpochMilli(time.longValue())).isEqualTo(event.eventTime());
      } else {
        isoFeeds.add(event.feed());
        assertThat(time.textValue()).endsWith("Z").hasSize(24);
        assertThat(Instant.parse(time.textValue())).isEqualTo(event.eventTime());
      }
    }
    assertThat(epochFeeds).containsExactly("ticks", "trades");
    assertThat(isoFeeds).containsExactly("news", "posts", "ticks", "trades");
  }

  @Test
  void pricesArePositiveAndOnTheSymbolsTickSizeAndVolumesAreRoundLots() {
    for (SimulatedEvent event : EVENTS) {
      if (event.feed().equals("ticks") || event.feed().equals("trades")) {
        JsonNode value = json(event);
        double price = value.get("price").doubleValue();
        assertThat(price).isPositive();
        assertThat(new String(Objects.requireNonNull(event.value()), UTF_8))
            .containsPattern(
                price < 1 ? "\"price\":0\\.\\d{4}," : "\"price\":\\d+\\.\\d{2}(\\d{2})?,");
        assertThat(value.get("volume").longValue()).isPositive();
        assertThat(value.get("volume").longValue() % 100).isZero();
      }
    }
  }

  @Test
  void aKeyIsTheSymbolThatTheEventIsAbout() {
    Map<String, String> symbols =
        Samples.companies().stream().collect(Collectors.toMap(Company::shortName, Company::symbol));
    int withoutKey = 0;
    for (SimulatedEvent event : EVENTS) {
      JsonNode value = json(event);
      switch (event.feed()) {
        case "ticks" -> assertThat(event.key()).isEqualTo(value.get("symbol").textValue());
        case "trades" -> assertThat(event.key()).isEqualTo(value.get("ticker").textValue());
        case "news" -> {
          String company = value.get("Related_Company").textValue();
          assertThat(event.key()).isEqualTo(company.isEmpty() ? null : symbols.get(company));
          withoutKey += event.key() == null ? 1 : 0;
        }
        default -> {
          assertThat(value.get("text").textValue()).contains("$" + event.key());
          if (value.has("symbols")) {
            assertThat(value.get("symbols").get(0).textValue()).isEqualTo(event.key());
          }
        }
      }
    }
    assertThat(withoutKey).isBetween(50, 150);
  }

  @Test
  void headlinesAreVariedAndAboutTwoInFiveAreLabelled() {
    List<JsonNode> news =
        EVENTS.stream().filter(e -> e.feed().equals("news")).map(Samples::json).toList();
    Set<String> headlines = new HashSet<>();
    Set<String> labels = new TreeSet<>();
    List<String> labelled = new ArrayList<>();
    for (JsonNode item : news) {
      headlines.add(item.get("Headline").textValue());
      if (item.has("Sentiment")) {
        labelled.add(item.get("Headline").textValue());
        labels.add(item.get("Sentiment").textValue());
      }
      assertThat(item.get("Headline").textValue()).doesNotContain("{", "}");
    }
    assertThat((double) labelled.size() / news.size()).isBetween(0.35, 0.45);
    assertThat(labels).containsExactly("Negative", "Neutral", "Positive");
    assertThat((double) headlines.size() / news.size()).isGreaterThan(0.85);
    assertThat(new Headlines().all()).hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void goodAndBadNewsWeighTheSameSoThatTheStockOfHeadlinesHasNoDriftOfItsOwn() {
    double sum = 0;
    double weight = 0;
    for (Headlines.Headline headline : new Headlines().all()) {
      double size = headline.impact().size() * (headline.company() ? 1 : 0.1);
      sum += headline.phrase().mood().direction() * size;
      weight += Math.abs(headline.phrase().mood().direction() * size);
    }
    assertThat(Math.abs(sum) / weight).isLessThan(0.02);
  }

  @Test
  void theMeanRatesAreTheDeclaredOnes() {
    Map<String, Long> counts =
        EVENTS.stream().collect(Collectors.groupingBy(SimulatedEvent::feed, Collectors.counting()));

    assertThat(counts.get("ticks")).isBetween(238_000L, 242_000L);
    assertThat(counts.get("trades")).isBetween(59_000L, 61_000L);
    assertThat(counts.get("news")).isBetween(530L, 670L);
    assertThat(counts.get("posts")).isBetween(2_250L, 2_550L);
  }
}
