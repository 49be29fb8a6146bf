package io.marketlake.feature.sentiment;

import io.marketlake.feature.TextTokens;
import io.marketlake.feature.sentiment.Lexicon.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sentiment model counts in a text. In the order of the list:
 *
 * <ul>
 *   <li>each word and each pair of neighbours ({@code costs}, {@code costs_fall});
 *   <li>the same of the words' first four letters ({@code stem:fall_shor}), so that "fell short"
 *       and "falls short" share something;
 *   <li>words behind a negation, marked ({@code not:growing});
 *   <li>for each direction whether it is good news ({@code <good_move>} for falling costs);
 *   <li>for each entry of the lexicon its kind ({@code <positive>}, {@code <not_positive>} behind a
 *       negation);
 *   <li>the text's tone by the lexicon alone ({@code <tone:2>}, from -3 to 3).
 * </ul>
 *
 * A release that changes what is counted raises {@link #VERSION}, so that no model meets other
 * terms at work than in training.
 */
public final class SentimentTerms implements Serializable {
  /** The version of this definition; a model is used with its own only. */
  public static final int VERSION = 1;

  private static final long serialVersionUID = 1;
  private static final int STEM_LETTERS = 4;
  private static final int STRONGEST_TONE = 3;
  private static final List<Kind> COUNTED =
      List.of(Kind.POSITIVE, Kind.NEGATIVE, Kind.UNCERTAINTY, Kind.LITIGIOUS);

  private final Lexicon lexicon;

  public SentimentTerms(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /** The terms of a text; null and blank text have none. */
  public List<String> of(@Nullable String text) {
    List<String> words = TextTokens.words(text);
    if (words.isEmpty()) {
      return List.of();
    }
    List<String> terms = new ArrayList<>(words.size() * 6);
    addWithPairs("", words, terms);
    addWithPairs("stem:", words.stream().map(SentimentTerms::stem).toList(), terms);
    Phrases phrases = new Phrases(words);
    Moves moves = new Moves(lexicon, phrases);
    for (int i = 0; i < words.size(); i++) {
      if (moves.isNegated(i)) {
        terms.add("not:" + words.get(i));
      }
    }
    moves.all().forEach(move -> terms.addAll(move.terms()));
    Findings found = findings(phrases, moves);
    terms.addAll(found.terms);
    terms.add("<tone:" + clipped(tone(found, moves)) + ">");
    return terms;
  }

  /**
   * How good the news is by the lexicon alone: good moves and positive words less bad moves and
   * negative words, a negation turning each. No training is needed for it, so it is a baseline.
   */
  public int tone(@Nullable String text) {
    Phrases phrases = new Phrases(TextTokens.words(text));
    Moves moves = new Moves(lexicon, phrases);
    return tone(findings(phrases, moves), moves);
  }

  /** Entries of the lexicon that were found, as terms, and what they sum up to. */
  private static final class Findings {
    private final List<String> terms = new ArrayList<>();
    private int balance;
  }

  private Findings findings(Phrases words, Moves moves) {
    Findings found = new Findings();
    boolean isMove = !moves.all().isEmpty();
    for (Kind kind : COUNTED) {
      for (int i = 0; i < words.size(); i++) {
        int length = longestEntry(kind, words, i);
        if (length > 0) {
          boolean negated = moves.isNegated(i);
          found.terms.add("<" + (negated ? "not_" : "") + kind.key() + ">");
          // "Loss narrows" is told by the move, and the loss itself is no news.
          if (!isMove || !lexicon.has(Kind.UNWELCOME, words.at(i, length))) {
            found.balance += (negated ? -1 : 1) * worth(kind);
          }
          i += length - 1;
        }
      }
    }
    return found;
  }

  private static int worth(Kind kind) {
    return switch (kind) {
      case POSITIVE -> 1;
      case NEGATIVE -> -1;
      default -> 0;
    };
  }

  /** In words; 0 where no entry begins there. */
  private int longestEntry(Kind kind, Phrases words, int from) {
    for (int length = words.longestAt(from); length > 0; length--) {
      if (lexicon.has(kind, words.at(from, length))) {
        return length;
      }
    }
    return 0;
  }

  private static int tone(Findings found, Moves moves) {
    return found.balance + moves.all().stream().mapToInt(m -> m.welcome() ? 1 : -1).sum();
  }

  private static int clipped(int tone) {
    return Math.max(-STRONGEST_TONE, Math.min(STRONGEST_TONE, tone));
  }

  private static void addWithPairs(String prefix, List<String> words, List<String> terms) {
    for (int i = 0; i < words.size(); i++) {
      terms.add(prefix + words.get(i));
      if (i > 0) {
        terms.add(prefix + words.get(i - 1) + "_" + words.get(i));
      }
    }
  }

  /** Classes such as {@code <num>} stay whole. */
  private static String stem(String word) {
    boolean whole = word.startsWith("<") || word.codePointCount(0, word.length()) <= STEM_LETTERS;
    return whole ? word : word.substring(0, word.offsetByCodePoints(0, STEM_LETTERS));
  }
}
