package io.marketlake.simulate;

import static io.marketlake.simulate.Samples.after;
import static io.marketlake.simulate.Samples.market;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
final class PricesTest {

  @Test
  void newsMovesThePriceInItsDirectionOnAverage() {
    SimulatorSettings settings = new SimulatorSettings(7, 60, 0, 8, 0, 0, 0, 0, 100);
    List<SimulatedEvent> events = market(settings).advanceTo(after(Duration.ofHours(8)));
    Map<String, NavigableMap<Long, Double>> prices = new HashMap<>();
    for (SimulatedEvent event : events) {
      if (event.feed().equals("ticks")) {
        JsonNode tick = Samples.json(event);
        prices
            .computeIfAbsent(tick.get("symbol").textValue(), s -> new TreeMap<>())
            .put(event.eventTime().toEpochMilli(), tick.get("price").doubleValue());
      }
    }
    Map<String, Double> moves = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (SimulatedEvent event : events) {
      if (event.feed().equals("news") && event.key() != null) {
        JsonNode news = Samples.json(event);
        NavigableMap<Long, Double> line = prices.getOrDefault(event.key(), new TreeMap<>());
        Map.Entry<Long, Double> before = line.lowerEntry(event.eventTime().toEpochMilli());
        Map.Entry<Long, Double> later =
            line.ceilingEntry(event.eventTime().plusSeconds(180).toEpochMilli());
        if (news.has("Sentiment") && before != null && later != null) {
          String label = news.get("Sentiment").textValue();
          moves.merge(label, Math.log(later.getValue() / before.getValue()), Double::sum);
          counts.merge(label, 1, Integer::sum);
        }
      }
    }
    moves.replaceAll((label, sum) -> sum / counts.getOrDefault(label, 1));

    assertThat(counts.values()).allMatch(n -> n > 200);
    assertThat(moves.get("Positive")).isBetween(0.0015, 0.006);
    assertThat(moves.get("Negative")).isBetween(-0.006, -0.0015);
    assertThat(moves.get("Neutral")).isBetween(-0.001, 0.001);
  }

  @Test
  void aMarketThatRunsForWeeksKeepsPlausiblePositivePrices() {
    List<Company> companies = Samples.companies();
    Generator generator = new Generator(1);
    PriceModel prices = new PriceModel(companies, 0);
    long now = 0;
    for (int day = 0; day < 14; day++) {
      for (int i = 0; i < 864; i++) {
        for (int beat = 0; beat < 1_000; beat++) {
          prices.beat(generator);
        }
        now += 1_000 * PriceModel.BEAT_NANOS;
        for (int symbol = 0; symbol < companies.size(); symbol++) {
          double reference = companies.get(symbol).referencePrice();
          assertThat(prices.observe(symbol, now, generator))
              .isBetween(reference * 0.3, reference * 3);
        }
      }
    }
  }

  @Test
  void theMarketGoesThroughAllRegimesAndStormsAreRougher() {
    Generator generator = new Generator(5);
    PriceModel prices = new PriceModel(Samples.companies(), 0);
    Map<Regime, double[]> squares = new HashMap<>();
    double last = prices.observe(0, 0, generator);
    long now = 0;
    for (int second = 0; second < 20_000; second++) {
      for (int beat = 0; beat < 10; beat++) {
        prices.beat(generator);
        now += PriceModel.BEAT_NANOS;
      }
      double price = prices.observe(0, now, generator);
      double[] sum = squares.computeIfAbsent(prices.regime(), r -> new double[2]);
      sum[0] += Math.pow(Math.log(price / last), 2);
      sum[1]++;
      last = price;
    }
    assertThat(squares).containsOnlyKeys(Regime.values());
    double calm = volatility(squares, Regime.CALM);
    double normal = volatility(squares, Regime.NORMAL);
    double stormy = volatility(squares, Regime.STORMY);
    assertThat(normal / calm).isBetween(1.7, 2.3);
    assertThat(stormy / normal).isBetween(2.6, 3.4);
  }

  private static double volatility(Map<Regime, double[]> squares, Regime regime) {
    double[] sum = squares.getOrDefault(regime, new double[] {0, 1});
    return Math.sqrt(sum[0] / sum[1]);
  }
}
