package io.marketlake.app;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.erasure.Erasure;
import io.marketlake.error.BackfillErrors;
import io.marketlake.error.Errors;
import io.marketlake.history.BackfillSummary;
import io.marketlake.history.BarFile;
import io.marketlake.history.FileBackfill;
import io.marketlake.history.HistoryFile;
import io.marketlake.job.FailPoint;
import io.marketlake.replay.DatedEvents;
import io.marketlake.replay.Renames;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Expectation;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.silver.SilverLayer;
import io.marketlake.topology.LayerHold;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A file of history -> the lake, beside a live stream and past Kafka: the lines of a CSV, TSV or
 * JSON-lines file, plain or gzipped, as events of a feed ({@code bronze.events}, {@code
 * silver.<feed>}, {@code quarantine.events}, and bars and windows of them), or with {@code --kind
 * bars} as bars of its base interval.
 *
 * <p>They come in date order. Each is known at its own time (a bar at its end) plus the feed's
 * delay or {@code --delay}; {@code --known-at now} says that nobody knew it before today. What the
 * stream has written stays as it is: of each symbol only bars from before the stream's first are
 * written, and the stream does not see the events.
 *
 * <p>A line a day, then {@code 201,300 lines read, 201,300 in silver, 0 quarantined; …}. Killed, it
 * is run again and goes on; run on a file that is loaded, it changes nothing. One at a time works
 * on a lake.
 *
 * <p>{@code scripts/spark-submit/backfill.sh --feed ticks --file bars_1m_2019.csv.gz --kind bars}
 */
@Command(
    name = "backfill",
    description = {
      "Loads years of history (CSV, TSV, JSON lines; .gz too) beside a live stream.",
      "Run it again after a kill; a file that is loaded already changes nothing."
    })
public final class Backfill implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

  /** What two runs at once would both do. */
  static final String LEASE = "backfill";

  /** When a line was known. */
  private enum KnownAtOption {
    EVENT,
    NOW
  }

  private enum Kind {
    EVENTS,
    BARS
  }

  private final FailPoint failPoint;

  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--feed", required = true, description = "the feed that the lines belong to")
  private String feedName = "";

  @Option(names = "--file", required = true, description = "CSV, TSV or JSON lines; .gz too")
  private Path file = Path.of("");

  @Option(
      names = "--kind",
      paramLabel = "events|bars",
      description = "what a line is: an event of the feed (default), or a bar of its base interval")
  private Kind kind = Kind.EVENTS;

  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "a column or JSON key that the feed, or a bar, knows as FIELD; may be repeated")
  private List<String> map = List.of();

  @Option(
      names = "--known-at",
      paramLabel = "event|now",
      description = "when a line was known: at its own time (default), or not before now")
  private KnownAtOption knownAt = KnownAtOption.EVENT;

  @Option(
      names = "--delay",
      paramLabel = "15m",
      converter = DurationOption.class,
      description = "added to its own time; the feed's by default")
  private @Nullable Duration delay;

  Backfill() {
    this(HaltAt.fromEnvironment());
  }

  Backfill(FailPoint failPoint) {
    this.failPoint = failPoint;
  }

  public static void main(String[] arguments) {
    Launcher.launch(new Backfill(), arguments);
  }

  @Override
  public Integer call() {
    Settings settings = options.load();
    Feed feed = settings.feedsNamed(List.of(feedName)).get(0);
    if (feed.text().isPresent()) {
      throw BackfillErrors.scoredFeed(feed.name());
    }
    Optional<BarFeed> barFeed = BarLayers.feeds(settings, List.of(feed)).stream().findFirst();
    if (kind == Kind.BARS && barFeed.isEmpty()) {
      throw BackfillErrors.noBars(feed.name());
    }
    Optional<Duration> knownAfter = knownAfter(feed);
    Feed lineFeed = kind == Kind.BARS ? BarFile.feed(barFeed.orElseThrow()) : feed;
    try (DatedEvents lines = DatedEvents.open(file, lineFeed, Renames.of(lineFeed, map))) {
      Lake.requireWritable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("backfill");
      Lake lake = Lake.open(spark, settings.lake());
      SilverLayer.requireValidExpressions(
          List.of(feed), spark.createDataFrame(List.of(), BronzeEvents.TABLE.structType()));
      load(spark, lake, settings, feed, lineFeed, barFeed, lines, knownAfter);
    }
    return 0;
  }

  private void load(
      SparkSession spark,
      Lake lake,
      Settings settings,
      Feed feed,
      Feed lineFeed,
      Optional<BarFeed> barFeed,
      DatedEvents lines,
      Optional<Duration> knownAfter) {
    BarTables live = BarLayers.tables(settings);
    List<Table> written =
        new ArrayList<>(
            List.of(
                BronzeEvents.TABLE,
                SilverTable.of(feed),
                QuarantineEvents.TABLE,
                GoldRuleCounts.TABLE));
    written.addAll(live.all());
    HistoryFile source = HistoryFile.of(file, feed, kind.name().toLowerCase(Locale.ROOT));
    try (LayerHold hold =
        LayerHold.beside(
            lake,
            settings.leases(),
            settings.stream().parallelWrites(),
            LEASE,
            written,
            failPoint)) {
      hold.failPoint().reached("held");
      // Not before it is held: an erasure of the moment before may have been killed.
      Erasure.requireNoneUnfinished(lake, feed.name());
      FileBackfill backfill =
          new FileBackfill(spark, lake.files(), hold.fill(), source, barFeed, live, printer());
      if (backfill.isDone()) {
        backfill.clear();
        printer().accept("nothing to do: " + file + " is in the lake already");
        return;
      }
      SilverHistory history = new SilverHistory(lake);
      SilverLayer judge =
          new SilverLayer(
              List.of(withoutAggregates(lineFeed)),
              history,
              history,
              LakeReference.of(spark, lake.tables(), settings));
      BackfillSummary summary =
          kind == Kind.BARS
              ? backfill.bars(lines, knownAfter, judge, barFeed.orElseThrow())
              : backfill.events(lines, knownAfter, judge);
      if (!lines.unusedRenames().isEmpty()) {
        LOG.warn("No line has {}, which --map names", String.join(", ", lines.unusedRenames()));
      }
      printer().accept(summary.text());
    }
  }

  /** A file is no stretch of the stream, whose micro-batches those rules compare. */
  private static Feed withoutAggregates(Feed feed) {
    return feed.withRules(
        feed.rules().stream()
            .filter(rule -> !(rule.expectation() instanceof Expectation.Aggregate))
            .toList());
  }

  private Consumer<String> printer() {
    CommandSpec command = spec;
    if (command == null) {
      return line -> {};
    }
    PrintWriter out = command.commandLine().getOut();
    return line -> {
      out.println(line);
      out.flush();
    };
  }

  /** How long after its own time a line is known; empty for now. */
  private Optional<Duration> knownAfter(Feed feed) {
    Duration given = delay;
    boolean isNow = knownAt == KnownAtOption.NOW;
    boolean isDeclared = kind == Kind.EVENTS && feed.knownAt().source() == KnownAt.Source.EVENT;
    if (isDeclared && (isNow || given != null)) {
      throw Errors.badOption(
          isNow ? "--known-at now" : "--delay",
          "the feed " + feed.name() + " declares when its events are known",
          "leave it out, or change known-at in the feed's settings");
    }
    if (isNow && given != null) {
      throw Errors.badOption(
          "--delay", "what is known as of now has none", "leave out --known-at now");
    }
    if (isNow) {
      return Optional.empty();
    }
    return Optional.of(given == null ? feed.knownAt().delay() : given);
  }
}
