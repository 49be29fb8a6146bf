package io.marketlake.report.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The round numbers of an axis that holds all of its figures.
 *
 * @param low the least of them, at the axis's begin
 * @param high the greatest, at its end; above {@code low}
 */
record Ticks(double low, double high, double step) {
  private static final int WANTED = 5;

  /** An axis for these figures and 0; from 0 to 1 where there is none. */
  static Ticks withZero(DoubleStream figures) {
    double[] finite = figures.filter(Double::isFinite).toArray();
    return over(
        DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(finite)).toArray(),
        finite.length == 0);
  }

  /** An axis for these figures, without 0 where all are far from it. */
  static Ticks around(DoubleStream figures) {
    double[] finite = figures.filter(Double::isFinite).toArray();
    return over(finite, finite.length == 0);
  }

  private static Ticks over(double[] finite, boolean isEmpty) {
    double least = isEmpty ? 0 : DoubleStream.of(finite).min().orElse(0);
    double most = isEmpty ? 1 : DoubleStream.of(finite).max().orElse(1);
    if (most - least <= Math.max(Math.abs(most), Math.abs(least)) * 1e-9) {
      double room = most == 0 ? 1 : Math.abs(most);
      least = least < 0 || most == 0 ? least - room : Math.min(0, least);
      most = most > 0 || most == 0 ? most + room : Math.max(0, most);
      least = most > 0 && least > 0 ? 0 : least;
    }
    double rough = (most - least) / WANTED;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double share = rough / power;
    double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    return new Ticks(Math.floor(least / step) * step, Math.ceil(most / step) * step, step);
  }

  /** The numbers. */
  List<Double> numbers() {
    List<Double> numbers = new ArrayList<>();
    long count = Math.round((high - low) / step);
    for (long i = 0; i <= count; i++) {
      double number = low + i * step;
      // A rounding error of 0 is not written as -0.
      numbers.add(Math.abs(number) < step * 1e-9 ? 0.0 : number);
    }
    return numbers;
  }

  /** Where a figure lies between both ends: 0 to 1. */
  double share(double figure) {
    return (figure - low) / (high - low);
  }
}
