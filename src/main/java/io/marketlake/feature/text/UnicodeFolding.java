package io.marketlake.feature.text;

import java.text.Normalizer;

/**
 * Unicode as a reader of prices means it: NFKC where that only changes the looks (full-width and
 * mathematical letters, ligatures, odd blanks), and not where it would change a value or a word.
 *
 * <ul>
 *   <li>{@code 5½} becomes {@code 5 1/2}, where NFKC would make 51⁄2 of it.
 *   <li>{@code 10²}, {@code 1º} and {@code ①} stay, where NFKC would make 102, 1o and 1.
 *   <li>{@code ™}, {@code ℠} and {@code ®} go, where NFKC would glue a TM to the name.
 *   <li>{@code ´} is an apostrophe, and other accents that stand alone stay, where NFKC would make
 *       a blank and a combining accent of them.
 * </ul>
 *
 * <p>Control characters and those that are not seen go; the joiners stay between letters outside of
 * Latin, Greek and Cyrillic, where they shape words and emoji. At most {@value #MOST_MARKS}
 * combining marks follow a letter, as in Unicode's stream-safe form.
 */
final class UnicodeFolding {
  private static final int MOST_MARKS = 30;
  private static final int FIRST_JOINED = 0x0600;

  private UnicodeFolding() {}

  static String fold(String text) {
    return isPlain(text) ? singleBlanks(text) : singleBlanks(folded(text));
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x7F || (c < ' ' && !isBlank(c))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length() + 16);
    int marks = 0;
    int previous = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      marks = isMark(c) ? marks + 1 : 0;
      int next = i < text.length() ? text.codePointAt(i) : 0;
      boolean isKept = (c == 0x200C || c == 0x200D) ? joins(previous, next) : isSeen(c);
      if (isKept && marks <= MOST_MARKS) {
        append(c, folded);
        previous = c;
      }
    }
    String result = folded.toString();
    return Normalizer.isNormalized(result, Normalizer.Form.NFC)
        ? result
        : Normalizer.normalize(result, Normalizer.Form.NFC);
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean joins(int previous, int next) {
    return previous >= FIRST_JOINED && next >= FIRST_JOINED;
  }

  private static boolean isSeen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> isBlank((char) c) || c == 0x85;
      case Character.SURROGATE -> false;
      // The signs that Arabic and its neighbours write before numbers are seen.
      case Character.FORMAT -> c >= FIRST_JOINED && c <= 0x08E2 && c != 0x061C;
      default -> c != 0x034F && c != 0x2122 && c != 0x2120 && c != 0xAE;
    };
  }

  private static void append(int c, StringBuilder folded) {
    if (c < 0x80) {
      folded.append((char) c);
    } else if (isUnseenBlank(c)) {
      folded.append(' ');
    } else if (c == 0xB4) {
      folded.append('\'');
    } else if (c == 0x2044) {
      folded.append('/');
    } else if (isFraction(c)) {
      boolean followsDigit =
          folded.length() > 0 && Character.isDigit(folded.charAt(folded.length() - 1));
      folded.append(followsDigit ? " " : "").append(compatible(c).replace('\u2044', '/'));
    } else if (isLeftAlone(c)) {
      folded.appendCodePoint(c);
    } else {
      String plain = compatible(c);
      boolean isAccentAlone = plain.length() > 1 && plain.charAt(0) == ' ' && isMark(plain, 1);
      folded.append(isAccentAlone ? Character.toString(c) : plain);
    }
  }

  private static boolean isMark(String text, int at) {
    return isMark(text.codePointAt(at));
  }

  private static String compatible(int c) {
    return Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC);
  }

  /** Blanks of other scripts, line ends, and the letters that show nothing. */
  private static boolean isUnseenBlank(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          true;
      default ->
          c == 0x85 || c == 0x115F || c == 0x1160 || c == 0x2800 || c == 0x3164 || c == 0xFFA0;
    };
  }

  private static boolean isFraction(int c) {
    return (c >= 0xBC && c <= 0xBE) || (c >= 0x2150 && c <= 0x215F) || c == 0x2189;
  }

  /** Exponents, ordinals and encircled figures, which are no figures of the number before them. */
  private static boolean isLeftAlone(int c) {
    return c == 0xAA
        || c == 0xBA
        || c == 0xB2
        || c == 0xB3
        || c == 0xB9
        || (c >= 0x2070 && c <= 0x207F)
        || (c >= 0x2460 && c <= 0x24FF)
        || (c >= 0x3251 && c <= 0x325F)
        || (c >= 0x32B1 && c <= 0x32BF);
  }

  private static String singleBlanks(String text) {
    StringBuilder single = new StringBuilder(text.length());
    boolean pending = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBlank(c)) {
        pending = single.length() > 0;
      } else {
        if (pending) {
          single.append(' ');
          pending = false;
        }
        single.append(c);
      }
    }
    return single.toString();
  }
}
