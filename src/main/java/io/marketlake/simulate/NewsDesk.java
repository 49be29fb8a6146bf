package io.marketlake.simulate;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes news, and lets it move the prices of what it is about. */
final class NewsDesk {
  private static final double LABELLED_SHARE = 0.4;

  /** The whole market moves less than a company that is singled out. */
  private static final double MARKET_IMPACT = 0.1;

  private static final List<String> OUTLETS =
      List.of(
          "Simulated Wire",
          "Market Ledger",
          "The Daily Ticker",
          "Opening Bell",
          "Harbour Street Journal",
          "Capital Courier",
          "Global Markets Post",
          "The Quarterly Eye");
  private static final List<String> INDICES =
      List.of(
          "S&P 500",
          "Nasdaq Composite",
          "Dow Jones",
          "Russell 2000",
          "TSX",
          "IBOVESPA",
          "FTSE 100",
          "DAX",
          "CAC 40",
          "Euro Stoxx 50",
          "Nikkei 225",
          "Hang Seng",
          "Shanghai Composite",
          "KOSPI",
          "ASX 200",
          "BSE Sensex");

  private final Market market;
  private final Buzz buzz;
  private final List<Headlines.Headline> headlines = new Headlines().all();

  NewsDesk(Market market, Buzz buzz) {
    this.market = market;
    this.buzz = buzz;
  }

  /**
   * @param now the market's time, in nanoseconds
   * @param millis the same moment as the event writes it
   */
  SimulatedEvent news(long now, long millis) {
    Generator generator = market.generator();
    Headlines.Headline headline = generator.pick(headlines);
    Mood mood = headline.phrase().mood();
    int symbol = market.anySymbol();
    Company company = market.company(symbol);
    String index = generator.pick(INDICES);
    double indexChange = indexChange(headline);
    double price = market.prices().observe(symbol, now, generator);
    String text =
        headline
            .phrase()
            .filled(
                new Slots(
                    generator,
                    company,
                    market.company(market.otherSymbol(symbol)),
                    price,
                    index,
                    indexChange,
                    ""));
    double size = mood.direction() * headline.impact().size() * generator.uniform(0.5, 1.5);
    if (headline.company()) {
      market.prices().shock(symbol, size);
      buzz.add(new Buzz.Item(company.symbol(), mood, text));
    } else {
      market.prices().shockMarket(size * MARKET_IMPACT);
    }
    byte[] value =
        value(headline, headline.company() ? company : null, text, index, indexChange, millis);
    return new SimulatedEvent(
        MarketFeed.NEWS.feedName(),
        headline.company() ? company.symbol() : null,
        value,
        Instant.ofEpochMilli(millis));
  }

  private byte[] value(
      Headlines.Headline headline,
      @Nullable Company company,
      String text,
      String index,
      double indexChange,
      long millis) {
    Generator generator = market.generator();
    Mood mood = headline.phrase().mood();
    JsonText json =
        market
            .json()
            .begin()
            .time("Date", millis)
            .string("Headline", text)
            .string("Source", generator.pick(OUTLETS))
            .string("Market_Event", headline.event())
            .string("Market_Index", index)
            .decimal("Index_Change_Percent", indexChange, 2)
            .decimal("Trading_Volume", generator.uniform(10, 500), 2);
    if (generator.chance(LABELLED_SHARE)) {
      json.string("Sentiment", mood.label());
    }
    return json.string("Sector", company == null ? "" : company.sector())
        .string("Impact_Level", headline.impact().label())
        .string("Related_Company", company == null ? "" : company.shortName())
        .string("News_Url", url(text, millis))
        .end();
  }

  /** News of the market says where the index went; a company's leaves it to chance. */
  private double indexChange(Headlines.Headline headline) {
    Generator generator = market.generator();
    if (headline.company()) {
      return 0.7 * generator.gaussian();
    }
    int direction = headline.phrase().mood().direction();
    return direction == 0 ? 0.05 * generator.gaussian() : direction * generator.uniform(0.3, 3);
  }

  private String url(String text, long millis) {
    String words = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String slug = words.substring(0, Math.min(48, words.length()));
    return "https://news.example.com/" + slug + "-" + market.newId("n", millis);
  }
}
