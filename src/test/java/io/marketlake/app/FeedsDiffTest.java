package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.BronzeRows;
import io.marketlake.TestSpark;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tier: CI. */
class FeedsDiffTest {
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int diff(String... arguments) {
    CommandLine line = Launcher.line(new Feeds());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> all =
        new ArrayList<>(
            List.of(
                "diff",
                "--conf-file",
                "src/test/resources/readings.conf",
                "--set",
                "lake.path=" + folder));
    all.addAll(List.of(arguments));
    out.getBuffer().setLength(0);
    return line.execute(all.toArray(String[]::new));
  }

  private Lake lake() {
    return Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
  }

  private void arrive(LocalDate day, long offset, String fields, int times) {
    String[] values =
        IntStream.range(0, times)
            .mapToObj(i -> "{\"sensor\":\"s\",\"at\":\"2026-03-02T12:00:00Z\"," + fields + "}")
            .toArray(String[]::new);
    lake().tables().ensure(BronzeEvents.TABLE);
    lake()
        .tables()
        .append(
            BronzeEvents.TABLE,
            BronzeRows.of("readings", day, offset, values),
            new Commit("bronze-test", offset, "from " + offset));
  }

  @Test
  void theExitCodeTellsWhetherAnythingDiffersAndWhetherItIsQuarantined() {
    arrive(today.minusDays(10), 0, "\"count\":{}", 5);
    arrive(today.minusDays(2), 5, "\"count\":1,\"level\":1,\"unit\":\"m\",\"note\":\"x\"", 40);

    assertThat(diff()).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "readings: %s to %s, 40 of 40 records looked at, 40 of them JSON objects"
                .formatted(today.minusDays(2), today.minusDays(2)),
            "  as declared");

    arrive(
        today.minusDays(1),
        100,
        "\"count\":1,\"level\":1,\"unit\":\"m\",\"note\":\"x\",\"spread\":0.5",
        40);
    assertThat(diff("--feed", "readings")).isEqualTo(3);
    assertThat(out.toString())
        .contains(
            "  arriving, and not declared; bronze keeps it, silver does not\n",
            "    spread  50.0 %% of the events, first on %s; such as 0.5; declare it: { name = spread, type = \"decimal(18,8)\" }\n"
                .formatted(today.minusDays(1)));

    assertThat(diff("--days", "30", "--sample", "3")).isEqualTo(4);
    assertThat(out.toString()).contains("count is an object instead of bigint");
    assertThat(looked()).isBetween(6, 20);
    String first = out.toString();
    assertThat(diff("--days", "30", "--sample", "3")).isEqualTo(4);
    assertThat(out).as("the same records each time").hasToString(first);
  }

  /** How many of the 85 records were looked at. */
  private int looked() {
    return Integer.parseInt(out.toString().replaceAll("(?s).*, (\\d+) of 85 records.*", "$1"));
  }

  @Test
  void eachMistakeGetsOneSentence() {
    assertThat(diff()).isEqualTo(2);
    assertThat(diff("--days", "0")).isEqualTo(2);
    assertThat(diff("--feed", "reedings")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("error: there is no lake at"),
            line -> assertThat(line).contains("the option --days 0 can't be used"),
            line -> assertThat(line).contains("there is no feed 'reedings'"));

    arrive(today.minusDays(30), 0, "\"count\":1", 1);
    assertThat(diff()).isZero();
    assertThat(out.toString())
        .isEqualTo("readings: nothing arrived since " + today.minusDays(6) + "\n");
  }
}
