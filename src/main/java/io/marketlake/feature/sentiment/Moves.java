package io.marketlake.feature.sentiment;

import io.marketlake.feature.sentiment.Lexicon.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Says of each word of direction whether the move is good news: a rise is, unless what rises is a
 * cost, a debt or the like, and a fall is where such a thing falls. A word that the lexicon lacks
 * only leaves the model to its other features.
 */
final class Moves {
  /** How far a thing may stand before the direction that it takes, and after it, in words. */
  private static final int BEFORE = 4;

  private static final int AFTER = 3;

  /** "Profit rises from 5 to 7": the thing stands before the figures. */
  private static final int BEFORE_COMPARISON = 8;

  /** How many words behind a negation it may turn. */
  private static final int NEGATION_REACH = 3;

  private final Lexicon lexicon;
  private final Phrases words;

  Moves(Lexicon lexicon, Phrases words) {
    this.lexicon = lexicon;
    this.words = words;
  }

  /** A direction: which way it goes, whether that is welcome, and whether a negation turns it. */
  record Move(boolean up, boolean good, boolean negated) {
    boolean welcome() {
      return good != negated;
    }

    List<String> terms() {
      String not = negated ? "not_" : "";
      return List.of(
          "<" + not + (up ? "move_up>" : "move_down>"),
          "<" + not + (good ? "good_move>" : "bad_move>"));
    }
  }

  List<Move> all() {
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean up = isAt(Kind.UP, i);
      if (!up && !isAt(Kind.DOWN, i)) {
        continue;
      }
      int before = words.word(i).startsWith("<from_to") ? BEFORE_COMPARISON : BEFORE;
      boolean unwelcome =
          anyOf(Kind.UNWELCOME, i - before, i) || anyOf(Kind.UNWELCOME, i + 1, i + 1 + AFTER);
      moves.add(new Move(up, up != unwelcome, isNegated(i)));
    }
    return moves;
  }

  /** Whether a negation shortly before the word may turn it. */
  boolean isNegated(int i) {
    return anyOf(Kind.NEGATION, i - NEGATION_REACH, i);
  }

  private boolean anyOf(Kind kind, int from, int to) {
    for (int i = Math.max(0, from); i < Math.min(words.size(), to); i++) {
      if (isAt(kind, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(Kind kind, int i) {
    return lexicon.has(kind, words.word(i))
        || (words.longestAt(i) > 1 && lexicon.has(kind, words.at(i, 2)));
  }
}
