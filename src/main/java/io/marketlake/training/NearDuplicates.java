package io.marketlake.training;

import io.marketlake.feature.TextTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

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

  private final Terms[] texts;
  private final int[] parents;

  /** What is compared of a text. */
  private static final class Terms {
    /** Its words, whatever their order was. */
    private final List<String> sortedWords;

    /** The numbers of its terms, rising. */
    private final int[] ids;

    /** How often it has each. */
    private final int[] counts;

    /** The sum of the squares of the counts. */
    private final double squares;

    /** Its MinHash values. */
    private final long[] signature;

    Terms(List<String> words, Map<String, Integer> found, Numbers numbers) {
      long[] numbered =
          found.entrySet().stream()
              .mapToLong(term -> ((long) numbers.of(term.getKey()) << 32) | term.getValue())
              .sorted()
              .toArray();
      this.sortedWords = words.stream().sorted().toList();
      this.ids = Arrays.stream(numbered).mapToInt(n -> (int) (n >>> 32)).toArray();
      this.counts = Arrays.stream(numbered).mapToInt(n -> (int) n).toArray();
      this.squares = found.values().stream().mapToDouble(n -> (double) n * n).sum();
      this.signature = signature(found);
    }
  }

  /** Gives each term a number, the same in all texts. */
  private static final class Numbers {
    private final Map<String, Integer> known = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    int of(String term) {
      return known.computeIfAbsent(term, t -> next.getAndIncrement());
    }
  }

  private NearDuplicates(List<String> texts) {
    Numbers numbers = new Numbers();
    this.texts =
        IntStream.range(0, texts.size())
            .parallel()
            .mapToObj(i -> terms(texts.get(i), numbers))
            .toArray(Terms[]::new);
    this.parents = IntStream.range(0, texts.size()).toArray();
  }

  /** For each text the index of the first text of its group. */
  static int[] groups(List<String> texts) {
    NearDuplicates found = new NearDuplicates(texts);
    found.joinEqual();
    for (int band = 0; band < BANDS; band++) {
      found.joinWithin(band);
    }
    return IntStream.range(0, texts.size()).map(found::first).toArray();
  }

  private static Terms terms(String text, Numbers numbers) {
    List<String> words = TextTokens.words(text);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      counts.merge(words.get(i), 1, Integer::sum);
      if (i > 0) {
        counts.merge(words.get(i - 1) + " " + words.get(i), 1, Integer::sum);
      }
    }
    return new Terms(words, counts, numbers);
  }

  /** Texts of the same words in any order, so that none of them depends on chance. */
  private void joinEqual() {
    Map<List<String>, Integer> seen = new HashMap<>();
    for (int i = 0; i < texts.length; i++) {
      Integer before = seen.putIfAbsent(texts[i].sortedWords, i);
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

  private void joinWithin(int band) {
    Map<Long, List<Integer>> buckets = new HashMap<>();
    for (int i = 0; i < texts.length; i++) {
      long key = 0;
      for (int row = 0; row < ROWS; row++) {
        key = mixed(key ^ texts[i].signature[band * ROWS + row]);
      }
      buckets.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    for (List<Integer> bucket : buckets.values()) {
      for (int at = 1; at < bucket.size(); at++) {
        for (int other = Math.max(0, at - MOST_COMPARED); other < at; other++) {
          int a = bucket.get(at);
          int b = bucket.get(other);
          if (first(a) != first(b) && cosine(texts[a], texts[b]) > LEAST_COSINE) {
            join(a, b);
          }
        }
      }
    }
  }

  static double cosine(String left, String right) {
    Numbers numbers = new Numbers();
    return cosine(terms(left, numbers), terms(right, numbers));
  }

  private static double cosine(Terms left, Terms right) {
    long product = 0;
    int i = 0;
    int j = 0;
    while (i < left.ids.length && j < right.ids.length) {
      int order = Integer.compare(left.ids[i], right.ids[j]);
      if (order == 0) {
        product += (long) left.counts[i] * right.counts[j];
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    double lengths = Math.sqrt(left.squares * right.squares);
    return lengths == 0 ? 0 : product / lengths;
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
