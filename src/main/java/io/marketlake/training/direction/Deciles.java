package io.marketlake.training.direction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values between the tenths of a feature, by which a later drift of it is told. */
final class Deciles {
  private static final int TENTHS = 10;

  private Deciles() {}

  static List<List<Double>> of(List<Labelled> rows, int features) {
    List<List<Double>> all = new ArrayList<>();
    for (int feature = 0; feature < features; feature++) {
      double[] values = new double[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows.get(i).example().features()[feature];
      }
      Arrays.sort(values);
      List<Double> deciles = new ArrayList<>();
      for (int tenth = 1; tenth < TENTHS; tenth++) {
        deciles.add(values[(int) ((long) values.length * tenth / TENTHS)]);
      }
      all.add(deciles);
    }
    return all;
  }
}
