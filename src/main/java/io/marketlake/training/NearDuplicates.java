package io.marketlake.training;

import io.marketlake.feature.TextTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds texts that say nearly the same: the cosine of their counts of words and pairs of words is
 * above {@link #LEAST_COSINE}. Figures are classes here, so that a headline that differs from
 * another in its figure only is its duplicate.
 *
 * <p>Candidates are texts with an equal band of MinHash values (Broder 1997; Leskovec, Rajaraman
 * and Ullman, Mining of Massive Datasets, chapter 3); each is then compared exactly, so that no
 * pair is joined wrongly. A pair of cosine 0.9 shares about four fifths of its terms and is found
 * with a probability above 0.999 by 20 bands of 3. Groups are what such pairs connect.
 */
final class NearDuplicates {
  static final double LEAST_COSINE = 0.9;
  private static final int BANDS = 20;
  private static final int ROWS = 3;

  /** In a bucket of many, each is compared with so many before it: a chain still joins them. */
  private static final int MOST_COMPARED = 24;

  private final List<Map<String, Integer>> counts = new ArrayList<>();
  private final int[] parents;

  private NearDuplicates(List<String> texts) {
    for (String text : texts) {
      counts.add(counts(text));
    }
    this.parents = new int[texts.size()];
    Arrays.setAll(parents, i -> i);
  }

  /** For each text the index of the first text of its group. */
  static int[] groups(List<String> texts) {
    NearDuplicates found = new NearDuplicates(texts);
    found.joinEqual(texts);
    long[][] signatures = new long[texts.size()][];
    for (int i = 0; i < signatures.length; i++) {
      signatures[i] = signature(found.counts.get(i));
    }
    for (int band = 0; band < BANDS; band++) {
      found.joinWithin(band, signatures);
    }
    int[] groups = new int[texts.size()];
    Arrays.setAll(groups, found::first);
    return groups;
  }

  private static Map<String, Integer> counts(String text) {
    List<String> words = TextTokens.words(text);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      counts.merge(words.get(i), 1, Integer::sum);
      if (i > 0) {
        counts.merge(words.get(i - 1) + " " + words.get(i), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Texts of the same words in any order, so that none of them depends on chance. */
  private void joinEqual(List<String> texts) {
    Map<List<String>, Integer> seen = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      List<String> words = new ArrayList<>(TextTokens.words(texts.get(i)));
      words.sort(null);
      Integer before = seen.putIfAbsent(words, i);
      if (before != null) {
        join(before, i);
      }
    }
  }

  private static long[] signature(Map<String, Integer> counts) {
    long[] least = new long[BANDS * ROWS];
    Arrays.fill(least, Long.MAX_VALUE);
    for (String term : counts.keySet()) {
      long hash = mixed(term.hashCode() * 0x9E3779B97F4A7C15L + term.length());
      for (int i = 0; i < least.length; i++) {
        hash = mixed(hash + 0x9E3779B97F4A7C15L);
        least[i] = Math.min(least[i], hash);
      }
    }
    return least;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private void joinWithin(int band, long[][] signatures) {
    Map<Long, List<Integer>> buckets = new HashMap<>();
    for (int i = 0; i < signatures.length; i++) {
      long key = 0;
      for (int row = 0; row < ROWS; row++) {
        key = mixed(key ^ signatures[i][band * ROWS + row]);
      }
      buckets.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    for (List<Integer> bucket : buckets.values()) {
      for (int at = 1; at < bucket.size(); at++) {
        for (int other = Math.max(0, at - MOST_COMPARED); other < at; other++) {
          int a = bucket.get(at);
          int b = bucket.get(other);
          if (first(a) != first(b) && cosine(counts.get(a), counts.get(b)) > LEAST_COSINE) {
            join(a, b);
          }
        }
      }
    }
  }

  static double cosine(String left, String right) {
    return cosine(counts(left), counts(right));
  }

  private static double cosine(Map<String, Integer> left, Map<String, Integer> right) {
    double product = 0;
    for (Map.Entry<String, Integer> entry : left.entrySet()) {
      product += entry.getValue() * (double) right.getOrDefault(entry.getKey(), 0);
    }
    double lengths = Math.sqrt(squares(left) * squares(right));
    return lengths == 0 ? 0 : product / lengths;
  }

  private static double squares(Map<String, Integer> counts) {
    return counts.values().stream().mapToDouble(n -> (double) n * n).sum();
  }

  private int first(int i) {
    int at = i;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  private void join(int a, int b) {
    int left = first(a);
    int right = first(b);
    parents[Math.max(left, right)] = Math.min(left, right);
  }
}
