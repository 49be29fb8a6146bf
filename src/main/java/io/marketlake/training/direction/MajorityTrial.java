package io.marketlake.training.direction;

import io.marketlake.training.direction.ForecastFigures.Figure;
import java.util.Locale;

/**
 * A model beside the answer that needs none, the share of rises in what it was fitted on, on all
 * rows that judged it: the difference of their squared errors, with a bootstrap over days.
 *
 * @param brier the model's mean squared error
 * @param majorityBrier that of the share of rises
 * @param gain the second less the first, with its 95 % interval
 */
public record MajorityTrial(double brier, double majorityBrier, Figure gain) {

  static MajorityTrial of(Forecasts model, Forecasts majority, long seed) {
    DayBootstrap days = new DayBootstrap(model, seed);
    return new MajorityTrial(
        days.mean(model::squaredError).value(),
        days.mean(majority::squaredError).value(),
        days.mean(row -> majority.squaredError(row) - model.squaredError(row)));
  }

  /** Whether the evidence is enough: the whole interval lies above zero. */
  public boolean isBetter() {
    return gain.low() > 0;
  }

  /** The evidence in one sentence. */
  public String sentence() {
    String found =
        String.format(
            Locale.ROOT,
            "its Brier score on held-out bars is %.5f against %.5f of the majority's share",
            brier,
            majorityBrier);
    return Double.isNaN(gain.low())
        ? found + "; a single day tells nothing of luck"
        : String.format(
            Locale.ROOT,
            "%s; the gain of %+.5f has the 95 %% interval %+.5f to %+.5f, which %s",
            found,
            gain.value(),
            gain.low(),
            gain.high(),
            isBetter() ? "lies above zero" : "does not lie above zero");
  }
}
