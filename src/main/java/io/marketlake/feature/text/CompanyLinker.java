package io.marketlake.feature.text;

import io.marketlake.feature.text.Mention.How;
import io.marketlake.feature.text.NameTree.Match;
import io.marketlake.feature.text.NameTree.Name;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Links a text to the companies of the reference that it names.
 *
 * <p>Linked are cashtags ({@code $AAPL}), tickers where an exchange or the words around show that
 * one is meant ({@code NASDAQ: AAPL}, {@code 7203.T}, {@code AAPL shares}), and names and aliases:
 * whole words, the longest that fits, with their legal form or without, whatever stands between
 * their words ({@code Coca Cola}, {@code Coca-Cola}), {@code &} or {@code and}. Names that mean
 * something else too are told apart by the rules. Addresses of web and mail are passed over.
 *
 * <p>A name that two companies of the reference claim is linked to neither. Mentions are in the
 * text's order and never overlap; the same text and reference give the same mentions. The time
 * grows with the text's length and not with the reference's.
 */
public final class CompanyLinker implements Serializable {
  private static final long serialVersionUID = 1L;

  private final NameTree names;
  private final TickerFinder tickers;
  private final NameContext context;

  /** Of a reference and the rules of its language. */
  public CompanyLinker(List<ListedCompany> companies, LinkingRules rules) {
    names = new NameTree(rules.legalForms());
    for (ListedCompany company : companies) {
      add(company, company.name(), rules);
      company.aliases().forEach(alias -> add(company, alias, rules));
    }
    tickers = new TickerFinder(companies, rules);
    context = new NameContext(rules);
  }

  private void add(ListedCompany company, String written, LinkingRules rules) {
    String key = String.join(" ", names.keys(written));
    names.add(
        new Name(company.symbol(), written, rules.aliases().getOrDefault(key, AliasRule.NONE)));
  }

  /** The companies named, each once, by symbol. */
  public SortedSet<String> symbols(@Nullable String text) {
    SortedSet<String> symbols = new TreeSet<>();
    link(text).forEach(mention -> symbols.add(mention.symbol()));
    return symbols;
  }

  /** Every place where a company is named. Null and empty text have none. */
  public List<Mention> link(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return List.of();
    }
    List<Mention> mentions = new ArrayList<>();
    BitSet taken = new BitSet(text.length());
    tickers.find(text, taken, mentions::add);
    Words words = new Words(text);
    for (int i = 0; i < words.size(); i++) {
      Optional<Match> name = nameAt(words, i, taken);
      if (name.isPresent()) {
        int last = names.withLegalForm(words, name.get().last());
        mentions.add(mention(words, i, last, name.get().name().symbol(), How.NAME));
        i = last;
      } else if (TickerFinder.isFree(taken, words.at(i).start(), words.at(i).end())) {
        String symbol = tickers.alone(words, i);
        if (symbol != null) {
          mentions.add(mention(words, i, i, symbol, How.TICKER));
        }
      }
    }
    mentions.sort(Comparator.comparingInt(Mention::start));
    return List.copyOf(mentions);
  }

  private Optional<Match> nameAt(Words words, int first, BitSet taken) {
    return Optional.ofNullable(names.longest(words, first))
        .filter(m -> TickerFinder.isFree(taken, words.at(first).start(), words.at(m.last()).end()))
        .filter(m -> context.meansCompany(words, first, m));
  }

  private static Mention mention(Words words, int first, int last, String symbol, How how) {
    int start = words.at(first).start();
    int end = words.at(last).end();
    return new Mention(symbol, start, end, words.text().substring(start, end), how);
  }
}
