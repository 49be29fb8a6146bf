package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.error.Errors;
import io.marketlake.maintenance.KeepRules;
import io.marketlake.marts.NeededDays;
import java.util.List;

/** The days that marts read, held against the days that are kept. */
final class MartDays {
  private MartDays() {}

  /**
   * A table that forgets what marts still read would leave them as they are, and silently. Asked by
   * what fills layers, keeps marts, or forgets.
   *
   * @throws io.marketlake.error.PipelineException if {@code maintenance.keep} does that
   */
  static void requireKept(Settings settings) {
    KeepRules keep = settings.maintenance().keep();
    if (keep.equals(KeepRules.FOR_EVER)) {
      return;
    }
    List<String> problems =
        LakeLayers.retention(settings)
            .problems(keep, NeededDays.before(settings.marts().marts(), LakeSchema.names(settings)))
            .stream()
            .map(problem -> "maintenance.keep " + problem)
            .toList();
    if (!problems.isEmpty()) {
      throw Errors.badSettings(problems);
    }
  }
}
