package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.EventProducer;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.schema.SilverTable;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The company reference beside a running stream. Tier: CI. */
class ReferenceTest {
  private static final List<LayerName> LAYERS = List.of(LayerName.BRONZE, LayerName.SILVER);
  private static final String HEADER = "symbol,name,sector,industry,country\n";

  @TempDir private Path folder;

  private static void send(TestLake lake, String symbol, Instant kafkaTime) {
    String value =
        """
        {"symbol":"%s","price":1,"volume":1,"timestamp":"2026-03-02T15:30:00Z"}"""
            .formatted(symbol);
    try (EventProducer producer = TestKafka.producer()) {
      producer.send(
          lake.topic("ticks"),
          symbol,
          value.getBytes(StandardCharsets.UTF_8),
          Optional.of(kafkaTime));
      producer.flush();
    }
  }

  private static LayerQuery live(TestLake lake) {
    return Streams.start(
        TestSpark.session(),
        new Request(
            lake.settings(),
            LAYERS,
            lake.settings().feedsNamed(List.of("ticks")),
            false,
            BatchListener.NONE,
            FailPoint.NONE));
  }

  /** What a job prints; it must end well. */
  private static String output(TestLake lake, Callable<Integer> job, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter problems = new StringWriter();
    CommandLine line = Launcher.line(job);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(problems));
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--set";
    all[arguments.length + 1] = "lake.path=" + lake.settings().lakePath();
    assertThat(line.execute(all)).as(problems.toString()).isZero();
    return out.toString();
  }

  private static List<String> companies(TestLake lake) {
    return lake
        .silver("ticks")
        .orderBy("known_at", "symbol")
        .selectExpr("concat_ws(' ', symbol, coalesce(company, '-'), company_version)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** From which moment on a version holds, as the table says. */
  private static Instant knownAt(TestLake lake, long version) {
    return lake.lake()
        .tables()
        .read(ReferenceCompanies.TABLE)
        .filter("version = " + version)
        .selectExpr("max(known_at)")
        .first()
        .getTimestamp(0)
        .toInstant();
  }

  private static List<Row> rows(TestLake lake) {
    return lake.silver("ticks").orderBy("partition", "offset").collectAsList();
  }

  @Test
  void aChangeIsTakenUpWithoutRestartAndHistoryIsMadeTheSameAgain() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Path first =
        Files.writeString(
            folder.resolve("first.csv"), HEADER + "AAPL,Apple Holdings,,,\nXYZ,Xyz plc,,,\n");
    Path second = Files.writeString(folder.resolve("second.csv"), HEADER + "AAPL,Apple Third,,,\n");
    Instant start = Instant.now();
    send(lake, "AAPL", start);
    send(lake, "XYZ", start);
    try (LayerQuery query = live(lake)) {
      query.drain();

      assertThat(output(lake, new Reference(), "diff", "--file", first.toString()))
          .contains("+ XYZ: Xyz plc")
          .contains("~ AAPL: name 'Apple Inc.' -> 'Apple Holdings'")
          .contains("- MSFT: Microsoft Corporation");
      assertThat(output(lake, new Reference(), "load", "--file", first.toString()))
          .startsWith("version 1: 1 added, 1 changed, 63 removed; it holds for events known from");
      assertThat(output(lake, new Reference(), "load", "--file", first.toString()))
          .startsWith("nothing to do");
      Instant holds = knownAt(lake, 1);
      send(lake, "AAPL", holds.minusMillis(1));
      send(lake, "AAPL", holds);
      send(lake, "MSFT", holds);
      send(lake, "XYZ", holds);
      query.drain();
    }

    assertThat(companies(lake))
        .containsExactly(
            "AAPL Apple Inc. 0",
            "XYZ -",
            "AAPL Apple Inc. 0",
            "AAPL Apple Holdings 1",
            "MSFT -",
            "XYZ Xyz plc 1");
    assertThat(output(lake, new Reference(), "show"))
        .contains("version 0, since ever, of marketlake: 64 companies added or changed, 0 removed")
        .contains("of first.csv: 2 companies added or changed, 63 removed");
    assertThat(output(lake, new Reference(), "show", "--symbol", "msft"))
        .contains("version 0, since ever, of marketlake: Microsoft Corporation")
        .contains("of first.csv: removed");

    // A micro-batch that dies after it has looked the reference up, and is tried after a load.
    send(lake, "AAPL", knownAt(lake, 1));
    assertThatThrownBy(
            () ->
                lake.run(
                    LAYERS,
                    List.of("ticks"),
                    point -> {
                      if (point.equals("before silver.ticks")) {
                        throw new IllegalStateException("killed here");
                      }
                    }))
        .hasStackTraceContaining("killed here");
    assertThat(output(lake, new Reference(), "load", "--file", second.toString()))
        .startsWith("version 2: 0 added, 1 changed, 1 removed");
    lake.run(LAYERS, List.of("ticks"), FailPoint.NONE);
    assertThat(companies(lake)).hasSize(7).doesNotContain("AAPL Apple Third 2");

    List<Row> streamed = rows(lake);
    lake.lake().tables().drop(SilverTable.of(lake.feed("ticks")));
    CheckpointLoss.whole(lake, "");
    lake.run(LAYERS, List.of("ticks"), FailPoint.NONE);
    assertThat(rows(lake)).as("filled again from bronze").isEqualTo(streamed);
  }
}
