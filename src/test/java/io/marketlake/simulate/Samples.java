package io.marketlake.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A small market of its own, so that no figure of a test depends on the tracked reference. */
final class Samples {
  static final Instant START = Instant.parse("2026-03-02T14:30:00Z");

  static final String COMPANIES_CSV =
      """
      symbol,name,aliases,sector,industry,country,technology,reference_price,currency
      AAPL,Apple Inc.,Apple|Apple Computer,Information Technology,"Hardware, Storage",United States,Consumer Electronics,240,USD
      AMZN,"Amazon.com, Inc.",Amazon|AWS,Consumer Discretionary,Broadline Retail,United States,E-commerce,220,USD
      V,Visa Inc.,Visa,Financials,Financial Services,United States,Payments,330,USD
      KO,The Coca-Cola Company,Coca-Cola,Consumer Staples,Beverages,United States,,70,USD
      TM,Toyota Motor Corporation,Toyota,Consumer Discretionary,Automobiles,Japan,Electric Vehicles,200,USD
      005930,"Samsung Electronics Co., Ltd.",Samsung,Information Technology,Hardware,South Korea,Semiconductors,60,USD
      NSRGY,Nestlé S.A.,Nestlé|Nestle,Consumer Staples,Food Products,Switzerland,,100,USD
      PENY,Penny Mining Corp.,,Materials,Metals & Mining,Canada,,0.42,USD
      """;

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Samples() {}

  static List<Company> companies() {
    return Companies.read(new ByteArrayInputStream(COMPANIES_CSV.getBytes(UTF_8)));
  }

  static MarketSimulator market(SimulatorSettings settings) {
    return new MarketSimulator(settings, companies(), START);
  }

  /** The default rates without any fault. */
  static SimulatorSettings faultless() {
    return faults(0, 0, 0);
  }

  static SimulatorSettings faults(double bad, double outOfOrder, double late) {
    return new SimulatorSettings(7, 200, 50, 30, 120, bad, outOfOrder, late, 100);
  }

  static Instant after(Duration duration) {
    return START.plus(duration);
  }

  static JsonNode json(SimulatedEvent event) {
    try {
      return STRICT.readTree(Objects.requireNonNull(event.value()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
