package io.marketlake.history;

import io.marketlake.delta.LakeFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild that was not brought to its end.
 *
 * @param feed whose bars it makes anew
 * @param mode how late events are taken
 * @param from the date that was asked for; null for none
 * @param publishes whether it has begun to write the lake's own tables, so that no stream of these
 *     bars starts
 */
public record UnfinishedRebuild(
    String feed, BarRebuild.Mode mode, @Nullable String from, boolean publishes) {

  /** All of a lake. */
  public static List<UnfinishedRebuild> all(LakeFiles files) {
    return RebuildPlan.feeds(files).stream()
        .flatMap(
            feed ->
                RebuildPlan.of(files, feed).stream()
                    .map(
                        plan ->
                            new UnfinishedRebuild(
                                feed, plan.mode(), plan.from(), plan.publishes())))
        .toList();
  }

  /** The command that brings it to its end. */
  public String command() {
    return "scripts/spark-submit/rebuild.sh --mode "
        + mode.option()
        + " --feed "
        + feed
        + (from == null ? "" : " --from-date " + from);
  }
}
