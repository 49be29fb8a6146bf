package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.error.Errors;
import io.marketlake.kafka.TopicSample;
import io.marketlake.replay.FeedBlock;
import io.marketlake.schema.Feed;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What feeds there are, what a new one would look like, and whether they are as declared ({@link
 * FeedsDiff}).
 *
 * <p>{@code scripts/spark-submit/feeds.sh list} prints each declared feed with its topic, key,
 * event time and how many fields and rules it has; it needs no broker.
 *
 * <p>{@code scripts/spark-submit/feeds.sh infer --topic quotes > quotes.conf} reads a sample of the
 * topic's newest records and prints the block that declares them as a feed: {@code feeds { quotes {
 * topic = quotes …} }}, with comments that say what was seen. Every job takes it with {@code
 * --conf-file quotes.conf}.
 */
@Command(
    name = "feeds",
    description = {
      "lists the declared feeds, learns a new one from its topic,",
      "or compares the declared ones with what arrived."
    },
    mixinStandardHelpOptions = true,
    subcommands = {Feeds.Infer.class, Feeds.Declared.class, FeedsDiff.class})
public final class Feeds implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    Launcher.launch(new Feeds(), arguments);
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    throw new ParameterException(spec.commandLine(), "say which: feeds list, infer or diff");
  }

  /** Prints the declaration that a topic's records suggest. */
  @Command(name = "infer", description = "prints the block that declares a topic's records.")
  static final class Infer implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    @Mixin private JobOptions options = new JobOptions();
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--topic", required = true, description = "the topic to learn from")
    private String topic = "";

    @Option(
        names = "--sample",
        paramLabel = "N",
        description = "how many records to look at (default: ${DEFAULT-VALUE})")
    private int sample = 1000;

    @Override
    public Integer call() {
      if (sample < 1 || sample > MOST) {
        throw Errors.badOption(
            "--sample " + sample, "it is not between 1 and " + MOST, "try --sample 1000");
      }
      Settings settings = options.load();
      TopicSample records = TopicSample.read(settings.kafka(), topic, sample);
      out(spec).print(FeedBlock.of(records, settings.feeds().values()));
      out(spec).flush();
      return 0;
    }
  }

  /** Prints the declared feeds. */
  @Command(name = "list", description = "prints the declared feeds.")
  static final class Declared implements Callable<Integer> {
    @Mixin private JobOptions options = new JobOptions();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("feed", "topic", "key", "event time", "fields", "rules"));
      for (Feed feed : options.load().feeds().values()) {
        rows.add(
            List.of(
                feed.name(),
                feed.topic(),
                feed.key(),
                feed.eventTime(),
                String.valueOf(feed.fields().size()),
                String.valueOf(feed.rules().size())));
      }
      rows.forEach(row -> out(spec).println(line(row, rows)));
      return 0;
    }

    private static String line(List<String> row, List<List<String>> all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
      }
      return line.toString().stripTrailing();
    }
  }

  private static PrintWriter out(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    return spec.commandLine().getOut();
  }
}
