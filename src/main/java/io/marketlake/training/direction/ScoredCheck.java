package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.schema.Micros;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the stream was given what training learns from. */
final class ScoredCheck {
  private ScoredCheck() {}

  /**
   * Forecasts of the stream were given the features that training makes of their bars, to the bit.
   * Texts that gold had not scored in time are told, and no failure.
   *
   * @return empty where no bar that was forecast is among the examples
   */
  static Optional<LeakFinding> of(
      List<String> names, List<Example> examples, List<ScoredFeatures> scored) {
    String check = "scored features";
    Map<String, double[]> trained = new HashMap<>();
    examples.forEach(e -> trained.put(e.series() + " " + e.bar().start(), e.features()));
    int compared = 0;
    int otherTexts = 0;
    for (ScoredFeatures each : scored) {
      double[] values = trained.get(each.series() + " " + each.start());
      if (values == null) {
        continue;
      }
      compared++;
      boolean hasOtherTexts = false;
      for (int i = 0; i < values.length; i++) {
        if (Double.compare(values[i], each.values().get(i)) != 0) {
          if (!names.get(i).startsWith(DirectionFeatures.OF_TEXTS)) {
            return Optional.of(
                new LeakFinding(
                    check,
                    false,
                    "the forecast of "
                        + each.series()
                        + " at "
                        + Micros.instant(each.start())
                        + " was given another "
                        + names.get(i)
                        + " than training makes of its bar"));
          }
          hasOtherTexts = true;
        }
      }
      otherTexts += hasOtherTexts ? 1 : 0;
    }
    return compared == 0
        ? Optional.empty()
        : Optional.of(
            new LeakFinding(
                check,
                true,
                compared
                    + " forecasts of the stream were given what training makes of their bars, to the"
                    + " bit"
                    + (otherTexts == 0
                        ? ""
                        : ", but for the texts of "
                            + otherTexts
                            + ", which gold had not scored in time")));
  }
}
