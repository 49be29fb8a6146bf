package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LoggedCommit;
import io.marketlake.error.Errors;
import io.marketlake.error.ModelErrors;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.UserLabels;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a scheduler trains on, and when it need not. */
final class RetrainingOptions {
  private static final int MOST_COMMITS = 100_000;

  @Option(
      names = "--labels",
      paramLabel = "FEED",
      description = {
        "add what users say: the texts and labels of this feed (conf/feeds/labels.conf), of each",
        "text the label that was known last; a label counts more than that of --data"
      })
  private @Nullable String labels;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "labels that were known later do not count (ISO-8601; default: now)")
  private @Nullable Instant asOf;

  @Option(
      names = "--if-new-data",
      description = "do nothing where the newest version was trained on the same texts and labels")
  private boolean ifNewData;

  @Option(
      names = "--after-batches",
      paramLabel = "N",
      description = {
        "do nothing unless gold has scored so many micro-batches since the newest version was",
        "published"
      })
  private @Nullable Integer afterBatches;

  /** The texts of a file, with the users' labels where they are asked for. */
  LabelledTexts with(LabelledTexts texts, Lake lake, Settings settings) {
    if (labels == null) {
      return texts;
    }
    Feed feed = settings.feedsNamed(List.of(labels)).get(0);
    Table table = SilverTable.of(feed);
    List<String> columns = Arrays.asList(table.structType().fieldNames());
    if (!columns.containsAll(List.of(GoldSentiment.TEXT, GoldSentiment.LABEL))) {
      throw ModelErrors.noLabels(labels, "it has no columns text and label");
    }
    if (!lake.tables().exists(table)) {
      throw ModelErrors.noLabels(labels, "silver has not taken it in yet");
    }
    Instant cut = asOf == null ? Instant.now() : asOf;
    long version = lake.tables().version(table);
    Dataset<Row> current = UserLabels.asOf(lake.tables().readAt(table, version), cut);
    return UserLabels.added(
        texts,
        current,
        table.id(),
        Map.of(
            "user_labels_table",
            table.id() + " version " + version,
            "user_labels_as_of",
            cut.toString()));
  }

  /** Why there is nothing to train for, asked before any data is read; empty if there may be. */
  Optional<String> idleBeforeData(Lake lake, ModelRegistry registry, String kind) {
    if (afterBatches == null) {
      return Optional.empty();
    }
    if (afterBatches < 1 || afterBatches > MOST_COMMITS) {
      throw Errors.badOption(
          "--after-batches " + afterBatches,
          "it is not between 1 and " + MOST_COMMITS,
          "try --after-batches 500");
    }
    Optional<ModelVersion> newest = registry.newest(kind);
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    long scored =
        lake.tables().exists(GoldSentiment.TABLE)
            ? scoredSince(lake, registry.publishedAt(newest.get()), afterBatches)
            : 0;
    return scored >= afterBatches
        ? Optional.empty()
        : Optional.of(
            "gold has scored %d micro-batches since %s was published, and %d are asked for"
                .formatted(scored, newest.get().version(), afterBatches));
  }

  /** A micro-batch with texts is one commit to gold; packing is none. */
  private static long scoredSince(Lake lake, Instant published, int most) {
    // The newest commits are looked through in steps, since maintenance commits lie among them.
    for (int looked = 2 * most; ; looked *= 2) {
      List<LoggedCommit> commits = lake.tables().log(GoldSentiment.TABLE).commits(looked);
      long scored =
          commits.stream()
              .filter(commit -> commit.time().isAfter(published))
              .filter(commit -> commit.writer().isPresent())
              .count();
      boolean allSeen =
          commits.size() < looked || !commits.get(commits.size() - 1).time().isAfter(published);
      if (scored >= most || allSeen || looked > MOST_COMMITS) {
        return scored;
      }
    }
  }

  /** Why there is nothing to train for on these texts; empty if there is. */
  Optional<String> idle(LabelledTexts texts, ModelRegistry registry, String kind) {
    if (!ifNewData) {
      return Optional.empty();
    }
    return registry
        .newest(kind)
        .filter(newest -> registry.card(newest).data().sha256().equals(texts.sha256()))
        .map(
            newest ->
                "%s was trained on the same texts (%s)".formatted(newest.version(), texts.file()));
  }
}
