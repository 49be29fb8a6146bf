package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.replay.FeedComparison;
import io.marketlake.replay.FeedDifference;
import io.marketlake.replay.FeedDifference.Kind;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.silver.EventCheck;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Compares the declared fields of feeds with what arrived, and changes nothing.
 *
 * <p>{@code scripts/spark-submit/feeds.sh diff --feed ticks --days 7} looks at a sample of each
 * day's records in bronze and says which fields arrive and are not declared, which are declared and
 * do not arrive, and which are of another type. With {@code --conf-file} it judges by a declaration
 * that is not in use yet. It needs no broker.
 */
@Command(
    name = "diff",
    description = {
      "compares the declared fields with what arrived.",
      "Exit code: 0 no difference, 3 differences that keep nothing out of silver,",
      "4 differences that send events to quarantine; 1 and 2 as with every job."
    })
final class FeedsDiff implements Callable<Integer> {
  private static final int DIFFERENT = 3;
  private static final int QUARANTINED = 4;
  private static final int MOST_DAYS = 3660;
  private static final int MOST_RECORDS = 1_000_000;

  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--feed",
      split = ",",
      paramLabel = "FEED",
      description = "only these feeds, separated by commas; all by default")
  private List<String> feeds = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "the last N days (UTC), today included (default: ${DEFAULT-VALUE})")
  private int days = 7;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "about how many records of each day to look at (default: ${DEFAULT-VALUE})")
  private int sample = 1000;

  @Override
  public Integer call() {
    requireBetween("--days", days, MOST_DAYS, 7);
    requireBetween("--sample", sample, MOST_RECORDS, 1000);
    Settings settings = options.load();
    List<Feed> compared = settings.feedsNamed(feeds);
    Lake.requireReachable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("feeds");
    Lake lake = Lake.openExisting(spark, settings.lake());
    if (!lake.tables().exists(BronzeEvents.TABLE)) {
      throw Errors.noSource("feeds diff", BronzeEvents.TABLE.id());
    }
    LocalDate since = LocalDate.now(ZoneOffset.UTC).minusDays(days - 1L);
    int status = 0;
    for (Feed feed : compared) {
      status = Math.max(status, compare(lake, feed, since));
    }
    return status;
  }

  private static void requireBetween(String option, int value, int most, int usual) {
    if (value < 1 || value > most) {
      throw Errors.badOption(
          option + " " + value, "it is not between 1 and " + most, "try " + option + " " + usual);
    }
  }

  private int compare(Lake lake, Feed feed, LocalDate since) {
    ArrivedSample arrived = new ArrivedSample(lake.tables(), feed.name(), since);
    if (arrived.counts().isEmpty()) {
      line("%s: nothing arrived since %s", feed.name(), since);
      return 0;
    }
    EventCheck check = new EventCheck(feed);
    FeedComparison comparison = new FeedComparison(feed, check::failures);
    arrived.into(comparison, sample);
    line(
        "%s: %s to %s, %,d of %,d records looked at, %,d of them JSON objects",
        feed.name(),
        arrived.counts().firstKey(),
        arrived.counts().lastKey(),
        comparison.records(),
        arrived.counts().values().stream().mapToLong(Long::longValue).sum(),
        comparison.events());
    List<FeedDifference> differences = comparison.differences();
    print(differences);
    if (comparison.hasMoreKeys()) {
      line("  there are more keys than these; further ones were not looked at");
    }
    if (differences.isEmpty()) {
      line("  as declared");
      return 0;
    }
    return differences.stream().anyMatch(d -> d.kind().quarantines()) ? QUARANTINED : DIFFERENT;
  }

  private void print(List<FeedDifference> differences) {
    int width = differences.stream().mapToInt(d -> d.field().length()).max().orElse(0);
    Kind last = null;
    for (FeedDifference difference : differences) {
      if (difference.kind() != last) {
        last = difference.kind();
        line("  %s", last.heading());
      }
      line("    %-" + width + "s  %s", difference.field(), difference.text());
    }
  }

  private void line(String format, Object... parts) {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, parts));
    out.flush();
  }
}
