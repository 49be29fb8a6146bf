package io.marketlake.app;

import io.marketlake.config.Durations;
import io.marketlake.config.Settings;
import io.marketlake.error.Errors;
import io.marketlake.kafka.EventProducer;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.replay.EventSink;
import io.marketlake.replay.Pace;
import io.marketlake.replay.Renames;
import io.marketlake.replay.ReplaySummary;
import io.marketlake.replay.Replayer;
import io.marketlake.schema.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A file -> a feed's topic: every line of a CSV, TSV or JSON-lines file, plain or gzipped, as one
 * record; what can't be read goes as it is, for silver to judge. A CSV row is a line, however many
 * lines of text its quoted cells span.
 *
 * <p>As fast as it goes, {@code --rate} evenly, {@code --speed} by the events' own times (late ones
 * do not wait, and a line from far ahead is waited for). {@code --known-at event} gives each record
 * its event's time plus {@code --delay} (the end of the day for a date), so that a backtest knows
 * nothing too early; it needs a topic with retention.ms=-1 and CreateTime. A line whose time can't
 * be read goes with the time of the line before, or of the first that has one. By default Kafka
 * stamps the records.
 *
 * <p>Ends with the file, or with Ctrl-C after what was sent is acknowledged: {@code 201,300 lines
 * read, 201,300 records sent (0 unreadable, as they are), 2.10 s, 95,857 records/s}. A second run
 * sends everything again. Of a file that is damaged on the way, the lines before that are sent.
 *
 * <p>{@code scripts/spark-submit/replay.sh --feed trades --file trades.csv.gz --map symbol=ticker
 * --speed 60x}
 */
@Command(name = "replay", description = "a CSV, TSV or JSON-lines file -> a feed's topic.")
public final class Replay implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final int STOP_LIMIT_SECONDS = 30;

  /** Whose time a record bears. */
  private enum KnownAtOption {
    EVENT,
    NOW
  }

  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--feed", required = true, description = "the feed that the lines are events of")
  private String feedName = "";

  @Option(names = "--file", required = true, description = "CSV, TSV or JSON lines; .gz too")
  private Path file = Path.of("");

  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "a column or JSON key that the feed knows as FIELD; may be repeated")
  private List<String> map = List.of();

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      description = "lines a second (or N/m, N/h), evenly")
  private @Nullable String rate;

  @Option(
      names = "--speed",
      paramLabel = "Nx",
      description = "so many times as fast as the events happened")
  private @Nullable String speed;

  @Option(
      names = "--known-at",
      paramLabel = "event|now",
      description = "the records' time: each event's own, or the moment it is sent (default)")
  private KnownAtOption knownAt = KnownAtOption.NOW;

  @Option(
      names = "--delay",
      paramLabel = "5s",
      description = "added to the event's own time with --known-at event")
  private @Nullable String delay;

  public static void main(String[] arguments) {
    Launcher.launch(new Replay(), arguments);
  }

  @Override
  public Integer call() {
    Settings settings = options.load();
    Feed feed = settings.feedsNamed(List.of(feedName)).get(0);
    Replayer replayer = new Replayer(feed, file, Renames.of(feed, map), pace(), knownAfter());
    try (KafkaCluster cluster = KafkaCluster.connect(settings.kafka())) {
      if (knownAt == KnownAtOption.EVENT) {
        cluster.requireProducerTime(feed.topic());
      } else {
        cluster.states(List.of(feed.topic()));
      }
    }
    ReplaySummary summary = run(replayer, settings, feed);
    if (!summary.unusedRenames().isEmpty()) {
      LOG.warn("No line has {}, which --map names", String.join(", ", summary.unusedRenames()));
    }
    if (spec != null) {
      spec.commandLine().getOut().println(summary.text());
    }
    return 0;
  }

  /** Runs to the end; a process that is told to stop does so once what was sent is acknowledged. */
  private static ReplaySummary run(Replayer replayer, Settings settings, Feed feed) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread stopper =
        new Thread(
            () -> {
              replayer.stop();
              awaitQuietly(ended);
            });
    Runtime.getRuntime().addShutdownHook(stopper);
    try (EventProducer producer = new EventProducer(settings.kafka())) {
      return replayer.run(EventSink.topic(producer, feed.topic()));
    } finally {
      ended.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch ended) {
    try {
      if (!ended.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The broker did not acknowledge all within {} s", STOP_LIMIT_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Pace pace() {
    String byRate = rate;
    String bySpeed = speed;
    if (byRate != null && bySpeed != null) {
      throw Errors.badOption(
          "--rate " + byRate, "--speed " + bySpeed + " is there too", "give one of the two");
    }
    if (byRate != null) {
      return Pace.rate(byRate);
    }
    return bySpeed == null ? Pace.UNPACED : Pace.speed(bySpeed);
  }

  private Optional<Duration> knownAfter() {
    String text = delay;
    if (knownAt == KnownAtOption.NOW) {
      if (text != null) {
        throw Errors.badOption(
            "--delay " + text, "records sent as of now have none", "add --known-at event");
      }
      return Optional.empty();
    }
    if (text == null) {
      return Optional.of(Duration.ZERO);
    }
    Optional<Duration> read = Durations.read(text);
    if (read.isEmpty()) {
      throw Errors.badOption("--delay " + text, "it is no duration", "write " + Durations.FORM);
    }
    return read;
  }
}
