package io.marketlake.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How well labels were told apart on rows that the fit did not see.
 *
 * @param rows how many rows were judged
 * @param accuracy share of rows whose label was found
 * @param macroF1 mean of the F1 of the classes that truly occur, each weighing the same
 * @param logLoss mean of -ln(probability given to the true label), in nats; NaN where only labels
 *     were given and no probabilities
 * @param classes the figures of each class
 * @param confusion rows by true class (outer) and found class (inner), in the order of {@code
 *     classes}
 * @param calibration whether the probabilities are to be believed; null where there are none
 * @param intervals the 95 % intervals of {@code accuracy}, {@code macro_f1} and {@code log_loss},
 *     by these names; empty where none were worked out
 */
public record Evaluation(
    long rows,
    double accuracy,
    double macroF1,
    double logLoss,
    List<ClassScore> classes,
    List<List<Long>> confusion,
    @Nullable Calibration calibration,
    Map<String, Interval> intervals) {
  public static final String ACCURACY = "accuracy";
  public static final String MACRO_F1 = "macro_f1";
  public static final String LOG_LOSS = "log_loss";

  /** One class: {@code rows} is how many rows truly are of it. A ratio without rows is 0. */
  public record ClassScore(String label, long rows, double precision, double recall, double f1) {}

  /** From and to which value a figure may be, were other rows drawn from the same source. */
  public record Interval(double low, double high) {}

  /**
   * How far what the model believes is from what is so.
   *
   * @param expectedError the bins' |accuracy - confidence|, weighed by their rows: the expected
   *     calibration error of Naeini, Cooper and Hauskrecht (2015), with equal bins
   * @param bins by the probability of the answer given, those with rows only
   */
  public record Calibration(double expectedError, List<Bin> bins) {
    public Calibration {
      bins = List.copyOf(bins);
    }
  }

  /**
   * The rows whose answer was given a probability above {@code from} and up to {@code to}.
   *
   * @param confidence the mean of these probabilities
   * @param accuracy the share of these answers that was right
   */
  public record Bin(double from, double to, long rows, double confidence, double accuracy) {}

  public Evaluation {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
    intervals =
        intervals == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(intervals));
  }

  /**
   * Works the figures out of a confusion matrix.
   *
   * @param labels the classes, in the order of the matrix
   * @param confusion rows by true class (outer) and found class (inner)
   * @param logLossSum the sum over all rows of -ln(probability of the true label)
   */
  public static Evaluation of(List<String> labels, long[][] confusion, double logLossSum) {
    long total = 0;
    long right = 0;
    double f1Sum = 0;
    int occurring = 0;
    List<ClassScore> classes = new ArrayList<>();
    List<List<Long>> matrix = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      long actual = 0;
      long found = 0;
      List<Long> line = new ArrayList<>();
      for (int j = 0; j < labels.size(); j++) {
        actual += confusion[i][j];
        found += confusion[j][i];
        line.add(confusion[i][j]);
      }
      double precision = share(confusion[i][i], found);
      double recall = share(confusion[i][i], actual);
      double f1 = ratio(2 * precision * recall, precision + recall);
      classes.add(new ClassScore(labels.get(i), actual, precision, recall, f1));
      matrix.add(line);
      total += actual;
      right += confusion[i][i];
      f1Sum += f1;
      occurring += actual > 0 ? 1 : 0;
    }
    return new Evaluation(
        total,
        share(right, total),
        ratio(f1Sum, occurring),
        ratio(logLossSum, (double) total),
        classes,
        matrix,
        null,
        Map.of());
  }

  /** The same figures with these beside them. */
  public Evaluation with(@Nullable Calibration calibration, Map<String, Interval> intervals) {
    return new Evaluation(
        rows, accuracy, macroF1, logLoss, classes, confusion, calibration, intervals);
  }

  private static double share(long part, long whole) {
    return ratio((double) part, (double) whole);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
