package io.marketlake.grading;

import java.util.Map;
import java.util.TreeMap;

/**
 * When a model at work is no longer good.
 *
 * @param windowDays days that a rolling window has, the last one included; 1 or more
 * @param leastRows rows that a window needs before anything follows from it; 1 or more
 * @param lostSkillDays so many days with judged forecasts one after the other, whose windows were
 *     right less often than a baseline by more than chance, are lost skill; 1 or more. With fewer
 *     than a window has, one bad stretch counts again and again
 * @param driftThreshold the PSI from which on a feature has drifted; above 0
 * @param driftThresholds of features that have one of their own, by name
 */
public record QualitySettings(
    int windowDays,
    int leastRows,
    int lostSkillDays,
    double driftThreshold,
    Map<String, Double> driftThresholds) {

  public QualitySettings {
    driftThresholds = Map.copyOf(new TreeMap<>(driftThresholds));
    if (windowDays < 1 || leastRows < 1 || lostSkillDays < 1) {
      throw new IllegalArgumentException(
          "windowDays, leastRows and lostSkillDays must be 1 or more");
    }
    if (!(driftThreshold > 0) || driftThresholds.values().stream().anyMatch(t -> !(t > 0))) {
      throw new IllegalArgumentException("thresholds of drift must be above 0");
    }
  }

  /** From which PSI on a feature has drifted. */
  public double driftThresholdOf(String feature) {
    return driftThresholds.getOrDefault(feature, driftThreshold);
  }
}
