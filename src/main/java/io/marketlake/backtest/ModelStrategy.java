package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.DirectionTarget;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.direction.SentimentHistory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A strategy that follows a model of direction.
 *
 * <p>Each forecast takes one part of the capital, one over the horizon, for as long as its target
 * lasts: long where the chance of a rise is above the threshold, short where that of a fall is, and
 * nothing in between. So the parts of overlapping forecasts add up to the position (N. Jegadeesh
 * and S. Titman, Returns to Buying Winners and Selling Losers, Journal of Finance, 1993, hold
 * overlapping portfolios in this way). A bar that the model does not forecast takes none.
 */
public final class ModelStrategy implements Strategy {
  private final String version;
  private final DirectionFeatures features;
  private final DirectionSettings settings;
  private final int horizon;
  private final double threshold;
  private final ToDoubleFunction<double[]> pUp;
  private final Map<String, List<ScoredText>> texts;

  /** What a forecast holds, until its target ends. */
  private record Part(long end, int side) {}

  /**
   * @param version the model's, as people read it
   * @param features those that it was trained on
   * @param horizon its horizon, in bars
   * @param threshold the least chance that is traded on, from 0.5 to below 1
   * @param pUp the chance of a rise, by the values of the features
   * @param texts the scored texts of each symbol
   */
  public ModelStrategy(
      String version,
      DirectionFeatures features,
      DirectionSettings settings,
      int horizon,
      double threshold,
      ToDoubleFunction<double[]> pUp,
      Map<String, List<ScoredText>> texts) {
    if (!(threshold >= 0.5 && threshold < 1)) {
      throw new IllegalArgumentException("threshold must be from 0.5 to below 1, not " + threshold);
    }
    this.version = version;
    this.features = features;
    this.settings = settings;
    this.horizon = horizon;
    this.threshold = threshold;
    this.pUp = pUp;
    this.texts = Map.copyOf(texts);
  }

  @Override
  public String name() {
    return String.format(
        Locale.ROOT, "model %s, horizon %d, above %.3g", version, horizon, threshold);
  }

  @Override
  public Strategy asKnownAt(long moment) {
    Map<String, List<ScoredText>> known = new HashMap<>();
    texts.forEach(
        (symbol, all) ->
            known.put(symbol, all.stream().filter(text -> text.knownAt() <= moment).toList()));
    return new ModelStrategy(version, features, settings, horizon, threshold, pUp, known);
  }

  @Override
  public List<Decision> decisions(List<DirectionBar> rows) {
    DirectionSeries series = DirectionSeries.of(rows);
    SentimentHistory sentiment =
        SentimentHistory.of(
            rows.isEmpty() ? List.of() : texts.getOrDefault(rows.get(0).symbol(), List.of()),
            settings.sentiment());
    List<DirectionBar> bars = TimelyBars.of(rows);
    List<Decision> decisions = new ArrayList<>(bars.size());
    Deque<Part> parts = new ArrayDeque<>();
    boolean isWarm = false;
    for (DirectionBar bar : bars) {
      List<DirectionBar> before = series.before(bar);
      DirectionTarget target = DirectionTarget.of(bar, horizon, settings);
      while (!parts.isEmpty() && parts.getFirst().end() <= target.start()) {
        parts.removeFirst();
      }
      if (features.omission(bar, before).isEmpty()) {
        isWarm = true;
        // Bars that became known together have one target: the newest speaks for it.
        if (!parts.isEmpty() && parts.getLast().end() == target.end()) {
          parts.removeLast();
        }
        double chance =
            pUp.applyAsDouble(features.values(bar, before, sentiment.at(bar.knownAt())));
        parts.addLast(new Part(target.end(), side(chance)));
      }
      double held = (double) parts.stream().mapToInt(Part::side).sum() / horizon;
      decisions.add(
          isWarm
              ? new Decision(bar.start(), bar.knownAt(), held, true)
              : Decision.notWarm(bar.start(), bar.knownAt()));
    }
    return decisions;
  }

  private int side(double chance) {
    return chance > threshold ? 1 : 1 - chance > threshold ? -1 : 0;
  }
}
