package io.marketlake.feature.text;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Names as a tree of their words. A lookup takes as many steps as the longest name has words,
 * however many names there are.
 */
final class NameTree implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_GAP = 3;

  /** A name of a company, as the reference writes it. */
  record Name(String symbol, String written, AliasRule rule) implements Serializable {}

  /** A name found in a text: its last word, and where it was not only a legal form longer. */
  record Match(Name name, int last) {}

  private static final class Node implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Map<String, Node> next = new HashMap<>();
    private @Nullable Name name;
  }

  private final Node root = new Node();
  private final Set<String> legalForms;
  private final Set<List<String>> claimedTwice = new HashSet<>();

  NameTree(Set<String> legalForms) {
    this.legalForms = Set.copyOf(legalForms);
  }

  /** Adds a name without its legal form. A name that two companies claim is nobody's. */
  void add(Name name) {
    List<String> keys = keys(name.written());
    if (keys.isEmpty() || claimedTwice.contains(keys)) {
      return;
    }
    Node node = root;
    for (String key : keys) {
      node = node.next.computeIfAbsent(key, k -> new Node());
    }
    if (node.name != null && !node.name.symbol().equals(name.symbol())) {
      claimedTwice.add(keys);
      node.name = null;
    } else if (node.name == null) {
      node.name = name;
    }
  }

  /** The words of a name; "and" and "&" are one, and neither counts. */
  List<String> keys(String written) {
    Words words = new Words(written);
    List<String> keys =
        new ArrayList<>(
            IntStream.range(0, words.size())
                .mapToObj(i -> words.at(i).key())
                .filter(key -> !key.equals("and"))
                .toList());
    if (!keys.isEmpty() && keys.get(0).equals("the")) {
      keys.remove(0);
    }
    while (keys.size() > 1 && legalForms.contains(keys.get(keys.size() - 1))) {
      keys.remove(keys.size() - 1);
    }
    return keys;
  }

  /** The longest name that begins with a word, or null. */
  @Nullable Match longest(Words words, int first) {
    Node node = root;
    Match match = null;
    for (int i = first; i < words.size(); i++) {
      if (i > first && words.at(i).key().equals("and")) {
        continue;
      }
      node = node.next.get(words.at(i).key());
      if (node == null) {
        break;
      }
      if (node.name != null) {
        match = new Match(node.name, i);
      }
      if (!joins(words, i, false)) {
        break;
      }
    }
    return match;
  }

  /** The last word of the legal form that follows a name, or the name's own last. */
  int withLegalForm(Words words, int last) {
    int end = last;
    while (end + 1 < words.size()
        && !words.isPossessive(end)
        && joins(words, end, true)
        && words.at(end + 1).isCapital()
        && legalForms.contains(words.at(end + 1).key())) {
      end++;
    }
    return end;
  }

  /** Whether what stands after a word can stand inside a name. */
  private static boolean joins(Words words, int index, boolean commas) {
    String gap = words.gapAfter(index);
    if (gap.length() > LONGEST_GAP) {
      return false;
    }
    for (int i = 0; i < gap.length(); i++) {
      if (" .&-/".indexOf(gap.charAt(i)) < 0 && !(commas && gap.charAt(i) == ',')) {
        return false;
      }
    }
    return true;
  }
}
