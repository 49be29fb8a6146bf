package io.marketlake.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * How well labels were told apart on rows that the fit did not see.
 *
 * @param rows how many rows were judged
 * @param accuracy share of rows whose label was found
 * @param macroF1 mean of the classes' F1, each class weighing the same
 * @param logLoss mean of -ln(probability given to the true label), in nats
 * @param classes the figures of each class
 * @param confusion rows by true class (outer) and found class (inner), in the order of {@code
 *     classes}
 */
public record Evaluation(
    long rows,
    double accuracy,
    double macroF1,
    double logLoss,
    List<ClassScore> classes,
    List<List<Long>> confusion) {

  /** One class: {@code rows} is how many rows truly are of it. A ratio without rows is 0. */
  public record ClassScore(String label, long rows, double precision, double recall, double f1) {}

  public Evaluation {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
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
    }
    return new Evaluation(
        total,
        share(right, total),
        f1Sum / labels.size(),
        ratio(logLossSum, (double) total),
        classes,
        matrix);
  }

  private static double share(long part, long whole) {
    return ratio((double) part, (double) whole);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
