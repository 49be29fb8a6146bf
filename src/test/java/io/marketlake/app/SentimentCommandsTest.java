package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.marketlake.TestSpark;
import io.marketlake.training.SampleTexts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code train sentiment} and {@code evaluate sentiment}, as a user calls them. Tier: CI. */
class SentimentCommandsTest {
  private static final Map<String, String> MOODS =
      Map.of("negative", "bearish", "neutral", "meh", "positive", "bullish");

  @TempDir private static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  @Test
  void a_users_file_is_trained_on_and_another_judges_the_model() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("mine.csv"),
            "headline;mood\n" + lines(";") + "Société Générale;?\n",
            Charset.forName("windows-1252"));
    Path card = folder.resolve("train.json");

    int trained =
        run(
            new Train(),
            "--data",
            csv.toString(),
            "--text",
            "headline",
            "--label",
            "mood",
            "--label-map",
            "meh=neutral",
            "--seed",
            "5",
            "--cv",
            "2",
            "--json",
            card.toString(),
            "--set",
            "lake.path=" + folder.resolve("lake"),
            "--set",
            "sentiment.training.max-iterations=10");

    assertThat(err.toString()).isEmpty();
    assertThat(trained).isZero();
    assertThat(out.toString())
        .contains("CSV with ';' between cells, windows-1252", "bullish=positive (75)")
        .contains("rules decide ", "rules after scoring", "without rules")
        .contains("holdout of 45", "2 folds of 225", "plain recipe", "lexicon only", "majority");
    JsonNode json = new ObjectMapper().readTree(card.toFile());
    assertThat(json.at("/crossValidation/model/accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(json.at("/rules/figures/without rules/accuracy").asDouble())
        .isEqualTo(json.at("/model/accuracy").asDouble());
    assertThat(json.at("/baselines/lexicon only/logLoss").isNull()).isTrue();
    assertThat(json.at("/split/seed").asLong()).isEqualTo(5);
    Path published = cardPage();
    assertThat(published)
        .content()
        .contains("## With rules", "| rules after scoring | ")
        .contains("(confusion.svg)", "(reliability.svg)", "| plain recipe |");
    assertThat(published.resolveSibling("confusion.svg")).content().startsWith("<svg ");
    assertThat(published.resolveSibling("reliability.svg")).content().endsWith("</svg>\n");

    String rows =
        """
        text,label
        acme sales drops,-1
        hooli orders jumps,1
        globex margin stated,0
        """;
    Path unseen =
        Files.writeString(
            folder.resolve("unseen.tsv"),
            '\uFEFF' + rows.replace(',', '\t'),
            StandardCharsets.UTF_16LE);
    Path page = folder.resolve("report/unseen.md");
    int evaluated =
        run(
            new Evaluate(),
            "--data",
            unseen.toString(),
            "--card",
            page.toString(),
            "--set",
            "lake.path=" + folder.resolve("lake"));

    assertThat(err.toString()).isEmpty();
    assertThat(evaluated).isZero();
    assertThat(out.toString()).contains("TSV, UTF-16LE", "1.0000", "lexicon only");
    assertThat(page).content().contains("(unseen-confusion.svg)");
    assertThat(page.resolveSibling("unseen-confusion.svg")).exists();

    assertThat(
            run(
                new Evaluate(),
                "--data",
                unseen.toString(),
                "--model",
                "v9",
                "--set",
                "lake.path=" + folder.resolve("lake")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("the sentiment model v9 can't be used").hasLineCount(1);
  }

  @Test
  void labels_that_mean_nothing_get_one_sentence() throws IOException {
    Path csv = Files.writeString(folder.resolve("odd.csv"), "text,label\n" + lines(","));

    assertThat(
            run(
                new Train(),
                "--data",
                csv.toString(),
                "--set",
                "lake.path=" + folder.resolve("other")))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("75 rows have a label that names no sentiment (meh)", "--label-map")
        .hasLineCount(1);
  }

  private static String lines(String delimiter) {
    return SampleTexts.rows().stream()
        .map(SentimentCommandsTest::line)
        .map(line -> line.replace("\t", delimiter) + "\n")
        .collect(Collectors.joining());
  }

  private static String line(Row row) {
    return row.getString(0) + "\t" + MOODS.get(row.getString(1));
  }

  private static Path cardPage() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("lake"))) {
      return files.filter(file -> file.endsWith("card.md")).findFirst().orElseThrow();
    }
  }

  private int run(Callable<Integer> job, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Launcher.line(job);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(
        Stream.concat(Stream.of("sentiment"), Stream.of(arguments)).toArray(String[]::new));
  }
}
