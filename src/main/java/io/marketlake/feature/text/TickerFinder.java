package io.marketlake.feature.text;

import io.marketlake.feature.text.Mention.How;
import io.marketlake.feature.text.Words.Word;
import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds cashtags, and tickers that an exchange or the words around show to be such. */
final class TickerFinder implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHORTEST_ALONE = 3;

  /** A letter first: {@code $2317} is money. */
  private static final Pattern CASHTAG =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}$])\\$(?<symbol>[A-Za-z][A-Za-z0-9]{0,11})"
              + "(?:\\.(?<suffix>[A-Z]{1,2}))?(?![\\p{L}\\p{M}\\p{N}_])");

  private static final Pattern ON_EXCHANGE =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])(?<exchange>[A-Z]{2,8})\\s?:\\s?"
              + "(?<symbol>[A-Z0-9]{1,12})(?:\\.(?<suffix>[A-Z]{1,2}))?(?![\\p{L}\\p{N}])");

  private static final Pattern WITH_SUFFIX =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}.$])(?<symbol>[A-Z0-9]{1,12})"
              + "\\.(?<suffix>[A-Z]{1,2})(?![\\p{L}\\p{N}])");

  private static final Pattern MOVE = Pattern.compile("\\s?\\(?[+\u2212-]\\d");

  private final Map<String, String> symbols = new HashMap<>();
  private final Map<String, String> listings = new HashMap<>();
  private final Set<String> exchangesElsewhere = new HashSet<>();
  private final LinkingRules rules;

  TickerFinder(List<ListedCompany> companies, LinkingRules rules) {
    this.rules = rules;
    for (ListedCompany company : companies) {
      String symbol = company.symbol();
      symbols.put(symbol.toUpperCase(Locale.ROOT), symbol);
      for (String other : rules.shareClasses().getOrDefault(symbol, List.of())) {
        symbols.putIfAbsent(other, symbol);
      }
      for (String listing : rules.listings().getOrDefault(symbol, List.of())) {
        int colon = listing.indexOf(':');
        for (String exchange : listing.substring(0, colon).split("\\|", -1)) {
          listings.put(exchange + listing.substring(colon), symbol);
        }
      }
    }
    for (List<String> all : rules.listings().values()) {
      for (String listing : all) {
        exchangesElsewhere.addAll(
            List.of(listing.substring(0, listing.indexOf(':')).split("\\|", -1)));
      }
    }
  }

  /**
   * Passes on what is found, and marks its place, web addresses, and tickers of other companies as
   * taken.
   */
  void find(String text, BitSet taken, Consumer<Mention> mentions) {
    Matcher address = WebAddresses.ADDRESS.matcher(text);
    while (address.find()) {
      taken.set(address.start(), address.end());
    }
    Matcher cashtag = CASHTAG.matcher(text);
    while (text.indexOf('$') >= 0 && cashtag.find()) {
      take(cashtag, cashtagged(cashtag), How.CASHTAG, taken, mentions);
    }
    Matcher onExchange = ON_EXCHANGE.matcher(text);
    while (text.indexOf(':') >= 0 && onExchange.find()) {
      String exchange = onExchange.group("exchange");
      if (isExchange(exchange)) {
        String suffix = onExchange.group("suffix");
        String symbol = suffix == null ? listed(exchange, onExchange.group("symbol")) : null;
        take(onExchange, symbol, How.TICKER, taken, mentions);
      }
    }
    Matcher withSuffix = WITH_SUFFIX.matcher(text);
    while (text.indexOf('.') >= 0 && withSuffix.find()) {
      String ticker = withSuffix.group("symbol");
      String symbol = listed(withSuffix.group("suffix"), ticker);
      if (symbol != null
          || (isExchange(withSuffix.group("suffix")) && symbols.containsKey(ticker))) {
        take(withSuffix, symbol, How.TICKER, taken, mentions);
      }
    }
  }

  private boolean isExchange(String exchange) {
    return rules.exchanges().contains(exchange) || exchangesElsewhere.contains(exchange);
  }

  private @Nullable String cashtagged(Matcher cashtag) {
    String symbol = cashtag.group("symbol").toUpperCase(Locale.ROOT);
    String suffix = cashtag.group("suffix");
    return suffix == null ? symbols.get(symbol) : listed(suffix, symbol);
  }

  private @Nullable String listed(String exchange, String ticker) {
    return rules.exchanges().contains(exchange)
        ? symbols.get(ticker)
        : listings.get(exchange + ":" + ticker);
  }

  private static void take(
      Matcher found, @Nullable String symbol, How how, BitSet taken, Consumer<Mention> mentions) {
    int start = how == How.CASHTAG ? found.start() : found.start("symbol");
    if (!isFree(taken, found.start(), found.end())) {
      return;
    }
    taken.set(found.start(), found.end());
    if (symbol != null) {
      mentions.accept(
          new Mention(
              symbol, start, found.end(), found.group().substring(start - found.start()), how));
    }
  }

  static boolean isFree(BitSet taken, int start, int end) {
    int next = taken.nextSetBit(start);
    return next < 0 || next >= end;
  }

  /** The symbol that a word is as it stands there, or null. */
  @Nullable String alone(Words words, int index) {
    Word word = words.at(index);
    if (!word.isAllCapitals() || word.key().length() > 12) {
      return null;
    }
    String surface = words.surface(index);
    String symbol = symbols.get(surface);
    boolean isLetters = surface.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    return symbol != null && isLetters && isTicker(words, index, surface) ? symbol : null;
  }

  private boolean isTicker(Words words, int index, String surface) {
    String gap = words.gapAfter(index);
    boolean isFollowed =
        gap.equals(" ")
            && index + 1 < words.size()
            && rules.tickerWords().contains(words.at(index + 1).key());
    if (isFollowed || !words.hasCase()) {
      return isFollowed;
    }
    Matcher move = MOVE.matcher(words.text()).region(words.at(index).end(), words.text().length());
    if (surface.length() > 1 && move.lookingAt()) {
      return true;
    }
    boolean isInParentheses = words.before(index) == '(' && gap.startsWith(")");
    int shortest = isInParentheses ? SHORTEST_ALONE - 1 : SHORTEST_ALONE;
    return surface.length() >= shortest
        && !rules.wordTickers().contains(surface)
        && words.before(index) != '-'
        && words.before(index) != '.';
  }
}
