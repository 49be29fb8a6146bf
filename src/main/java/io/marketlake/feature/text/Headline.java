package io.marketlake.feature.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text as a row of words, marks and names of entities. */
final class Headline {
  private static final Pattern UNIT =
      Pattern.compile(
          "[\\p{L}\\p{N}\\p{Sc}]+(?:[.,'\u2019&/-][\\p{L}\\p{N}]+)*+%?"
              + "|[,;:?!|&\u2013\u2014]"
              + "|\\.(?=\\s|$)"
              + "|(?<=\\s)-+(?=\\s)");

  /**
   * A word, a mark or a name.
   *
   * @param key in lower case
   * @param entity who is named, or null where it is no name
   */
  record Unit(String key, int start, int end, @Nullable String entity) {
    boolean isName() {
      return entity != null;
    }

    boolean isMark() {
      int first = key.codePointAt(0);
      return !isName()
          && !Character.isLetterOrDigit(first)
          && Character.getType(first) != Character.CURRENCY_SYMBOL;
    }

    /** Whether it only joins what stands on both sides of it. */
    boolean isAnd() {
      return !isName() && (key.equals(",") || key.equals("and") || key.equals("&"));
    }

    boolean is(Set<String> words) {
      return !isName() && words.contains(key);
    }
  }

  /** How many words may stand before the name that a clause is about. */
  private static final int LEADING_WORDS = 3;

  private final String text;
  private final List<Unit> units = new ArrayList<>();
  private final boolean isSentenceCase;

  /** Spans beyond the text and spans that overlap an earlier one are left out. */
  Headline(String text, List<EntitySpan> spans) {
    this.text = text;
    int read = 0;
    for (EntitySpan span :
        spans.stream().sorted(Comparator.comparingInt(EntitySpan::start)).toList()) {
      if (span.start() >= read && span.end() <= text.length()) {
        addWords(read, span.start());
        add(span.start(), span.end(), span.entity());
        read = span.end();
      }
    }
    addWords(read, text.length());
    isSentenceCase = isSentenceCase();
  }

  String text() {
    return text;
  }

  List<Unit> units() {
    return units;
  }

  private void addWords(int from, int to) {
    Matcher unit = UNIT.matcher(text).region(from, to);
    while (unit.find()) {
      add(unit.start(), unit.end(), null);
    }
  }

  private void add(int start, int end, @Nullable String entity) {
    units.add(new Unit(text.substring(start, end).toLowerCase(Locale.ROOT), start, end, entity));
  }

  /**
   * Whether capitals tell names from other words: not in A Title Written So. What follows a colon
   * is not asked, since whose words it gives has capitals in any case.
   */
  private boolean isSentenceCase() {
    int small = 0;
    int capital = 0;
    for (Unit unit : units) {
      if (unit.key().equals(":") && small + capital > 0) {
        break;
      }
      if (!unit.isName() && !unit.isMark() && !unit.is(ClauseWords.FUNCTION)) {
        small += Character.isLowerCase(text.charAt(unit.start())) ? 1 : 0;
        capital += unit.start() > 0 && Character.isUpperCase(text.charAt(unit.start())) ? 1 : 0;
      }
    }
    return small > 0 && small >= capital;
  }

  /** Whether a unit may be what is said of a name: a verb, an adjective, "top losers". */
  boolean isPredicate(Unit unit) {
    if (unit.isName()
        || unit.isMark()
        || unit.is(ClauseWords.FUNCTION)
        || unit.is(ClauseWords.OF_A_NAME)
        || !Character.isLetter(text.charAt(unit.start()))) {
      return false;
    }
    return !isSentenceCase
        || unit.start() == 0
        || !Character.isUpperCase(text.charAt(unit.start()));
  }

  boolean hasPredicate(List<Unit> part) {
    return part.stream().anyMatch(this::isPredicate);
  }

  /** Whether a name comes first and something is said of it. */
  boolean isOwnClause(List<Unit> part) {
    int name = indexOfName(part, 0);
    return name <= LEADING_WORDS
        && name < part.size()
        && hasPredicate(part.subList(name, part.size()));
  }

  /** Whether it begins with what is to be done: "sell Y". */
  boolean isCommand(List<Unit> part) {
    return !part.isEmpty()
        && !part.get(0).isName()
        && (isPredicate(part.get(0)) || part.get(0).start() == 0)
        && indexOfName(part, 0) < part.size();
  }

  /** The first name from an index on, or the part's size. */
  static int indexOfName(List<Unit> part, int from) {
    int index = from;
    while (index < part.size() && !part.get(index).isName()) {
      index++;
    }
    return index;
  }

  static boolean hasName(List<Unit> part) {
    return indexOfName(part, 0) < part.size();
  }
}
