package io.marketlake.training.direction;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a training, in figures; stored with the version as {@code direction.json}.
 *
 * @param interval the length of the bars
 * @param horizon how many of them ahead
 * @param bars rows of bars that were read
 * @param notForecast bars that are not forecast, by the reason
 * @param rows forecasts whose price went up or down
 * @param ties forecasts whose price ended where it began: not trained on, not judged
 * @param withoutPrice forecasts without a bar in their target
 * @param open forecasts whose outcome is not known yet
 * @param recipe which recipe is published, and judged last
 * @param recipes which recipe was chosen for each fold, by the folds before it
 * @param figures of the model and of what stands beside it, on the same rows, by name
 * @param importance of the features to the judged model on the last fold
 * @param findings of the checks for leaks
 * @param cost what a trade of the naive rule costs, in basis points
 */
public record DirectionReport(
    String interval,
    int horizon,
    long bars,
    Map<String, Long> notForecast,
    long rows,
    long ties,
    long withoutPrice,
    long open,
    String recipe,
    List<String> recipes,
    Map<String, ForecastFigures> figures,
    List<Importance> importance,
    List<LeakFinding> findings,
    double cost) {
  public static final String MODEL = "model";
  public static final String MAJORITY = "majority";
  public static final String PERSISTENCE = "persistence";
  public static final String REVERSAL = "reversal";

  public DirectionReport {
    notForecast = Collections.unmodifiableMap(new LinkedHashMap<>(notForecast));
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    recipes = List.copyOf(recipes);
    importance = List.copyOf(importance);
    findings = List.copyOf(findings);
  }

  /** The model's figures that other kinds of models do not have, by name. */
  public Map<String, Double> metrics() {
    ForecastFigures model = of(MODEL);
    return Map.of(
        "auc", model.auc().value(),
        "brier", model.brier().value(),
        "majority_brier", of(MAJORITY).brier().value(),
        "calibration_error", model.calibrationError().value(),
        "net_basis_points", model.netBasisPoints().value());
  }

  /** The figures of one of those that were judged. */
  public ForecastFigures of(String name) {
    ForecastFigures found = figures.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no figures of " + name);
    }
    return found;
  }
}
