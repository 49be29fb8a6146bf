package io.marketlake.feature;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words of a financial headline or post, as a text model sees them.
 *
 * <p>Text is normalised (Unicode NFKC, lower case) and what varies without a meaning of its own
 * becomes a class: {@code <num>}, {@code <pct>}, {@code <money>}, {@code <year>}, {@code <ticker>},
 * {@code <url>}, {@code <user>}. A sign before a number stays as {@code <plus>} or {@code <minus>},
 * an arrow as {@code <up>} or {@code <down>}. There is no stop list: "up", "down", "not", "no" and
 * "more" decide a headline's sense. A hashtag is a word, an emoji is a word, and "isn't" is "is
 * not". "From 5 to 7 percent", "to 7 percent from 5" and "7 percent, compared with 5" leave {@code
 * <from_to_up>} behind, since the classes would otherwise hide which figure is the larger; a profit
 * that was a loss before leaves {@code <to_profit>}.
 */
public final class TextTokens {
  /** Groups repeat possessively: a text of many would otherwise overflow the matcher's stack. */
  private static final String NUMBER = "\\d+(?:,\\d+)*+(?:\\.\\d+)?";

  private static final String SCALE =
      "(?:k|m|mn|mln|mio|million|millions|b|bn|bln|billion|billions|t|tn|trln|trillion|trillions"
          + "|cr|crore|crores|lakh|lakhs|thousand|hundred)";
  private static final String CURRENCY_SIGN =
      "(?:(?:us|c|a|hk|s|nz)?\\$|\\p{Sc}|rs\\.?|inr|usd" + "|eur|gbp|jpy|chf|cny|sek|nok|dkk|krw)";
  private static final String CURRENCY_WORD =
      "(?:dollars?|euros?|pounds?|yen|yuan|rupees?|francs?|won|usd|eur|gbp|jpy|inr|chf|kronor"
          + "|kroner|cents?|pence)";
  private static final String PERCENT =
      "(?:%|pct|percent|per\\s+cent|pc|bps|bp|basis\\s+points?|percentage\\s+points?|pp)";

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<url>https?://\\S+|www\\.\\S+)"
              + "|(?<user>(?<![\\p{L}\\p{N}])@\\w+)"
              + "|(?<ticker>\\$[a-z][a-z]{0,5}(?:[.-][a-z]{1,2})?(?![\\p{L}\\p{N}]))"
              + ("|(?<sign>(?<![\\p{L}\\p{N}])[+\\u2212-](?=\\s?"
                  + CURRENCY_SIGN
                  + "?\\s?\\.?\\d))")
              + ("|(?<money>(?<![\\p{L}\\p{N}])"
                  + CURRENCY_SIGN
                  + "\\s?(?<moneyvalue>"
                  + NUMBER
                  + ")")
              + ("(?:\\s?-?(?<moneyscale>" + SCALE + ")(?![\\p{L}\\p{N}]))?)")
              + ("|(?<number>(?<value>"
                  + NUMBER
                  + ")(?:\\s?-?(?<scale>"
                  + SCALE
                  + ")(?![\\p{L}\\p{N}]))?")
              + ("(?:(?<pct>\\s?-?" + PERCENT + "(?![\\p{L}\\p{N}]))")
              + ("|(?<currency>\\s?-?" + CURRENCY_WORD + "(?![\\p{L}\\p{N}])))?")
              + "(?<ordinal>(?:st|nd|rd|th|x)(?![\\p{L}\\p{N}]))?)"
              + "|(?<word>\\p{L}[\\p{L}\\p{M}\\p{N}]*(?:'[\\p{L}]+)?(?:&\\p{L}+)*+)"
              + "|(?<mark>[?!])"
              + "|(?<symbol>[\\p{So}\\x{2190}-\\x{21ff}])");

  private static final Pattern YEAR = Pattern.compile("(?:19|20)\\d\\d");
  private static final Map<String, Double> SCALES =
      Map.ofEntries(
          Map.entry("hundred", 1e2),
          Map.entry("k", 1e3),
          Map.entry("thousand", 1e3),
          Map.entry("lakh", 1e5),
          Map.entry("lakhs", 1e5),
          Map.entry("m", 1e6),
          Map.entry("mn", 1e6),
          Map.entry("mln", 1e6),
          Map.entry("mio", 1e6),
          Map.entry("million", 1e6),
          Map.entry("millions", 1e6),
          Map.entry("cr", 1e7),
          Map.entry("crore", 1e7),
          Map.entry("crores", 1e7),
          Map.entry("b", 1e9),
          Map.entry("bn", 1e9),
          Map.entry("bln", 1e9),
          Map.entry("billion", 1e9),
          Map.entry("billions", 1e9),
          Map.entry("t", 1e12),
          Map.entry("tn", 1e12),
          Map.entry("trln", 1e12),
          Map.entry("trillion", 1e12),
          Map.entry("trillions", 1e12));

  /** "5 mn, compared with 7 mn": the later figure stands first. */
  private static final Set<String> BACKWARD =
      Set.of("compared", "versus", "vs", "against", "corresponding");

  private static final Set<String> PROFIT = Set.of("profit", "profits", "earnings", "income");
  private static final Set<String> LOSS = Set.of("loss", "losses");

  /** How many words may stand between two figures that are compared. */
  private static final int COMPARISON_REACH = 8;

  /** How far before the figures "profit" or "loss" may stand. */
  private static final int RESULT_REACH = 6;

  private TextTokens() {}

  /** A word and, for a figure, its value without the scale, which is 1 where none was written. */
  private record Token(String word, double value, double scale) {
    static Token of(String word) {
      return new Token(word, Double.NaN, 1);
    }

    boolean isFigure() {
      return !Double.isNaN(value);
    }
  }

  /** The words in their order. Null and blank text have none. */
  public static List<String> words(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return List.of();
    }
    List<Token> tokens = scan(normalise(text));
    List<String> words = new ArrayList<>(tokens.size() + 1);
    for (int i = 0; i < tokens.size(); i++) {
      words.add(tokens.get(i).word());
      comparisonEndingAt(i, tokens).ifPresent(words::add);
    }
    return words;
  }

  private static String normalise(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replace('\u2019', '\'')
        .replace('\u2018', '\'');
  }

  private static List<Token> scan(String text) {
    List<Token> tokens = new ArrayList<>();
    Matcher found = TOKEN.matcher(text);
    while (found.find()) {
      if (found.group("word") != null) {
        addWord(found.group("word"), tokens);
      } else if (found.group("number") != null) {
        tokens.add(number(found));
      } else if (found.group("money") != null) {
        tokens.add(figure("<money>", found.group("moneyvalue"), found.group("moneyscale")));
      } else if (found.group("sign") != null) {
        tokens.add(Token.of(found.group("sign").equals("+") ? "<plus>" : "<minus>"));
      } else if (found.group("ticker") != null) {
        tokens.add(Token.of("<ticker>"));
      } else if (found.group("url") != null) {
        tokens.add(Token.of("<url>"));
      } else if (found.group("user") != null) {
        tokens.add(Token.of("<user>"));
      } else {
        tokens.add(Token.of(found.group()));
      }
    }
    return tokens;
  }

  private static Token number(Matcher found) {
    if (found.group("pct") != null) {
      return figure("<pct>", found.group("value"), found.group("scale"));
    }
    if (found.group("currency") != null) {
      return figure("<money>", found.group("value"), found.group("scale"));
    }
    if (found.group("scale") == null && YEAR.matcher(found.group("value")).matches()) {
      return Token.of("<year>");
    }
    if (found.group("ordinal") != null) {
      return Token.of("<num>");
    }
    return figure("<num>", found.group("value"), found.group("scale"));
  }

  private static Token figure(String word, String digits, @Nullable String scale) {
    double factor = scale == null ? 1 : SCALES.getOrDefault(scale, 1.0);
    return new Token(word, Double.parseDouble(digits.replace(",", "")), factor);
  }

  /** "isn't" is "is not", "can't" is "can not", "company's" is "company". */
  private static void addWord(String word, List<Token> tokens) {
    int apostrophe = word.indexOf('\'');
    if (apostrophe < 0) {
      tokens.add(Token.of(word.equals("cannot") ? "can" : word));
      if (word.equals("cannot")) {
        tokens.add(Token.of("not"));
      }
    } else if (word.endsWith("n't")) {
      String verb = word.substring(0, word.length() - 3);
      tokens.add(Token.of(verb.equals("ca") ? "can" : verb.equals("wo") ? "will" : verb));
      tokens.add(Token.of("not"));
    } else {
      tokens.add(Token.of(word.substring(0, apostrophe)));
    }
  }

  /** What the figure at {@code last} says together with the one before it, if anything. */
  private static Optional<String> comparisonEndingAt(int last, List<Token> tokens) {
    int first = figureBefore(last, tokens);
    if (first < 1 || isPercent(tokens.get(first)) != isPercent(tokens.get(last))) {
      return Optional.empty();
    }
    Token left = tokens.get(first);
    Token right = tokens.get(last);
    String before = tokens.get(first - 1).word();
    List<String> between = tokens.subList(first + 1, last).stream().map(Token::word).toList();
    String link = between.isEmpty() ? "" : between.get(between.size() - 1);
    if (before.equals("from") && link.equals("to")) {
      return compare(left, right);
    }
    boolean isBackward = between.stream().anyMatch(BACKWARD::contains);
    if (!isBackward && !(link.equals("from") && !before.equals("from"))) {
      return Optional.empty();
    }
    List<String> lead =
        tokens.subList(Math.max(0, first - RESULT_REACH), first).stream().map(Token::word).toList();
    if (names(between, LOSS) && names(lead, PROFIT)) {
      return Optional.of("<to_profit>");
    }
    if (names(between, PROFIT) && names(lead, LOSS)) {
      return Optional.of("<to_loss>");
    }
    return compare(right, left);
  }

  /** The nearest figure before another, if it is near enough to be compared with it; else -1. */
  private static int figureBefore(int last, List<Token> tokens) {
    if (tokens.get(last).isFigure()) {
      for (int i = last - 1; i >= Math.max(0, last - COMPARISON_REACH); i--) {
        if (tokens.get(i).isFigure()) {
          return i;
        }
      }
    }
    return -1;
  }

  private static boolean isPercent(Token figure) {
    return figure.word().equals("<pct>");
  }

  private static boolean names(List<String> words, Set<String> wanted) {
    return words.stream().anyMatch(wanted::contains);
  }

  private static Optional<String> compare(Token from, Token to) {
    double ratio = to.value() / from.value();
    if (from.scale() != to.scale()) {
      ratio = nearerToOne(ratio, ratio * to.scale() / from.scale());
    }
    if (ratio == 1 || !Double.isFinite(ratio)) {
      return Optional.empty();
    }
    return Optional.of(ratio > 1 ? "<from_to_up>" : "<from_to_down>");
  }

  /** "From 5 to 7 bn" means 5 bn, but "from 900 to 1.2 k" means 900: the smaller step is meant. */
  private static double nearerToOne(double a, double b) {
    return Math.abs(Math.log(a)) < Math.abs(Math.log(b)) ? a : b;
  }
}
