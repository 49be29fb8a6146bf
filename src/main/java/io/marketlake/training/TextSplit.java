package io.marketlake.training;

import io.marketlake.error.Errors;
import io.marketlake.schema.GoldSentiment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets rows apart to judge by: each side has the same share of every class, near-duplicates are on
 * one side, and the seed and the texts alone decide, not the order of the rows.
 */
final class TextSplit {
  private final List<LabelledText> texts;
  private final List<Group> groups;

  /** Texts that are nearly the same; the class is that of most of them. */
  private record Group(List<Integer> rows, int stratum, long order, String key) {}

  private TextSplit(List<LabelledText> texts, List<Group> groups) {
    this.texts = texts;
    this.groups = groups;
  }

  static TextSplit of(List<LabelledText> texts, long seed) {
    int[] first = NearDuplicates.groups(texts.stream().map(LabelledText::text).toList());
    Map<Integer, List<Integer>> members = new HashMap<>();
    for (int i = 0; i < first.length; i++) {
      members.computeIfAbsent(first[i], f -> new ArrayList<>()).add(i);
    }
    List<Group> groups = new ArrayList<>();
    for (List<Integer> rows : members.values()) {
      String key = rows.stream().map(i -> texts.get(i).text()).min(String::compareTo).orElse("");
      groups.add(new Group(rows, commonest(texts, rows), hash(seed, key), key));
    }
    groups.sort(Comparator.comparingLong(Group::order).thenComparing(Group::key));
    return new TextSplit(texts, groups);
  }

  private static int commonest(List<LabelledText> texts, List<Integer> rows) {
    int[] counts = new int[GoldSentiment.LABELS.size()];
    rows.forEach(i -> counts[GoldSentiment.LABELS.indexOf(texts.get(i).label())]++);
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    return most;
  }

  /** FNV-1a (Fowler, Noll and Vo) over the seed and the characters, then mixed. */
  private static long hash(long seed, String text) {
    long hash = 0xcbf29ce484222325L ^ seed * 0x9E3779B97F4A7C15L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }

  /** For each row whether it is held out: so great a share of each class, and at least one row. */
  boolean[] holdout(double share) {
    boolean[] held = new boolean[texts.size()];
    double[] wanted = new double[GoldSentiment.LABELS.size()];
    for (Group group : groups) {
      wanted[group.stratum()] += share * group.rows().size();
    }
    double[] taken = new double[wanted.length];
    for (Group group : groups) {
      int size = group.rows().size();
      int stratum = group.stratum();
      if ((taken[stratum] == 0 && size <= Math.max(1, wanted[stratum]))
          || taken[stratum] + size / 2.0 <= wanted[stratum]) {
        taken[stratum] += size;
        group.rows().forEach(i -> held[i] = true);
      }
    }
    return held;
  }

  /** For each row the number of its fold, from 0 on. */
  int[] folds(int folds) {
    int[] fold = new int[texts.size()];
    int[][] filled = new int[GoldSentiment.LABELS.size()][folds];
    List<Group> largestFirst = new ArrayList<>(groups);
    largestFirst.sort(Comparator.comparingInt(group -> -group.rows().size()));
    for (Group group : largestFirst) {
      int[] rows = filled[group.stratum()];
      int emptiest = 0;
      for (int i = 1; i < folds; i++) {
        emptiest = rows[i] < rows[emptiest] ? i : emptiest;
      }
      rows[emptiest] += group.rows().size();
      for (int i : group.rows()) {
        fold[i] = emptiest;
      }
    }
    return fold;
  }

  /** How many texts are like another one. */
  long nearDuplicates() {
    return groups.stream().mapToLong(g -> g.rows().size()).filter(n -> n > 1).sum();
  }

  /**
   * Refuses sides of which one lacks a class that occurs.
   *
   * @throws io.marketlake.error.PipelineException if so
   */
  static void requireEveryClass(String file, List<LabelledText> learnt, List<LabelledText> judged) {
    for (String label : GoldSentiment.LABELS) {
      boolean isLearnt = learnt.stream().anyMatch(text -> text.label().equals(label));
      boolean isJudged = judged.stream().anyMatch(text -> text.label().equals(label));
      if (isLearnt != isJudged) {
        throw Errors.unusableTrainingData(
            file,
            "the texts that are "
                + label
                + " are so alike that they can't be both learnt from and judged by");
      }
    }
  }

  /** The rows of one side. */
  static List<LabelledText> side(List<LabelledText> texts, boolean[] held, boolean wanted) {
    List<LabelledText> side = new ArrayList<>();
    for (int i = 0; i < held.length; i++) {
      if (held[i] == wanted) {
        side.add(texts.get(i));
      }
    }
    return side;
  }

  static boolean[] isFold(int[] folds, int fold) {
    boolean[] is = new boolean[folds.length];
    for (int i = 0; i < folds.length; i++) {
      is[i] = folds[i] == fold;
    }
    return is;
  }
}
