package io.marketlake.report;

import io.marketlake.report.draw.Series;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Figures of a period's days, by the names of what they are of; a day without one is NaN. */
final class Days {
  private final Period period;
  private final Map<String, Map<String, Double>> figures = new HashMap<>();

  Days(Period period) {
    this.period = period;
  }

  void put(String name, String day, double figure) {
    figures.computeIfAbsent(name, n -> new HashMap<>()).put(day, figure);
  }

  double at(String name, String day) {
    return figures.getOrDefault(name, Map.of()).getOrDefault(day, Double.NaN);
  }

  Series series(String name) {
    return new Series(name, values(name));
  }

  List<Double> values(String name) {
    return period.names().stream().map(day -> at(name, day)).toList();
  }

  /** A row a day that has any figure, and a column a name. */
  Grid grid(String caption, List<String> names, Function<Double, String> text) {
    List<Head> heads = new ArrayList<>(List.of(Head.text("day")));
    names.forEach(name -> heads.add(Head.figure(name)));
    List<List<String>> rows = new ArrayList<>();
    for (String day : period.names()) {
      if (names.stream().anyMatch(name -> Double.isFinite(at(name, day)))) {
        List<String> row = new ArrayList<>(List.of(day));
        names.forEach(name -> row.add(text.apply(at(name, day))));
        rows.add(row);
      }
    }
    return new Grid(caption, heads, rows);
  }
}
