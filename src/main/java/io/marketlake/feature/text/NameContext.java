package io.marketlake.feature.text;

import io.marketlake.feature.text.NameTree.Match;
import io.marketlake.feature.text.NameTree.Name;
import java.io.Serializable;
import java.util.Locale;
import java.util.function.Predicate;

/** Whether a name in a text means the company, by its capitals and by the words around it. */
final class NameContext implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many words on either side count as near. */
  static final int NEAR = 6;

  private static final int LONGEST_ABBREVIATION = 4;

  private final LinkingRules rules;

  NameContext(LinkingRules rules) {
    this.rules = rules;
  }

  boolean meansCompany(Words words, int first, Match match) {
    AliasRule rule = match.name().rule();
    int last = match.last();
    if (rule.notAfter().contains(keyAt(words, first - 1))
        || rule.notBefore().contains(keyAt(words, last + 1))
        || isNear(words, first, last, rule.notNear()::contains)) {
      return false;
    }
    boolean isAbbreviation = isAbbreviation(match.name());
    boolean isProper = words.hasCase() && isProper(words, first, isAbbreviation);
    if (isProper && rule.isWord() && isOtherCompany(words, last)) {
      return false;
    }
    if (isAbbreviation && !isProper && words.hasCase()) {
      return false;
    }
    return switch (isProper ? rule.capital() : rule.small()) {
      case NOTHING -> true;
      case NEVER -> false;
      case CONTEXT ->
          (isProper && isOwnerOrTag(words, first, last))
              || isNear(words, first, last, key -> speaksFor(rule, key));
    };
  }

  private static boolean isOwnerOrTag(Words words, int first, int last) {
    char before = words.before(first);
    return words.isPossessive(last) || before == '#' || before == '@';
  }

  private boolean speaksFor(AliasRule rule, String key) {
    return rule.near().contains(key) || rules.business().contains(key);
  }

  private static String keyAt(Words words, int index) {
    return index >= 0 && index < words.size() ? words.at(index).key() : "";
  }

  private static boolean isNear(Words words, int first, int last, Predicate<String> wanted) {
    for (int i = Math.max(0, first - NEAR); i <= Math.min(words.size() - 1, last + NEAR); i++) {
      if ((i < first || i > last) && wanted.test(words.at(i).key())) {
        return true;
      }
    }
    return false;
  }

  /** SAP and VW are no words of small letters. */
  private static boolean isAbbreviation(Name name) {
    String written = name.written();
    return written.length() <= LONGEST_ABBREVIATION
        && written.equals(written.toUpperCase(Locale.ROOT))
        && written.chars().allMatch(Character::isLetter);
  }

  private static boolean isProper(Words words, int first, boolean isAbbreviation) {
    return isAbbreviation ? words.at(first).isAllCapitals() : words.at(first).isCapital();
  }

  private boolean isOtherCompany(Words words, int last) {
    int next = last + 1;
    return next < words.size()
        && words.gapAfter(last).equals(" ")
        && words.at(next).isCapital()
        && rules.otherCompanies().contains(words.at(next).key());
  }
}
