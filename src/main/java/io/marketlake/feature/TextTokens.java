package io.marketlake.feature;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
 * not". "From 5 to 7 percent" and "to 7 percent from 5" leave {@code <from_to_up>} behind, since
 * the classes would otherwise hide which figure is the larger.
 */
public final class TextTokens {
  private static final String NUMBER = "\\d+(?:,\\d+)*(?:\\.\\d+)?";
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
              + "|(?<word>\\p{L}[\\p{L}\\p{M}\\p{N}]*(?:'[\\p{L}]+)?(?:&\\p{L}+)*)"
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

  private static final int STEM_LETTERS = 4;

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

  /**
   * What a text model counts: each word and each pair of neighbours ({@code costs}, {@code
   * costs_fall}); the same of the words' first four letters, so that "fell short" and "falls short"
   * share something; words after a negation, marked ({@code not:growing}); and for each direction
   * whether it is good news ({@code <good_move>} for falling costs).
   */
  public static List<String> tokens(@Nullable String text) {
    List<String> words = words(text);
    List<String> tokens = new ArrayList<>(words.size() * 5);
    addWithPairs("", words, tokens);
    addWithPairs("stem:", words.stream().map(TextTokens::stem).toList(), tokens);
    tokens.addAll(DirectionWords.negated(words));
    tokens.addAll(DirectionWords.moves(words));
    return tokens;
  }

  private static void addWithPairs(String prefix, List<String> words, List<String> tokens) {
    for (int i = 0; i < words.size(); i++) {
      tokens.add(prefix + words.get(i));
      if (i > 0) {
        tokens.add(prefix + words.get(i - 1) + "_" + words.get(i));
      }
    }
  }

  /** Classes such as {@code <num>} stay whole. */
  private static String stem(String word) {
    boolean whole = word.startsWith("<") || word.codePointCount(0, word.length()) <= STEM_LETTERS;
    return whole ? word : word.substring(0, word.offsetByCodePoints(0, STEM_LETTERS));
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

  private static Optional<String> comparisonEndingAt(int last, List<Token> tokens) {
    if (last < 3 || !tokens.get(last).isFigure() || !tokens.get(last - 2).isFigure()) {
      return Optional.empty();
    }
    Token left = tokens.get(last - 2);
    Token right = tokens.get(last);
    String words = tokens.get(last - 3).word() + " " + tokens.get(last - 1).word();
    return switch (words) {
      case "from to" -> compare(left, right);
      case "to from" -> compare(right, left);
      default -> Optional.empty();
    };
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
