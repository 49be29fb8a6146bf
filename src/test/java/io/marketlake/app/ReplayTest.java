package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestKafka;
import io.marketlake.TestRecords;
import io.marketlake.kafka.KafkaCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tier: CI. On a real broker. */
class ReplayTest {
  private static final Path DATA = Path.of("../shared/data");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int replay(String feed, String topic, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--set",
                "kafka.bootstrap-servers=" + TestKafka.settings().bootstrapServers(),
                "--set",
                "feeds." + feed + ".topic=" + topic,
                "--feed",
                feed,
                "--file",
                file.toString()));
    arguments.addAll(List.of(more));
    return execute(arguments.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    CommandLine line = Launcher.line(new Replay());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void everyLineIsARecordWithItsKeyAndItsEventsTime() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("trades.csv"),
            """
            timestamp,symbol,price,volume
            2013-10-10 08:21:30.199,BAC,13.990,100
            broken
            2013-10-10T08:24:22Z,BAC,14,100
            """);
    String topic = TestKafka.newTopic("replayed-trades");

    int status =
        replay(
            "trades",
            topic,
            file,
            "--map",
            "symbol=ticker",
            "--known-at",
            "event",
            "--delay",
            "5s");

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString())
        .startsWith("3 lines read, 3 records sent (1 unreadable, as they are)");
    List<ConsumerRecord<String, String>> records = TestRecords.of(topic);
    assertThat(records)
        .extracting(ConsumerRecord::value)
        .containsExactlyInAnyOrder(
            "{\"timestamp\":\"2013-10-10 08:21:30.199\",\"ticker\":\"BAC\",\"price\":13.990,\"volume\":100}",
            "broken",
            "{\"timestamp\":\"2013-10-10T08:24:22Z\",\"ticker\":\"BAC\",\"price\":14,\"volume\":100}");
    assertThat(records)
        .filteredOn(r -> r.value().contains("13.990") || r.value().equals("broken"))
        .extracting(r -> Instant.ofEpochMilli(r.timestamp()).toString())
        .containsOnly("2013-10-10T08:21:35.199Z");
    assertThat(records)
        .extracting(r -> String.valueOf(r.key()))
        .containsExactlyInAnyOrder("BAC", "null", "BAC");
  }

  @Test
  void eachMistakeGetsOneSentenceAndStatusTwo() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "symbol,price\nA,1\n");
    String missing = "no-such-topic";

    assertMistake(
        "there is no feed 'shares'", execute("--feed", "shares", "--file", file.toString()));
    assertMistake("there is no such file", replay("ticks", missing, folder.resolve("b.csv")));
    assertMistake("has no field 'ticker'", replay("ticks", missing, file, "--map", "x=ticker"));
    assertMistake("has no column 'x'", replay("ticks", missing, file, "--map", "x=symbol"));
    assertMistake("write --rate 500/s", replay("ticks", missing, file, "--rate", "many"));
    assertMistake("write --speed 60x", replay("ticks", missing, file, "--speed", "60"));
    assertMistake(
        "give one of the two", replay("ticks", missing, file, "--rate", "1/s", "--speed", "1x"));
    assertMistake("add --known-at event", replay("ticks", missing, file, "--delay", "5s"));
    assertMistake(
        "it is no duration",
        replay("ticks", missing, file, "--known-at", "event", "--delay", "soon"));
    assertMistake("--known-at", replay("ticks", missing, file, "--known-at", "then"));
    assertMistake("the broker at", replay("ticks", missing, file));
  }

  private void assertMistake(String sentence, int status) {
    assertThat(err.toString()).contains(sentence).startsWith("error: ").hasLineCount(1);
    assertThat(status).isEqualTo(2);
    err.getBuffer().setLength(0);
  }

  @Test
  void theRealNewsFileIsReplayedRowByRow() {
    Path file = DATA.resolve("financial_news_events.csv");
    assumeThat(file).as("the real news file, which only some machines have").exists();
    String topic = TestKafka.newTopic("replayed-news");

    assertThat(replay("news", topic, file, "--known-at", "now")).isZero();

    assertThat(out.toString())
        .startsWith("3,024 lines read, 3,024 records sent (0 unreadable, as they are)");
    assertThat(TestRecords.of(topic)).hasSize(3024);
  }

  @Test
  void theRealTapeIsReplayedLineByLine() {
    Path file = DATA.resolve("trades_2013-10-10.csv.gz");
    assumeThat(file).as("the real tape, which only some machines have").exists();
    String topic = TestKafka.newTopic("replayed-tape");

    assertThat(replay("trades", topic, file, "--map", "symbol=ticker", "--known-at", "event"))
        .isZero();

    assertThat(out.toString())
        .startsWith("201,300 lines read, 201,300 records sent (0 unreadable, as they are)");
    try (KafkaCluster cluster = TestKafka.cluster()) {
      assertThat(cluster.recordsWritten(List.of(topic))).isEqualTo(201_300);
    }
  }
}
