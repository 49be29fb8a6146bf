package io.marketlake.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.schema.Micros;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import io.marketlake.simulate.SimulatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Hours of the simulated market at once: its bars of a minute, and what its news says. */
final class SimulatedHistory {
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

  /** Older than any of its news, as a model has to be that scores them. */
  private static final String LABELS = "20260101T000000Z-00000000";

  private static final Map<String, Double> SCORES =
      Map.of("Positive", 1.0, "Neutral", 0.0, "Negative", -1.0);
  private static final JsonMapper JSON = new JsonMapper();

  private final SortedMap<String, SortedMap<Instant, Minute>> minutes = new TreeMap<>();
  private final Map<String, List<ScoredText>> texts = new HashMap<>();

  /** A market that ran so long. */
  SimulatedHistory(SimulatorSettings settings, Duration length) {
    MarketSimulator market = new MarketSimulator(settings, CompanyReference.simulated(), START);
    for (SimulatedEvent event : market.advanceTo(START.plus(length))) {
      String symbol = event.key();
      byte[] value = event.value();
      if (symbol != null && value != null) {
        take(event.feed(), symbol, event.eventTime(), read(value));
      }
    }
  }

  /** A minute of a symbol. */
  private static final class Minute {
    private double open = Double.NaN;
    private double high = Double.NEGATIVE_INFINITY;
    private double low = Double.POSITIVE_INFINITY;
    private double close;
    private double volume;

    void add(double price, double size) {
      open = Double.isNaN(open) ? price : open;
      high = Math.max(high, price);
      low = Math.min(low, price);
      close = price;
      volume += size;
    }
  }

  private static JsonNode read(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(String feed, String symbol, Instant time, JsonNode event) {
    if (feed.equals("ticks")) {
      minutes
          .computeIfAbsent(symbol, of -> new TreeMap<>())
          .computeIfAbsent(time.truncatedTo(ChronoUnit.MINUTES), of -> new Minute())
          .add(event.path("price").asDouble(), event.path("volume").asDouble());
    } else if (feed.equals("news") && event.has("Sentiment")) {
      texts
          .computeIfAbsent(symbol, of -> new ArrayList<>())
          .add(
              new ScoredText(
                  Micros.of(time),
                  SCORES.getOrDefault(event.path("Sentiment").asText(), 0.0),
                  LABELS));
    }
  }

  /** Its bars, as a file that {@code --bars} reads. */
  String bars() {
    StringBuilder csv = new StringBuilder("symbol,bar_start,open,high,low,close,volume\n");
    minutes.forEach(
        (symbol, bars) ->
            bars.forEach(
                (start, bar) ->
                    csv.append(
                        String.format(
                            Locale.ROOT,
                            "%s,%s,%.6f,%.6f,%.6f,%.6f,%.3f%n",
                            symbol,
                            start,
                            bar.open,
                            bar.high,
                            bar.low,
                            bar.close,
                            bar.volume))));
    return csv.toString();
  }

  /** The labelled news of each symbol, known as it happened. */
  Map<String, List<ScoredText>> texts() {
    return texts;
  }
}
