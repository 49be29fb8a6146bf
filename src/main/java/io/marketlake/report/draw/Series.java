package io.marketlake.report.draw;

import java.util.List;

/** A named figure for each of some places in a row; NaN where there is none. */
public record Series(String name, List<Double> values) {
  public Series {
    values = List.copyOf(values);
  }

  double at(int place) {
    return place < values.size() ? values.get(place) : Double.NaN;
  }
}
