package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionFeatures.Omission;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.IndicatorValues;
import io.marketlake.feature.direction.SentimentHistory;
import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.indicator.Indicators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The examples of bars, by the one definition of the features. */
final class BarExamples implements ExampleMaker {
  private final DirectionSettings settings;
  private final IndicatorSettings indicators;
  private final DirectionFeatures features;
  private final Map<Omission, Long> omitted = new EnumMap<>(Omission.class);

  BarExamples(DirectionSettings settings, IndicatorSettings indicators) {
    this.settings = settings;
    this.indicators = indicators;
    this.features = DirectionFeatures.of(indicators, settings);
  }

  List<String> names() {
    return features.names();
  }

  /** How many bars were not forecast in what was made, by the reason. */
  Map<Omission, Long> omitted() {
    return omitted;
  }

  @Override
  public List<Example> make(DirectionData data) {
    List<Example> examples = new ArrayList<>();
    data.bars()
        .forEach(
            (name, rows) -> {
              String symbol = rows.isEmpty() ? "" : rows.get(0).symbol();
              SentimentHistory texts =
                  SentimentHistory.of(
                      data.texts().getOrDefault(symbol, List.of()), settings.sentiment());
              long outside = DirectionSeries.outOfSession(rows);
              if (outside > 0) {
                omitted.merge(Omission.OUT_OF_SESSION, outside, Long::sum);
              }
              DirectionSeries series = DirectionSeries.of(rows);
              for (DirectionBar bar : series.forecastBars()) {
                List<DirectionBar> before = series.before(bar);
                Optional<Omission> omission = features.omission(bar, before);
                if (omission.isPresent()) {
                  omitted.merge(omission.get(), 1L, Long::sum);
                } else {
                  examples.add(
                      new Example(
                          name,
                          bar,
                          before.stream().mapToDouble(DirectionBar::close).toArray(),
                          features.values(bar, before, texts.at(bar.knownAt()))));
                }
              }
            });
    return examples;
  }

  /**
   * The same of bars whose indicators are worked out anew from the bars of the data alone: what
   * they depend on is then what the data has.
   *
   * @param warmAfter from which bar of a series on they count as warm
   */
  ExampleMaker recomputing(int warmAfter) {
    return data -> {
      SortedMap<String, List<DirectionBar>> bars = new TreeMap<>();
      data.bars().forEach((name, rows) -> bars.put(name, recomputed(rows, warmAfter)));
      return make(data.with(bars, data.texts()));
    };
  }

  private List<DirectionBar> recomputed(List<DirectionBar> rows, int warmAfter) {
    List<DirectionBar> sorted = DirectionSeries.of(rows).forecastBars();
    Indicators state = Indicators.begin(indicators);
    List<DirectionBar> recomputed = new ArrayList<>(sorted.size());
    for (DirectionBar bar : sorted) {
      IndicatorValues values =
          IndicatorValues.of(
              Arrays.asList(
                  state.next(
                      new IndicatorBar(
                          bar.open(),
                          bar.high(),
                          bar.low(),
                          bar.close(),
                          bar.volume(),
                          bar.vwap()))));
      recomputed.add(bar.with(values, state.barsSeen() >= warmAfter));
    }
    return recomputed;
  }
}
