package io.marketlake.feature.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a text with their places; what is part of an address of web or mail is none. */
final class Words {
  private static final Pattern PIECE =
      Pattern.compile(
          "(?<skip>(?i:(?<![\\p{L}\\p{N}])(?:https?://|www\\.))[^\\s<>\"]+)"
              + "|(?<mail>(?<![\\p{L}\\p{N}.])[\\w.+-]{1,64}@[\\w-]{1,63}\\.[\\w.]{1,64})"
              + "|(?<word>[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*)");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  /** A word: its place, and its key in lower case without accents. */
  record Word(int start, int end, String key, boolean isCapital, boolean isAllCapitals) {}

  private final String text;
  private final List<Word> words = new ArrayList<>();
  private final boolean hasCase;

  Words(String text) {
    this.text = text;
    Matcher piece = PIECE.matcher(text);
    int small = 0;
    while (piece.find()) {
      if (piece.group("word") != null && !isPossessiveEnding(piece.start(), piece.end())) {
        String word = piece.group();
        boolean allCapitals = word.equals(word.toUpperCase(Locale.ROOT));
        small += allCapitals ? 0 : 1;
        words.add(
            new Word(
                piece.start(),
                piece.end(),
                key(word),
                Character.isUpperCase(word.codePointAt(0)),
                allCapitals));
      }
    }
    hasCase = small > 0 || words.size() < 4;
  }

  /** The s of "Apple's" belongs to no name. */
  private boolean isPossessiveEnding(int start, int end) {
    return end == start + 1
        && (text.charAt(start) == 's' || text.charAt(start) == 'S')
        && start > 1
        && isApostrophe(text.charAt(start - 1))
        && Character.isLetterOrDigit(text.charAt(start - 2));
  }

  static boolean isApostrophe(char c) {
    return c == '\'' || c == '\u2019' || c == '\u2018' || c == '\u02BC';
  }

  /** Lower case, without accents. */
  static String key(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      if (lower.charAt(i) >= 0x80) {
        return MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFD)).replaceAll("");
      }
    }
    return lower;
  }

  String text() {
    return text;
  }

  int size() {
    return words.size();
  }

  Word at(int index) {
    return words.get(index);
  }

  /** Whether capitals tell anything: not in a text that is all in capitals. */
  boolean hasCase() {
    return hasCase;
  }

  String surface(int index) {
    return text.substring(at(index).start(), at(index).end());
  }

  /** What stands between a word and the next. */
  String gapAfter(int index) {
    int end = index + 1 < size() ? at(index + 1).start() : text.length();
    return text.substring(at(index).end(), end);
  }

  char before(int index) {
    int start = at(index).start();
    return start == 0 ? ' ' : text.charAt(start - 1);
  }

  boolean isPossessive(int index) {
    int end = at(index).end();
    return end < text.length()
        && isApostrophe(text.charAt(end))
        && (end + 1 == text.length()
            || text.charAt(end + 1) == 's'
            || text.charAt(end + 1) == 'S'
            || text.charAt(end + 1) == ' ');
  }
}
