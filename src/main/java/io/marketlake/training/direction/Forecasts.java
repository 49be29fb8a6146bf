package io.marketlake.training.direction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was forecast of rows whose outcome is known.
 *
 * @param hasProbabilities whether the values are more than a yes or no; where not, they are 0 or 1,
 *     so that the squared error is the share of errors, and log-loss and calibration say nothing
 */
record Forecasts(List<Labelled> rows, List<Double> up, boolean hasProbabilities) {

  Forecasts {
    rows = List.copyOf(rows);
    up = List.copyOf(up);
  }

  /** Of a model. */
  static Forecasts of(List<Labelled> rows, ToDoubleFunction<double[]> model) {
    return new Forecasts(
        rows,
        rows.stream().map(row -> model.applyAsDouble(row.example().features())).toList(),
        true);
  }

  /** Always the commoner direction of the rows trained on, with its share. */
  static Forecasts ofMajority(List<Labelled> train, List<Labelled> rows) {
    double share = LabelledExamples.upShare(train);
    return new Forecasts(rows, rows.stream().map(row -> share).toList(), true);
  }

  /**
   * The direction of as many bars before, or the opposite; where the price had not moved, the
   * commoner one of the rows trained on.
   */
  static Forecasts ofTrend(List<Labelled> train, List<Labelled> rows, boolean isReversed) {
    double majority = LabelledExamples.upShare(train) > 0.5 ? 1 : 0;
    return new Forecasts(
        rows,
        rows.stream()
            .map(row -> row.trend() == 0 ? majority : (row.trend() > 0) == isReversed ? 0.0 : 1.0)
            .toList(),
        false);
  }

  /** These and then those. */
  Forecasts and(Forecasts others) {
    List<Labelled> bothRows = new ArrayList<>(rows);
    bothRows.addAll(others.rows);
    List<Double> both = new ArrayList<>(up);
    both.addAll(others.up);
    return new Forecasts(bothRows, both, hasProbabilities && others.hasProbabilities);
  }

  int size() {
    return rows.size();
  }

  boolean isRight(int row) {
    return (up.get(row) > 0.5) == rows.get(row).isUp();
  }

  /** The squared error of the probability. */
  double squaredError(int row) {
    double error = up.get(row) - (rows.get(row).isUp() ? 1 : 0);
    return error * error;
  }

  /** -ln of the probability given to what happened, in nats. */
  double loss(int row) {
    double given = rows.get(row).isUp() ? up.get(row) : 1 - up.get(row);
    return -Math.log(Math.max(given, Double.MIN_NORMAL));
  }

  double meanLoss() {
    double sum = 0;
    for (int i = 0; i < size(); i++) {
      sum += loss(i);
    }
    return sum / size();
  }

  /** What going with a forecast earned before costs, in basis points of the entry. */
  double gain(int row) {
    double change = rows.get(row).outcome().change() * 10_000;
    return up.get(row) > 0.5 ? change : -change;
  }
}
