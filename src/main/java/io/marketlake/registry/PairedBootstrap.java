package io.marketlake.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tells a difference between two models from chance: texts are drawn again and again, with
 * replacement, from those that both have scored, and the spread of the difference in macro-F1 over
 * the draws is its uncertainty (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
 * chapter 13, percentile interval; paired as in Berg-Kirkpatrick, Burkett and Klein, EMNLP 2012).
 * Texts that have the same true label and got the same two labels are interchangeable, so counts of
 * these are all it needs. One seed gives one answer.
 */
public final class PairedBootstrap {
  private static final double TAIL = 0.025;

  private final int classes;
  private final List<Cell> cells;

  /**
   * How many texts have a true label, one from the champion and one from the challenger; labels by
   * number from 0.
   */
  public record Cell(int actual, int champion, int challenger, long texts) {}

  /** What was found; see {@link Comparison}. */
  public record Result(
      long texts,
      double championMacroF1,
      double challengerMacroF1,
      double championAccuracy,
      double challengerAccuracy,
      double low,
      double high) {}

  /**
   * @param classes how many labels there are
   * @param cells in any order
   */
  public PairedBootstrap(int classes, List<Cell> cells) {
    this.classes = classes;
    List<Cell> ordered = new ArrayList<>(cells);
    ordered.sort(
        (a, b) ->
            Arrays.compare(
                new int[] {a.actual(), a.champion(), a.challenger()},
                new int[] {b.actual(), b.champion(), b.challenger()}));
    this.cells = List.copyOf(ordered);
  }

  /** Compares. */
  public Result run(int resamples, long seed) {
    long[] counts = cells.stream().mapToLong(Cell::texts).toArray();
    int texts = Math.toIntExact(Arrays.stream(counts).sum());
    double[] differences = new double[texts == 0 ? 0 : resamples];
    int[] cellOfText = cellOfText(counts, texts);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < differences.length; i++) {
      long[] drawn = new long[counts.length];
      for (int j = 0; j < texts; j++) {
        drawn[cellOfText[random.nextInt(texts)]]++;
      }
      differences[i] = macroF1(drawn, false) - macroF1(drawn, true);
    }
    Arrays.sort(differences);
    return new Result(
        texts,
        macroF1(counts, true),
        macroF1(counts, false),
        accuracy(counts, true),
        accuracy(counts, false),
        quantile(differences, TAIL),
        quantile(differences, 1 - TAIL));
  }

  private static int[] cellOfText(long[] counts, int texts) {
    int[] cellOfText = new int[texts];
    int next = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      int end = next + (int) counts[cell];
      Arrays.fill(cellOfText, next, end, cell);
      next = end;
    }
    return cellOfText;
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  /** The mean F1 of the classes that a text truly is of or was taken for. */
  private double macroF1(long[] counts, boolean ofChampion) {
    long[] actual = new long[classes];
    long[] found = new long[classes];
    long[] right = new long[classes];
    for (int i = 0; i < counts.length; i++) {
      Cell cell = cells.get(i);
      int label = ofChampion ? cell.champion() : cell.challenger();
      actual[cell.actual()] += counts[i];
      found[label] += counts[i];
      right[label] += label == cell.actual() ? counts[i] : 0;
    }
    double sum = 0;
    int seen = 0;
    for (int i = 0; i < classes; i++) {
      if (actual[i] + found[i] > 0) {
        sum += 2.0 * right[i] / (actual[i] + found[i]);
        seen++;
      }
    }
    return seen == 0 ? 0 : sum / seen;
  }

  private double accuracy(long[] counts, boolean ofChampion) {
    long right = 0;
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      Cell cell = cells.get(i);
      all += counts[i];
      right += cell.actual() == (ofChampion ? cell.champion() : cell.challenger()) ? counts[i] : 0;
    }
    return all == 0 ? 0 : (double) right / all;
  }
}
