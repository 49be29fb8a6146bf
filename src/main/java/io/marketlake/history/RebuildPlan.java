package io.marketlake.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.error.BarErrors;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild under way, as the lake knows it, so that it goes on after a kill and no stream goes on
 * from tables of which only some are the new ones.
 *
 * @param id names its commits
 * @param from the date that was asked for; null for none
 * @param settings the settings that it folds under: under others it begins anew
 * @param correction what a correction is about; null until it is known, and as streamed
 * @param publishes whether it has begun to write the lake's own tables
 */
record RebuildPlan(
    String id,
    BarRebuild.Mode mode,
    @Nullable String from,
    String settings,
    @Nullable Correction correction,
    boolean publishes) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FOLDER = Lake.STATE + "/rebuild/";
  private static final String PLAN = ".json";

  /** The number of the only commit of its name. */
  private static final long ONLY = 0;

  /**
   * What a correction is about.
   *
   * @param begin the date that it begins with
   * @param parts how many parts the symbols are cut into
   * @param ledger how far the stream's bars had come; once they have gone on it begins anew
   * @param tables the versions of the tables that it takes through again, likewise; it writes them
   *     itself in the end
   */
  record Correction(String begin, int parts, String ledger, String tables) {}

  /** A plan that nothing has been done of. */
  static RebuildPlan begin(BarRebuild.Mode mode, @Nullable String from, String settings) {
    return new RebuildPlan(UUID.randomUUID().toString(), mode, from, settings, null, false);
  }

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

  /** The feeds that one is under way for. */
  static List<String> feeds(LakeFiles files) {
    return files.list(FOLDER).stream()
        .filter(name -> name.endsWith(PLAN))
        .map(name -> name.substring(0, name.length() - PLAN.length()))
        .toList();
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

  /**
   * A commit to a table of the lake, of its own each time: what is to be added was compared with
   * what the table has, and silver may have got more since an interrupted run.
   */
  Commit commit() {
    return new Commit(
        "rebuild-" + id + "-" + UUID.randomUUID(),
        ONLY,
        mode + " from " + (correction == null ? from : correction.begin()));
  }

  RebuildPlan publishing() {
    return new RebuildPlan(id, mode, from, settings, correction, true);
  }

  RebuildPlan correcting(Correction wanted) {
    return new RebuildPlan(id, mode, from, settings, wanted, publishes);
  }

  boolean isFor(BarRebuild.Mode wanted, @Nullable String wantedFrom, String under) {
    return mode == wanted && Objects.equals(from, wantedFrom) && settings.equals(under);
  }

  private static String file(String feed) {
    return FOLDER + feed + PLAN;
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
