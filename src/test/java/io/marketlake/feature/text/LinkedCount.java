package io.marketlake.feature.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Counts right, wrong and missed links, a text's each symbol once. */
final class LinkedCount {
  private final List<String> wrong = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();
  private int right;

  void add(String text, Set<String> found, Set<String> labelled) {
    Set<String> both = new TreeSet<>(found);
    both.retainAll(labelled);
    right += both.size();
    found.stream().filter(s -> !labelled.contains(s)).forEach(s -> wrong.add(s + ": " + text));
    labelled.stream().filter(s -> !found.contains(s)).forEach(s -> missed.add(s + ": " + text));
  }

  int labels() {
    return right + missed.size();
  }

  double precision() {
    return right / (double) (right + wrong.size());
  }

  double recall() {
    return right / (double) labels();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "precision %.4f, recall %.4f, right %d%nwrong %d: %s%nmissed %d: %s",
        precision(),
        recall(),
        right,
        wrong.size(),
        String.join("\n  ", wrong),
        missed.size(),
        String.join("\n  ", missed));
  }
}
