package io.marketlake.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.delta.LakeFiles;
import io.marketlake.error.BarErrors;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild under way, as the lake knows it, so that it goes on after a kill and no stream goes on
 * from tables of which only some are the new ones.
 *
 * @param id names its commits
 * @param from the date that was asked for; null for none
 * @param begin the date that a correction begins with; null until it is known
 * @param settings the settings that it folds under: under others it begins anew
 * @param publishes whether it has begun to write the lake's own tables
 */
record RebuildPlan(
    String id,
    BarRebuild.Mode mode,
    @Nullable String from,
    @Nullable String begin,
    String settings,
    boolean publishes) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FOLDER = "_marketlake/rebuild/";

  static Optional<RebuildPlan> of(LakeFiles files, String feed) {
    return files
        .read(file(feed))
        .map(
            text -> {
              try {
                return JSON.readValue(text, RebuildPlan.class);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(file(feed) + " is damaged: " + text, e);
              }
            });
  }

  void save(LakeFiles files, String feed) {
    try {
      files.write(file(feed), JSON.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static void forget(LakeFiles files, String feed) {
    files.delete(file(feed));
  }

  /** The folder of the tables that it prepares. */
  String staging(String feed) {
    return FOLDER + feed + "-" + id;
  }

  RebuildPlan publishing() {
    return new RebuildPlan(id, mode, from, begin, settings, true);
  }

  RebuildPlan publishing(LocalDate first) {
    return new RebuildPlan(id, mode, from, first.toString(), settings, true);
  }

  boolean isFor(BarRebuild.Mode wanted, @Nullable String wantedFrom, String under) {
    return mode == wanted && java.util.Objects.equals(from, wantedFrom) && settings.equals(under);
  }

  private static String file(String feed) {
    return FOLDER + feed + ".json";
  }

  /**
   * Throws if a rebuild of a feed's bars was interrupted while it wrote the lake's own tables: a
   * stream would go on from a mixture.
   */
  static void requireNonePublishing(LakeFiles files, String feed) {
    of(files, feed)
        .filter(RebuildPlan::publishes)
        .ifPresent(
            plan -> {
              throw BarErrors.unfinishedRebuild(feed, plan.mode().option(), plan.from());
            });
  }
}
