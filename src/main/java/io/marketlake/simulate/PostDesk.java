package io.marketlake.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes posts: people talk about the news, about prices that moved, and about nothing at all. */
final class PostDesk {
  /** A move over some minutes that people notice. */
  private static final double NOTICED_MOVE = 0.002;

  private static final List<String> USER_STARTS =
      List.of(
          "bull",
          "bear",
          "alpha",
          "theta",
          "moon",
          "dip",
          "value",
          "swing",
          "chart",
          "penny",
          "index",
          "margin",
          "quant",
          "dividend",
          "candle",
          "tape");
  private static final List<String> USER_ENDS =
      List.of(
          "hunter",
          "trader",
          "_jane",
          "_joe",
          "watcher",
          "wizard",
          "whisperer",
          "_99",
          "lord",
          "nerd",
          "surfer",
          "girl",
          "guy",
          "cat");

  private final Market market;
  private final Buzz buzz;
  private final Map<Mood, List<Phrase>> reactions = new EnumMap<>(Mood.class);
  private final Map<Mood, List<Phrase>> chatter = new EnumMap<>(Mood.class);

  PostDesk(Market market, Buzz buzz) {
    this.market = market;
    this.buzz = buzz;
    for (List<String> cells : PhraseFile.read("posts.txt", 2)) {
      Phrase phrase = Phrase.of(PhraseFile.mood(cells.get(0)), cells.get(1));
      reactions.computeIfAbsent(phrase.mood(), mood -> new ArrayList<>()).add(phrase);
      if (!phrase.mentions("headline")) {
        chatter.computeIfAbsent(phrase.mood(), mood -> new ArrayList<>()).add(phrase);
      }
    }
  }

  /**
   * @param now the market's time, in nanoseconds
   * @param millis the same moment as the event writes it
   */
  SimulatedEvent post(long now, long millis) {
    Generator generator = market.generator();
    int symbol = market.activeSymbol();
    String headline = "";
    Mood mood;
    if (!buzz.isSilent() && generator.chance(0.5)) {
      Buzz.Item item = buzz.pick(generator);
      int place = market.placeOf(item.symbol());
      symbol = place < 0 ? symbol : place;
      headline = place < 0 ? "" : item.headline();
      mood = generator.chance(0.8) ? item.mood() : anyMood();
    } else {
      mood = moodOfMove(symbol);
    }
    double price = market.prices().observe(symbol, now, generator);
    List<Phrase> stock = (headline.isEmpty() ? chatter : reactions).getOrDefault(mood, List.of());
    Phrase phrase = generator.pick(stock);
    Company company = market.company(symbol);
    Company other = market.company(market.otherSymbol(symbol));
    String text = phrase.filled(new Slots(generator, company, other, price, "", 0, headline));
    JsonText json =
        market
            .json()
            .begin()
            .string("id", market.newId("p", millis))
            .time("created_at", millis)
            .string("user", user())
            .string("text", text)
            .string("lang", "en");
    if (generator.chance(0.6)) {
      json.strings(
          "symbols",
          phrase.mentions("tag2") && !other.equals(company)
              ? List.of(company.symbol(), other.symbol())
              : List.of(company.symbol()));
    }
    return new SimulatedEvent(
        MarketFeed.POSTS.feedName(), company.symbol(), json.end(), Instant.ofEpochMilli(millis));
  }

  private Mood moodOfMove(int symbol) {
    double move = market.prices().recentMove(symbol);
    if (Math.abs(move) < NOTICED_MOVE || market.generator().chance(0.25)) {
      return anyMood();
    }
    return move > 0 ? Mood.POSITIVE : Mood.NEGATIVE;
  }

  private Mood anyMood() {
    return market.generator().pick(List.of(Mood.POSITIVE, Mood.NEGATIVE, Mood.NEUTRAL));
  }

  private String user() {
    Generator generator = market.generator();
    return generator.pick(USER_STARTS) + generator.pick(USER_ENDS) + generator.below(100);
  }
}
