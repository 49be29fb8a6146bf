package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.EventProducer;
import io.marketlake.training.SampleTexts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What users say of texts, from a topic of Kafka through bronze and silver into the training set,
 * as it was known at a moment.
 *
 * <p>Tier: CI.
 */
class UserLabelsTopicTest {
  private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-03-03T12:00:00Z");
  private static final Instant WEDNESDAY = Instant.parse("2026-03-04T12:00:00Z");

  @TempDir private Path folder;
  private Path conf;
  private TestLake lake;

  @BeforeEach
  void declareTheFeed() throws IOException {
    conf =
        Files.writeString(
            folder.resolve("my.conf"),
            "feeds { include required(file(\"%s\")) }"
                .formatted(Path.of("conf/feeds/labels.conf").toAbsolutePath()));
    lake = new TestLake(folder.resolve("lake"), Optional.of(conf), Map.of());
  }

  private static String label(String text, String label, Instant at) {
    return """
        {"text":"%s","label":"%s","labelled_at":"%s","labelled_by":"ann"}"""
        .formatted(text, label, at);
  }

  private void send(Instant knownAt, String... values) {
    try (EventProducer producer = TestKafka.producer()) {
      for (String value : values) {
        producer.send(
            lake.topic("labels"),
            "k",
            value.getBytes(StandardCharsets.UTF_8),
            Optional.of(knownAt));
      }
      producer.flush();
    }
  }

  @Test
  void aLabelCountsFromWhenItWasKnownAndADismissedOneNever() throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("file.csv"),
            SampleTexts.rows().stream()
                .map(row -> row.getString(0) + "," + row.getString(1) + "\n")
                .collect(Collectors.joining("", "text,label\n", "")));
    send(
        MONDAY,
        label("acme profit rises", " Negative ", MONDAY),
        label("a text that no file has", "neutral", MONDAY),
        label("hooli sales drops", "dreadful", MONDAY));
    send(WEDNESDAY, label("acme profit rises", "neutral", WEDNESDAY));
    lake.run(List.of(LayerName.BRONZE, LayerName.SILVER), List.of("labels"), FailPoint.NONE);

    JsonNode tuesday = card(data, TUESDAY);
    JsonNode wednesday = card(data, WEDNESDAY);

    assertThat(lake.quarantine().filter("feed = 'labels'").count()).isEqualTo(1);
    assertThat(tuesday.at("/rowsPerClass"))
        .hasToString("{\"negative\":76,\"neutral\":76,\"positive\":74}");
    assertThat(tuesday.at("/reading/user_labels").asText())
        .isEqualTo("2 texts, labels known from %s to %s".formatted(MONDAY, MONDAY));
    assertThat(tuesday.at("/reading/user_labels_table").asText())
        .startsWith("silver.labels version ");
    assertThat(tuesday.at("/reading/user_labels_as_of").asText()).isEqualTo(TUESDAY.toString());
    assertThat(tuesday.at("/reading/format").asText()).as("of the file").isEqualTo("CSV");
    assertThat(wednesday.at("/rowsPerClass"))
        .hasToString("{\"negative\":75,\"neutral\":77,\"positive\":74}");
    assertThat(wednesday.at("/sha256")).isNotEqualTo(tuesday.at("/sha256"));
    assertThat(train(data, WEDNESDAY, "--if-new-data"))
        .startsWith("nothing to do: ")
        .contains("was trained on the same texts");
  }

  /** What the card of a training says of its data. */
  private JsonNode card(Path data, Instant asOf) throws IOException {
    Path card = folder.resolve("card.json");
    String said = train(data, asOf, "--json", card.toString());
    assertThat(said).contains("file.csv and silver.labels");
    return new ObjectMapper().readTree(card.toFile()).get("data");
  }

  private String train(Path data, Instant asOf, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "sentiment",
                "--conf-file",
                conf.toString(),
                "--data",
                data.toString(),
                "--labels",
                "labels",
                "--as-of",
                asOf.toString(),
                "--set",
                "lake.path=" + lake.settings().lakePath(),
                "--set",
                "sentiment.training.max-iterations=5"));
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Launcher.line(new Train());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(arguments.toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    return out.toString();
  }
}
