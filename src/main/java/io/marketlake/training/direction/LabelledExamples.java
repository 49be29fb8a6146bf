package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionOutcome;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.DirectionTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The examples of a horizon with what became of them, in the order in which they were known.
 *
 * @param rows those whose price went up or down
 * @param ties how many ended at the price that they began with
 * @param withoutPrice how many had no bar in their target
 * @param open how many have an outcome that is not known yet
 */
public record LabelledExamples(
    int horizon, List<Labelled> rows, long ties, long withoutPrice, long open) {

  public LabelledExamples {
    rows = List.copyOf(rows);
  }

  static LabelledExamples of(
      List<Example> examples, DirectionData data, int horizon, DirectionSettings settings) {
    Map<String, DirectionSeries> series = new HashMap<>();
    data.bars().forEach((name, rows) -> series.put(name, DirectionSeries.of(rows)));
    List<Labelled> rows = new ArrayList<>();
    long ties = 0;
    long withoutPrice = 0;
    long open = 0;
    for (Example example : examples) {
      DirectionSeries own = series.get(example.series());
      if (own == null) {
        throw new IllegalStateException("no series " + example.series());
      }
      Optional<DirectionOutcome> outcome =
          own.outcome(DirectionTarget.of(example.bar(), horizon, settings));
      if (outcome.isEmpty()) {
        open++;
        continue;
      }
      switch (outcome.get().kind()) {
        case UP, DOWN ->
            rows.add(
                new Labelled(
                    example,
                    outcome.get(),
                    example.trend(horizon),
                    data.day(example.series(), example.bar().start())));
        case TIE -> ties++;
        case NO_PRICE -> withoutPrice++;
      }
    }
    rows.sort(
        Comparator.comparingLong(Labelled::knownAt).thenComparing(row -> row.example().series()));
    return new LabelledExamples(horizon, rows, ties, withoutPrice, open);
  }

  /** The share of the rows whose price rose. */
  static double upShare(List<Labelled> rows) {
    return (double) rows.stream().filter(Labelled::isUp).count() / rows.size();
  }
}
