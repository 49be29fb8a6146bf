package io.marketlake.feature.text;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A set of words in lower case, without accents; {@code applic~} stands for every word that begins
 * so.
 */
public final class ContextWords implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No words. */
  public static final ContextWords NONE = new ContextWords(List.of());

  private final Set<String> words = new HashSet<>();
  private final Set<String> beginnings = new HashSet<>();

  /** Of words as they stand in the rules. */
  public ContextWords(Collection<String> written) {
    for (String word : written) {
      String key = Words.key(word.endsWith("~") ? word.substring(0, word.length() - 1) : word);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("has '" + word + "', which is no word");
      }
      (word.endsWith("~") ? beginnings : words).add(key);
    }
  }

  boolean contains(String key) {
    if (words.contains(key)) {
      return true;
    }
    for (int end = 1; !beginnings.isEmpty() && end <= Math.min(key.length(), 24); end++) {
      if (beginnings.contains(key.substring(0, end))) {
        return true;
      }
    }
    return false;
  }
}
