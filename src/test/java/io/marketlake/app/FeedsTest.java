package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.kafka.EventProducer;
import io.marketlake.schema.Field;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tier: CI. On a real broker. */
class FeedsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int feeds(String... arguments) {
    CommandLine line = Launcher.line(new Feeds());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int infer(String topic, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "infer",
                "--topic",
                topic,
                "--set",
                "kafka.bootstrap-servers=" + TestKafka.settings().bootstrapServers()));
    arguments.addAll(List.of(more));
    return feeds(arguments.toArray(String[]::new));
  }

  @Test
  void whatIsLearntFromATopicRunsAsAFeed() throws IOException {
    String topic = TestKafka.newTopic("econ");
    try (EventProducer producer = TestKafka.producer()) {
      for (int i = 0; i < 50; i++) {
        String name = i % 2 == 0 ? "CPI" : "GDP";
        String value =
            """
            {"indicator":"%s","Released-At":"2026-03-02T14:30:%02dZ","value":%s,"revised":%b,\
            "regions":["US","EU"],"note":%s}"""
                .formatted(name, i, i % 2 == 0 ? "3" : "2.25", i > 9, i == 7 ? "\"x\"" : "null");
        producer.send(topic, name, value.getBytes(StandardCharsets.UTF_8), Optional.empty());
      }
      producer.flush();
    }

    assertThat(infer(topic)).isZero();
    Path conf = Files.writeString(folder.resolve("econ.conf"), out.toString());
    String feed = topic.replace('-', '_');
    TestLake lake =
        new TestLake(
            folder.resolve("lake"), Optional.of(conf), Map.of("feeds." + feed + ".topic", topic));
    lake.run(List.of(LayerName.BRONZE, LayerName.SILVER));

    assertThat(lake.feed(feed).key()).isEqualTo("indicator");
    assertThat(lake.feed(feed).eventTime()).isEqualTo("Released-At");
    assertThat(lake.feed(feed).fields())
        .extracting(Field::column)
        .containsExactly("indicator", "released_at", "value", "revised", "regions", "note");
    assertThat(lake.silver(feed).count()).isEqualTo(50);
    assertThat(lake.silver(feed).filter("value = 2.25 and size(regions) = 2").count())
        .isEqualTo(25);
    assertThat(lake.quarantine().count()).isZero();
    lake.assertNothingLostOrDoubled();
  }

  @Test
  void aSampleIsNoLargerThanAskedFor() {
    String topic = TestKafka.newTopic("sampled");
    try (EventProducer producer = TestKafka.producer()) {
      for (int i = 0; i < 100; i++) {
        producer.send(
            topic,
            i == 0 ? "other" : "k",
            "{\"at\":\"2026-03-02\"}".getBytes(StandardCharsets.UTF_8),
            Optional.empty());
      }
      producer.flush();
    }

    assertThat(infer(topic, "--sample", "30")).isZero();
    assertThat(out.toString()).startsWith("# Learnt from 30 records of the topic");
  }

  @Test
  void eachMistakeGetsOneSentenceAndStatusTwo() {
    String empty = TestKafka.newTopic("empty");

    assertMistake("it holds no record", infer(empty));
    assertMistake("has no such topic; it has ", infer("no-such-topic"));
    assertMistake("--sample 0", infer(empty, "--sample", "0"));
    assertMistake(
        "can't be reached",
        feeds(
            "infer",
            "--topic",
            "t",
            "--set",
            "kafka.bootstrap-servers=127.0.0.1:1",
            "--set",
            "kafka.request-timeout=1s"));
    assertMistake("say which: feeds list, infer or diff", feeds());
  }

  private void assertMistake(String sentence, int status) {
    assertThat(err.toString()).contains(sentence).startsWith("error: ").hasLineCount(1);
    assertThat(status).isEqualTo(2);
    err.getBuffer().setLength(0);
  }

  @Test
  void theDeclaredFeedsAreListed() {
    assertThat(feeds("list")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "feed    topic   key              event time  fields  rules",
            "news    news    Related_Company  Date        12      5",
            "posts   posts   user             created_at  6       5",
            "ticks   ticks   symbol           timestamp   5       6",
            "trades  trades  ticker           timestamp   8       7");
  }
}
