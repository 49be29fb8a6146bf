package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionOutcome;
import io.marketlake.feature.direction.DirectionOutcome.Kind;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.DirectionTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Mistakes that forecasts of prices are known for, planted into a copy to see them caught. */
enum PlantedLeak {
  /** A feature that holds the close of the bar that is forecast. */
  SAME_BARS_CLOSE {
    @Override
    List<Example> spoilt(List<Example> honest, Outcomes outcomes) {
      return honest.stream()
          .map(
              example ->
                  example.with(
                      outcomes
                          .of(example)
                          .map(outcome -> outcome.exit() / example.bar().close() - 1)
                          .orElse(0.0)))
          .toList();
    }
  },
  /** Features scaled by mean and deviation of all that there is. */
  SCALED_OVER_THE_WHOLE_SET {
    @Override
    List<Example> spoilt(List<Example> honest, Outcomes outcomes) {
      if (honest.isEmpty()) {
        return honest;
      }
      int size = honest.get(0).features().length;
      double[] means = new double[size];
      double[] squares = new double[size];
      for (Example example : honest) {
        for (int i = 0; i < size; i++) {
          means[i] += example.features()[i] / honest.size();
          squares[i] += example.features()[i] * example.features()[i] / honest.size();
        }
      }
      return honest.stream()
          .map(
              example -> {
                double[] scaled = new double[size];
                for (int i = 0; i < size; i++) {
                  double deviation = Math.sqrt(squares[i] - means[i] * means[i]);
                  scaled[i] = deviation > 0 ? (example.features()[i] - means[i]) / deviation : 0.0;
                }
                return example.with(scaled);
              })
          .toList();
    }
  },
  /** Each bar with the features of the next one. */
  JOIN_OFF_BY_ONE_BAR {
    @Override
    List<Example> spoilt(List<Example> honest, Outcomes outcomes) {
      List<Example> shifted = new ArrayList<>();
      for (int i = 0; i < honest.size(); i++) {
        boolean hasNext =
            i + 1 < honest.size() && honest.get(i + 1).series().equals(honest.get(i).series());
        shifted.add(honest.get(i).with(honest.get(hasNext ? i + 1 : i).features()));
      }
      return shifted;
    }
  },
  /** A feature that holds how often the symbol's price rose, the future included. */
  TARGET_CODED_SYMBOL {
    @Override
    List<Example> spoilt(List<Example> honest, Outcomes outcomes) {
      Map<String, Integer> ups = new HashMap<>();
      Map<String, Integer> all = new HashMap<>();
      for (Example example : honest) {
        Optional<DirectionOutcome> outcome = outcomes.of(example);
        if (outcome.isPresent() && outcome.get().isDecided()) {
          ups.merge(example.series(), outcome.get().kind() == Kind.UP ? 1 : 0, Integer::sum);
          all.merge(example.series(), 1, Integer::sum);
        }
      }
      return honest.stream()
          .map(
              example ->
                  example.with(
                      ups.getOrDefault(example.series(), 0)
                          / (double) Math.max(1, all.getOrDefault(example.series(), 0))))
          .toList();
    }
  };

  /** What became of the examples, as far as the data has it. */
  private record Outcomes(
      Map<String, DirectionSeries> series, int horizon, DirectionSettings settings) {
    Optional<DirectionOutcome> of(Example example) {
      return Optional.ofNullable(series.get(example.series()))
          .flatMap(own -> own.outcome(DirectionTarget.of(example.bar(), horizon, settings)));
    }
  }

  abstract List<Example> spoilt(List<Example> honest, Outcomes outcomes);

  /** An honest maker with this mistake. */
  ExampleMaker in(ExampleMaker honest, int horizon, DirectionSettings settings) {
    return data -> {
      Map<String, DirectionSeries> series = new HashMap<>();
      data.bars().forEach((name, rows) -> series.put(name, DirectionSeries.of(rows)));
      return spoilt(honest.make(data), new Outcomes(series, horizon, settings));
    };
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
