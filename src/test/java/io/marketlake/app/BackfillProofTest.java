package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.history.BarRebuild.Result;
import io.marketlake.job.FailPoint;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * History from a file beside a live stream, killed everywhere, and out of the real tape.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class BackfillProofTest {
  private static final Path TAPE = Path.of("../shared/data/trades_2013-10-10.csv.gz");
  private static final Instant BEGIN = Instant.parse("2026-03-01T23:00:00Z");
  private static final List<String> TICKS = List.of("ticks");
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);

  @TempDir private Path folder;
  private final Backfills backfills = new Backfills("ticks");

  @Test
  void aKilledBackfillGoesOnWhereverThatWas() throws IOException {
    TestLake killed = new TestLake(folder.resolve("killed"));
    TestLake whole = killed.beside(folder.resolve("whole"));
    Path file = Backfills.file(folder.resolve("history.csv"), Prices.market(4, BEGIN, 400));
    String[] more = {"--map", "paid=price"};
    for (String point :
        List.of(
            "before silver.ticks",
            "after silver.ticks",
            "before bronze.events",
            "after bronze.events",
            "after quarantine.events",
            "after staged/silver.windows",
            "before staged/silver.bar_states",
            "after staged/silver.bar_states",
            "before silver.windows",
            "after silver.windows",
            "before silver.bars",
            "after silver.bars")) {
      backfills.killed(point, 1, killed, file, more);
    }
    backfills.load(killed, file, more);
    backfills.load(whole, file, more);

    assertThat(killed.contents()).isEqualTo(whole.contents());
    assertThat(Backfills.bars(killed).count()).isPositive();
    backfills.assertHealthy(killed);
  }

  @Test
  void aLiveStreamIsNotDisturbedAndItsBarsStay() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    List<Prices> parts = Prices.market(5, BEGIN, 600).cut(new Random(5), 3);
    // History that reaches into what the stream has.
    List<Prices.Tick> history =
        new ArrayList<>(Prices.market(6, BEGIN.minusSeconds(40_000), 300).ticks());
    history.addAll(parts.get(0).ticks());
    Path file = Backfills.file(folder.resolve("history.csv"), new Prices(history));

    parts.get(0).send(lake);
    Request live =
        new Request(
            lake.settings(),
            ALL,
            lake.settings().feedsNamed(TICKS),
            false,
            BatchListener.NONE,
            FailPoint.NONE);
    try (LayerQuery query = Streams.start(TestSpark.session(), live)) {
      query.drain();
      parts.get(1).send(lake);
      backfills.load(lake, file, "--map", "paid=price");
      parts.get(2).send(lake);
      query.drain();
    }
    // The split layers see bronze's and silver's new files, and must leave those of the file.
    ALL.forEach(layer -> lake.run(List.of(layer), TICKS, FailPoint.NONE));
    undisturbed.run(ALL, TICKS, FailPoint.NONE);

    Map<String, List<String>> streamed = new TreeMap<>(lake.bars());
    streamed.replaceAll(
        (table, rows) ->
            rows.stream().filter(row -> !row.contains("\"cluster_id\":\"backfill\"")).toList());
    assertThat(streamed).isEqualTo(undisturbed.bars());
    assertThat(Backfills.bars(lake).filter("cluster_id = 'backfill'").count()).isPositive();
    assertThat(backfills.out.toString()).contains("; ").doesNotContain(" 0 left out");
    backfills.assertHealthy(lake);
  }

  /**
   * Of S1 two streamed ticks are late for minutes of the file: one that it has, and one that it has
   * not. Of half the symbols the file says no vwap; PROMPT has no late ticks.
   */
  @Test
  void importedBarsKeepWhatTheFileSaysAndACorrectionTakesTheStreamedOnesThroughThem()
      throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    List<Prices.Tick> ticks = new ArrayList<>();
    for (Prices.Tick tick : Prices.market(8, BEGIN, 400).ticks()) {
      ticks.add(tick);
      ticks.add(new Prices.Tick("PROMPT", tick.sentAt(), tick.sentAt(), tick.cents(), 1));
    }
    Instant history = BEGIN.minusSeconds(86_400);
    Instant sent = ticks.get(600).sentAt();
    ticks.add(601, new Prices.Tick("S1", history.plusSeconds(70), sent, 1, 1));
    ticks.add(602, new Prices.Tick("S1", history.plusSeconds(29 * 60), sent, 1, 1));
    new Prices(ticks).send(lake);
    lake.run(ALL, TICKS, FailPoint.NONE);
    Path file = folder.resolve("bars.csv");
    try (Writer lines = Files.newBufferedWriter(file)) {
      lines.write("symbol,bar_start,open,high,low,close,volume,vwap\n");
      Random random = new Random(8);
      for (int minute = 0; minute < 300; minute++) {
        for (String symbol : List.of("S0", "S1", "S2", "S3", "S4", "S5", "PROMPT")) {
          if (minute % 30 != 29) {
            int close = 1000 + random.nextInt(300);
            lines.write(
                "%s,%s,12,13.5,9,%d.%02d,%d,%s%n"
                    .formatted(
                        symbol,
                        history.plusSeconds(60L * minute),
                        close / 100,
                        close % 100,
                        random.nextInt(9),
                        symbol.compareTo("S3") < 0 ? "" : "11"));
          }
        }
      }
    }
    backfills.load(lake, file, "--kind", "bars", "--delay", "1m");
    String isImported = "cluster_id = 'backfill' AND revision = 0";
    List<String> imported = texts(Backfills.bars(lake).filter(isImported));
    assertThat(imported).hasSizeGreaterThan(7 * 290);

    Rebuilds rebuilds = new Rebuilds("ticks");
    assertThat(rebuilds.run(lake, Mode.CORRECTED).bars()).isPositive();
    String isPromptRevised = "symbol = 'PROMPT' AND revision > 0";
    assertThat(Rebuilds.bars(lake).filter(isPromptRevised).count()).isZero();
    assertThat(rebuilds.run(lake, Mode.CORRECTED, "2026-02-28").bars())
        .isEqualTo(Rebuilds.bars(lake).filter(isPromptRevised).count())
        .isPositive();

    // A minute of the file's day that only the stream knows changes what S1 remembers after it.
    assertThat(Rebuilds.bars(lake).filter("cluster_id = 'backfill' AND revision > 0"))
        .satisfies(
            revised ->
                assertThat(
                        revised
                            .filter("symbol <> 'S1' OR bar_end <= timestamp'2026-02-28 23:29:00'")
                            .count())
                    .isZero());
    assertThat(texts(Backfills.bars(lake).filter(isImported))).isEqualTo(imported);
    Dataset<Row> current = Rebuilds.currentBars(lake).filter("interval = '1m'");
    assertThat(
            current
                .filter("symbol = 'S1' AND bar_start = timestamp'2026-02-28 23:29:00'")
                .selectExpr("late_count", "CAST(close AS double)", "revision")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1,0.01,1]");
    Row kept =
        current
            .filter("symbol = 'S1' AND bar_start = timestamp'2026-02-28 23:01:00'")
            .selectExpr("cluster_id", "late_count", "revision", "low > 8", "vwap IS NULL")
            .first();
    assertThat(kept.toString()).isEqualTo("[backfill,0,0,true,true]");
    Backfills.assertIndicatorsOfTheirSeries(lake, current);
    assertThat(current.filter("cluster_id <> 'backfill' AND is_warm").count()).isPositive();
    assertThat(rebuilds.run(lake, Mode.CORRECTED, "2026-02-28"))
        .isEqualTo(new Result(0, 0, false, false));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.toJSON().collectAsList().stream().sorted().toList();
  }

  @Test
  void theTapesFirstHoursAsHistoryAndTheRestAsStreamAreTheWholeTapesBars() throws IOException {
    assumeThat(TAPE).as("the real tape, which only some machines have").exists();
    Map<String, String> withBars =
        Map.of(
            "feeds.trades.bars.sale-condition", "sale_condition",
            "feeds.trades.bars.sale-conditions", "lean-us-equities",
            "feeds.trades.bars.calendar", "us-equities");
    TestLake lake = new TestLake(folder.resolve("lake"), Optional.empty(), withBars);
    TestLake whole = new TestLake(folder.resolve("whole"), Optional.empty(), withBars);
    Path first = folder.resolve("first.csv");
    Path rest = folder.resolve("rest.csv");
    cut("2013-10-10 17:00", first, rest);
    Backfills ofTrades =
        new Backfills(
            "trades",
            withBars.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));

    replay(whole, TAPE);
    whole.run(ALL, List.of("trades"), FailPoint.NONE);
    replay(lake, rest);
    lake.run(ALL, List.of("trades"), FailPoint.NONE);
    ofTrades.load(lake, first, "--map", "symbol=ticker");

    assertThat(ofTrades.out.toString())
        .contains("114,128 lines read, 114,128 in silver, 0 quarantined; ");
    assertThat(lake.silver("trades").count()).isEqualTo(201_300);
    ofTrades.assertHealthy(lake);
    String early = "bar_end <= timestamp'2013-10-10 17:00:00Z'";
    assertThat(Backfills.prices(Backfills.bars(lake).filter(early)))
        .isEqualTo(Backfills.prices(Backfills.bars(whole).filter(early)))
        .hasSizeGreaterThan(500);
  }

  /** The tape's lines before a moment and those from then on, each with the header. */
  private static void cut(String moment, Path before, Path after) throws IOException {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(TAPE)), StandardCharsets.UTF_8));
        Writer first = Files.newBufferedWriter(before);
        Writer rest = Files.newBufferedWriter(after)) {
      String header = lines.readLine() + "\n";
      first.write(header);
      rest.write(header);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        (line.replace('T', ' ').compareTo(moment) < 0 ? first : rest).write(line + "\n");
      }
    }
  }

  private static void replay(TestLake lake, Path file) {
    assertThat(
            Launcher.line(new Replay())
                .execute(
                    "--feed",
                    "trades",
                    "--file",
                    file.toString(),
                    "--map",
                    "symbol=ticker",
                    "--known-at",
                    "event",
                    "--set",
                    "kafka.bootstrap-servers=" + TestKafka.settings().bootstrapServers(),
                    "--set",
                    "feeds.trades.topic=" + lake.topic("trades")))
        .isZero();
  }
}
