package io.marketlake.simulate;

import java.time.Instant;
import java.util.List;

/** Makes ticks and trades from the prices. */
final class Tape {
  private static final List<String> SOURCES =
      List.of("consolidated", "consolidated", "direct-a", "direct-b", "vendor-ms");
  private static final String EPOCH_SOURCE = "vendor-ms";
  private static final List<String> EXCHANGES =
      List.of("N", "N", "Q", "Q", "Q", "P", "Z", "K", "B", "X");
  private static final String EPOCH_EXCHANGE = "X";
  private static final List<String> SALE_CONDITIONS = List.of("I", "F", "T", "O", "FT");

  private final Market market;

  Tape(Market market) {
    this.market = market;
  }

  /**
   * @param now the market's time, in nanoseconds
   * @param millis the same moment as the event writes it
   */
  SimulatedEvent tick(long now, long millis) {
    Generator generator = market.generator();
    int symbol = market.activeSymbol();
    double price = market.prices().observe(symbol, now, generator);
    String source = generator.pick(SOURCES);
    JsonText json = market.json().begin().string("symbol", market.company(symbol).symbol());
    price(json, price);
    json.number("volume", roundLots(5.2));
    time(json, millis, source.equals(EPOCH_SOURCE));
    json.string("source", source);
    return event(MarketFeed.TICKS, symbol, json, millis);
  }

  /**
   * @param now the market's time, in nanoseconds
   * @param millis the same moment as the event writes it
   */
  SimulatedEvent trade(long now, long millis) {
    Generator generator = market.generator();
    int symbol = market.activeSymbol();
    double middle = market.prices().observe(symbol, now, generator);
    double halfSpread = middle * 0.0003 * generator.uniform();
    boolean bought = generator.chance(0.5 + Math.max(-0.3, Math.min(0.3, lean(symbol))));
    String exchange = generator.pick(EXCHANGES);
    JsonText json = market.json().begin().string("ticker", market.company(symbol).symbol());
    time(json, millis, exchange.equals(EPOCH_EXCHANGE));
    price(json, bought ? middle + halfSpread : middle - halfSpread);
    json.number("volume", roundLots(5.8)).string("action", bought ? "BUY" : "SELL");
    json.string("exchange", exchange);
    if (generator.chance(0.3)) {
      json.string("sale_condition", generator.pick(SALE_CONDITIONS));
    }
    json.string("trade_id", market.newId("t", millis));
    return event(MarketFeed.TRADES, symbol, json, millis);
  }

  /** Buyers are more eager while a price rises. */
  private double lean(int symbol) {
    return market.prices().recentMove(symbol) * 20;
  }

  private static void price(JsonText json, double price) {
    json.decimal("price", price, PriceModel.decimals(price));
  }

  private static void time(JsonText json, long millis, boolean epoch) {
    if (epoch) {
      json.number("timestamp", millis);
    } else {
      json.time("timestamp", millis);
    }
  }

  private long roundLots(double mean) {
    double shares = StrictMath.exp(mean + 1.1 * market.generator().gaussian());
    return 100 * Math.max(1, Math.min(1_000_000, Math.round(shares / 100)));
  }

  private SimulatedEvent event(MarketFeed feed, int symbol, JsonText json, long millis) {
    return new SimulatedEvent(
        feed.feedName(), market.company(symbol).symbol(), json.end(), Instant.ofEpochMilli(millis));
  }
}
