package io.marketlake.feature.text;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the linker knows of language and markets, as data ({@code conf/linking.conf}).
 *
 * @param legalForms words at a name's end that may be left out (inc, corp, ltd, …)
 * @param exchanges exchanges whose tickers are the reference's symbols (NYSE, …)
 * @param listings a company's tickers elsewhere as {@code EXCHANGE:TICKER}, by symbol; an exchange
 *     may be followed by others that write the same, as in {@code KRX|KS:005930}
 * @param shareClasses further tickers of a symbol on the same exchanges (GOOG beside GOOGL)
 * @param wordTickers symbols that are words or abbreviations too, and so need a cashtag, an
 *     exchange, or a word such as "shares" right after
 * @param tickerWords what follows a ticker ("shares", "calls"), in any text
 * @param otherCompanies words that, capitalised and right after an everyday name, make another
 *     company of it (Apple Hospitality)
 * @param business words that speak for a company nearby (shares, profit, …)
 * @param aliases rules by name
 */
public record LinkingRules(
    Set<String> legalForms,
    Set<String> exchanges,
    Map<String, List<String>> listings,
    Map<String, List<String>> shareClasses,
    Set<String> wordTickers,
    ContextWords tickerWords,
    ContextWords otherCompanies,
    ContextWords business,
    Map<String, AliasRule> aliases)
    implements Serializable {
  /** Copies into sets that serialise. */
  public LinkingRules {
    legalForms = Set.copyOf(new HashSet<>(legalForms.stream().map(Words::key).toList()));
    exchanges = Set.copyOf(exchanges);
    listings.values().stream().flatMap(List::stream).forEach(LinkingRules::checkListing);
    listings = Map.copyOf(listings);
    shareClasses = Map.copyOf(shareClasses);
    wordTickers = Set.copyOf(wordTickers);
    aliases = Map.copyOf(aliases);
  }

  private static void checkListing(String listing) {
    if (!listing.matches("[A-Z|]+:[A-Z0-9]+")) {
      throw new IllegalArgumentException(
          "listings has '" + listing + "', which is not EXCHANGE:TICKER");
    }
  }
}
