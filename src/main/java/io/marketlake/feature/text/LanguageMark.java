package io.marketlake.feature.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The language of a short text, where it can be told.
 *
 * <p>A script that one common language is written in tells by itself: Chinese, Japanese, Korean,
 * Russian, Arabic, Hindi, Greek, Hebrew, Thai (other languages of these scripts are marked so too,
 * but for Ukrainian and Persian, which have letters of their own). Among Latin letters, English,
 * German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Polish, Turkish and
 * Indonesian are told apart by {@link LatinLanguages}; a text of another language is marked as its
 * neighbour or not at all. Tickers, figures, addresses and names of users say nothing.
 */
public final class LanguageMark {
  private static final Pattern SAYS_NOTHING =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])[$@#][\\p{L}\\p{N}_.]+|&#?\\w{1,32};|[A-Za-z]{0,12}\\d[\\w.,:/%-]*");

  /** A letter of these says as much as several of an alphabet. */
  private static final int LETTERS_OF_A_SIGN = 3;

  /** The beginning of a long text tells enough. */
  private static final int LONGEST_READ = 4_000;

  private LanguageMark() {}

  /** The language as ISO 639-1, or null where the text does not tell. */
  public static @Nullable String of(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String read = text.length() <= LONGEST_READ ? text : text.substring(0, LONGEST_READ);
    String words =
        SAYS_NOTHING.matcher(WebAddresses.ADDRESS.matcher(read).replaceAll(" ")).replaceAll(" ");
    UnicodeScript script = commonest(words);
    return switch (script) {
      case LATIN -> LatinLanguages.INSTANCE.of(words);
      case HAN -> "zh";
      case HIRAGANA, KATAKANA -> "ja";
      case HANGUL -> "ko";
      case CYRILLIC -> hasAnyOf(words, "іїєґІЇЄҐ") ? "uk" : "ru";
      case ARABIC -> hasAnyOf(words, "پچژگ") ? "fa" : "ar";
      case DEVANAGARI -> "hi";
      case GREEK -> "el";
      case HEBREW -> "he";
      case THAI -> "th";
      default -> null;
    };
  }

  /** Japanese writes Chinese signs as well, so any kana makes them Japanese. */
  private static UnicodeScript commonest(String words) {
    Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
    words
        .codePoints()
        .filter(Character::isLetter)
        .mapToObj(UnicodeScript::of)
        .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
        .forEach(script -> letters.merge(group(script), weight(script), Integer::sum));
    if (letters.containsKey(UnicodeScript.HIRAGANA)) {
      letters.merge(
          UnicodeScript.HIRAGANA, letters.getOrDefault(UnicodeScript.HAN, 0), Integer::sum);
    }
    return letters.entrySet().stream()
        .max(Map.Entry.<UnicodeScript, Integer>comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(UnicodeScript.UNKNOWN);
  }

  private static UnicodeScript group(UnicodeScript script) {
    return script == UnicodeScript.KATAKANA ? UnicodeScript.HIRAGANA : script;
  }

  private static int weight(UnicodeScript script) {
    return switch (script) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> LETTERS_OF_A_SIGN;
      default -> 1;
    };
  }

  private static boolean hasAnyOf(String words, String letters) {
    return words.chars().anyMatch(c -> letters.indexOf(c) >= 0);
  }
}
