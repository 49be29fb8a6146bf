package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.marketlake.TestKafka;
import io.marketlake.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What a user gets wrong is told in one sentence, with exit status 2.
 *
 * <p>Tier: CI.
 */
class BadSettingsTest {
  @TempDir private Path folder;

  private void assertMistake(Callable<Integer> job, List<String> settings, String... parts) {
    List<String> arguments = new ArrayList<>();
    List<String> all = new ArrayList<>(settings);
    if (settings.stream().noneMatch(s -> s.startsWith("lake.path"))) {
      all.add("lake.path=" + folder.resolve("lake"));
    }
    if (settings.stream().noneMatch(s -> s.startsWith("kafka.bootstrap-servers"))) {
      all.add("kafka.bootstrap-servers=" + TestKafka.settings().bootstrapServers());
    }
    all.forEach(s -> arguments.addAll(List.of("--set", s)));
    StringWriter said = new StringWriter();
    CommandLine line = Launcher.line(job).setErr(new PrintWriter(said, true));

    int status = line.execute(arguments.toArray(String[]::new));

    assertThat(status).as(said.toString()).isEqualTo(2);
    assertThat(said.toString().strip().lines()).as(said.toString()).hasSize(1);
    assertThat(said.toString()).startsWith("error: ").contains(parts).endsWith(".\n");
  }

  @Test
  void anUnknownKeyIsToldWithTheNearestKnownOne() {
    assertMistake(
        new Bronze(), List.of("stream.triger=1s"), "stream.triger is unknown", "stream.trigger?");
  }

  @Test
  void aTableThatForgetsWhatAMartStillReadsIsTold() {
    assertMistake(
        new Maintain(),
        List.of("maintenance.keep.tables.bronze.events=8d", "maintenance.keep.feeds.posts=9d"),
        "maintenance.keep keeps gold.sentiment of the feed posts for 9 days, and a day of"
            + " gold.symbol_sentiment needs those up to 9 days before it",
        "keep that for 10 days or more");
    assertMistake(
        new Maintain(),
        List.of("maintenance.keep.tables.gold.symbol_day=31d"),
        "gold.symbol_day for 31 days, and a day of gold.month_close and of gold.symbol_growth"
            + " needs those up to 31 days before it");
    assertMistake(
        new Bronze(),
        List.of("maintenance.keep.tables.gold.month_close=400d"),
        "gold.month_close for 400 days, and a day of gold.symbol_growth needs",
        "keep that for 3661 days or more");
    assertMistake(
        new Bronze(),
        List.of("maintenance.keep.feeds.ticks=1d", "maintenance.keep.tables.silver.bars=2d"),
        "silver.bars for 2 days, and a day of gold.symbol_sentiment needs those up to");
  }

  @Test
  void aTableThatKeepsADayMoreThanMartsReadIsFine() {
    Settings settings =
        new JobOptions()
            .load(
                Map.of(
                    "maintenance.keep.tables.gold.symbol_day",
                    "32d",
                    "maintenance.keep.feeds.posts",
                    "10d",
                    "maintenance.keep.tables.gold.symbol_growth",
                    "1d"));

    assertThat(settings.maintenance().keep().tables()).hasSize(2);
    assertThatCode(() -> MartDays.requireKept(settings)).doesNotThrowAnyException();
  }

  @Test
  void aWrongUnitIsTold() {
    assertMistake(
        new Bronze(), List.of("stream.trigger=1 parsec"), "is '1 parsec', which is no duration");
  }

  @Test
  void anUnreachableBrokerIsTold() {
    assertMistake(
        new Bronze(),
        List.of("kafka.bootstrap-servers=127.0.0.1:1", "kafka.request-timeout=2s"),
        "Kafka at 127.0.0.1:1 can't be reached",
        "start the broker or set kafka.bootstrap-servers");
  }

  @Test
  void aMissingTopicIsTold() {
    assertMistake(
        new Bronze(),
        List.of("feeds.ticks.topic=no-such-topic"),
        "no-such-topic",
        "the broker at",
        "has no such topic",
        "create it there");
  }

  @Test
  void aFileOfLinksThatCannotBeReadIsTold() {
    assertMistake(
        new Silver(),
        List.of("text.linking-file=" + folder.resolve("links.conf")),
        "links.conf",
        "there is no such file");
  }

  @Test
  void aLakeThatCannotBeWrittenIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "no folder");
    assertMistake(
        new Silver(),
        List.of("lake.path=" + file.resolve("lake")),
        "can't be written",
        "set lake.path (or --lake) to a folder that you may write");
  }

  @Test
  void aModelThatDoesNotExistIsTold() {
    assertMistake(new Gold(), List.of(), "there is no sentiment model in", "train.sh sentiment");
    assertMistake(
        new Gold(), List.of("sentiment.model=v9"), "the sentiment model v9 can't be used");
  }

  @Test
  void aLakeOfANewerFormatIsTold() throws IOException {
    Path state = Files.createDirectories(folder.resolve("lake/_marketlake"));
    Files.writeString(state.resolve("lake.json"), "{\"format\":99}");
    assertMistake(
        new Silver(),
        List.of(),
        "was written by a newer marketlake (format 99; this one knows 2)",
        "point lake.path elsewhere");
  }

  @Test
  void anUnknownFeedAndAnUnknownOptionAreTold() {
    StringWriter said = new StringWriter();
    int status =
        Launcher.line(new Bronze())
            .setErr(new PrintWriter(said, true))
            .execute("--feeds", "tics", "--set", "lake.path=" + folder);
    assertThat(status).isEqualTo(2);
    assertThat(said.toString()).contains("there is no feed 'tics'", "news, posts, ticks, trades");
    assertThat(Launcher.line(new Bronze()).setErr(new PrintWriter(said, true)).execute("--fedes"))
        .isEqualTo(2);
  }

  @Test
  void barsOfFeedsWithoutPricesAreToldToBeNone() {
    StringWriter said = new StringWriter();
    int status =
        Launcher.line(new Bars())
            .setErr(new PrintWriter(said, true))
            .execute("--feeds", "news,posts", "--set", "lake.path=" + folder);
    assertThat(status).isEqualTo(2);
    assertThat(said.toString()).contains("--feeds news,posts", "none of these feeds has bars");
  }

  @Test
  void everyJobHasHelp() {
    for (Callable<Integer> job :
        List.of(
            new Bronze(),
            new Silver(),
            new Bars(),
            new Gold(),
            new Stream(),
            new Train(),
            new Simulate(),
            new Replay(),
            new Query(),
            new Maintain(),
            new Doctor(),
            new Check(),
            new Feeds(),
            new Demo())) {
      StringWriter said = new StringWriter();
      int status = Launcher.line(job).setOut(new PrintWriter(said, true)).execute("--help");
      assertThat(status).isZero();
      assertThat(said.toString()).contains("Usage: ").contains("--help");
    }
  }
}
