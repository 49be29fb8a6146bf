package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * History from a file, as a user loads it.
 *
 * <p>Tier: CI.
 */
class BackfillTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T22:00:00Z");
  private static final List<String> TICKS = List.of("ticks");
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int backfill(TestLake lake, FailPoint failPoint, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--set",
                "lake.path=" + lake.settings().lake(),
                "--set",
                "feeds.ticks.topic=" + lake.topic("ticks"),
                "--feed",
                "ticks",
                "--file",
                file.toString()));
    arguments.addAll(List.of(more));
    CommandLine line = Launcher.line(new Backfill(failPoint));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(String[]::new));
  }

  private void load(TestLake lake, Path file, String... more) {
    assertThat(backfill(lake, FailPoint.NONE, file, more)).as("%s", err).isZero();
  }

  /** A market's ticks as lines, in any order, with a line that is none. */
  private Path file(Prices market) throws IOException {
    List<Prices.Tick> shuffled = new ArrayList<>(market.ticks());
    Collections.shuffle(shuffled, new Random(7));
    StringBuilder lines = new StringBuilder("symbol,paid,volume,timestamp\n");
    for (Prices.Tick tick : shuffled) {
      lines.append(
          "%s,%d.%02d,%d,%s%n"
              .formatted(
                  tick.symbol(),
                  tick.cents() / 100,
                  tick.cents() % 100,
                  tick.volume(),
                  tick.time()));
    }
    return Files.writeString(folder.resolve("history.csv"), lines.append("no tick\n").toString());
  }

  private static Dataset<Row> bars(TestLake lake) {
    return lake.lake().tables().read(BarLayers.tables(lake.settings()).bars());
  }

  private static long backfilled(Dataset<Row> rows) {
    return rows.filter("cluster_id = '" + Coordinate.BACKFILL + "'").count();
  }

  private static void assertHealthy(TestLake lake) {
    assertThat(
            lake.bronze()
                .groupBy("cluster_id", "topic_id", "partition", "offset")
                .count()
                .filter("count > 1")
                .count())
        .isZero();
    Dataset<Row> judged =
        lake.silver("ticks")
            .select("cluster_id", "topic_id", "partition", "offset")
            .union(
                lake.quarantine()
                    .filter("feed = 'ticks'")
                    .select("cluster_id", "topic_id", "partition", "offset"));
    Dataset<Row> bronze = lake.bronze().select("cluster_id", "topic_id", "partition", "offset");
    assertThat(judged.count()).isEqualTo(bronze.count());
    assertThat(bronze.except(judged).count()).isZero();
    assertThat(folders(lake, "_marketlake/backfill")).isEmpty();
  }

  /** What of a backfill's own tables is left. */
  private static List<Path> folders(TestLake lake, String under) {
    Path root = lake.lake().folder().resolve(under);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (java.util.stream.Stream<Path> found = Files.walk(root)) {
      return found.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Bars as texts, without what only the way into the lake decides. */
  private static List<String> prices(Dataset<Row> bars) {
    return bars
        .drop("known_at", "ingested_at", "state_before", "day", "late_count")
        .drop(Coordinate.COLUMNS.stream().map(c -> c.name()).toArray(String[]::new))
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void eventsComeInDateOrderWithTheirBarsAndAreKnownByTheirOwnTime() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    TestLake streamed = lake.beside(folder.resolve("streamed"));
    Prices market = Prices.market(3, BEGIN, 400);
    Path file = file(market);

    load(lake, file, "--map", "paid=price", "--delay", "15m");

    assertThat(out.toString()).contains("2026-03-01 (1 of 2 days): ").contains("401 lines read");
    assertThat(lake.silver("ticks").count()).isEqualTo(400);
    assertThat(lake.quarantine().count()).isEqualTo(1);
    assertThat(lake.silver("ticks").filter("known_at <> event_time + interval 15 minutes").count())
        .isZero();
    assertThat(
            lake.silver("ticks")
                .selectExpr(
                    "event_time < lag(event_time) over (order by offset) as is_out_of_order")
                .filter("is_out_of_order")
                .count())
        .isZero();
    Dataset<Row> bars = bars(lake);
    assertThat(bars.filter("known_at < bar_end").count()).isZero();
    assertThat(bars.filter("interval = '1m'").selectExpr("sum(trade_count)").first().getLong(0))
        .isEqualTo(400);
    assertHealthy(lake);

    new Prices(market.ticks().stream().sorted(Comparator.comparing(Prices.Tick::time)).toList())
        .send(streamed);
    streamed.run(ALL, TICKS, FailPoint.NONE);
    // Equal times are ordered by line there and by offset here; none are in this market.
    assertThat(prices(bars)).containsAll(prices(bars(streamed)));

    Map<String, List<String>> before = lake.contents();
    load(lake, file, "--map", "paid=price", "--delay", "15m");
    assertThat(out.toString()).contains("nothing to do");
    assertThat(lake.contents()).isEqualTo(before);
  }

  @Test
  void aKilledBackfillGoesOnWhenItIsRunAgain() throws IOException {
    TestLake killed = new TestLake(folder.resolve("killed"));
    TestLake whole = killed.beside(folder.resolve("whole"));
    Path file = file(Prices.market(4, BEGIN, 300));
    for (String point :
        List.of(
            "after silver.ticks",
            "after bronze.events",
            "silver.windows",
            "after silver.windows")) {
      int[] left = {point.equals("after bronze.events") ? 2 : 1};
      int status =
          backfill(
              killed,
              reached -> {
                boolean isThere =
                    point.startsWith("after")
                        ? reached.equals(point)
                        : reached.startsWith("after _marketlake") && reached.endsWith(point);
                if (isThere && --left[0] == 0) {
                  throw new IllegalStateException("killed at " + reached);
                }
              },
              file,
              "--map",
              "paid=price");
      assertThat(status).as(point).isEqualTo(1);
      assertThat(err.toString()).contains("killed at ");
      err.getBuffer().setLength(0);
    }
    load(killed, file, "--map", "paid=price");
    load(whole, file, "--map", "paid=price");

    assertThat(killed.contents()).isEqualTo(whole.contents());
    assertThat(bars(killed).count()).isPositive();
    assertHealthy(killed);
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
    Path file = file(new Prices(history));

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
      load(lake, file, "--map", "paid=price");
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
    Dataset<Row> bars = bars(lake);
    assertThat(backfilled(bars)).isPositive();
    assertThat(
            bars.groupBy(
                    SilverBars.KEY.stream()
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(org.apache.spark.sql.Column[]::new))
                .count()
                .filter("count > 1")
                .count())
        .isZero();
    assertThat(out.toString()).doesNotContain(" 0 left out");
    assertHealthy(lake);
  }

  @Test
  void barsComeWithIndicatorsAndWhatIsNoBarGoesToQuarantine() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Path file =
        Files.writeString(
            folder.resolve("bars.csv"),
            """
            symbol,at,open,high,low,close,volume,vwap
            aapl,2019-02-11T14:31:00Z,2,4,1,3,10,2.5
            AAPL,2019-02-11T14:30:00Z,1,2,1,2,20,1.5
            AAPL,2019-02-11T14:30:00Z,1,2,1,2,20,1.5
            AAPL,2019-02-11T14:32:00Z,1,1,2,2,20,
            AAPL,2019-02-11T14:33:10Z,1,2,1,2,20,
            AAPL,2019-02-11T14:34:00Z,one,2,1,2,20,
            AAPL,2019-02-11T14:35:00Z,3,3,3,3,0,
            broken
            """);

    load(lake, file, "--kind", "bars", "--map", "at=bar_start", "--delay", "1m");

    assertThat(out.toString()).contains("8 lines read, 3 taken as bars, 5 quarantined");
    assertThat(
            lake
                .quarantine()
                .selectExpr("class || ' ' || stage || ' ' || failed_rules[0]")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList())
        .containsExactlyInAnyOrder(
            "duplicate backfill bar_start",
            "invalid backfill high-is-highest",
            "invalid backfill starts-on-the-grid",
            "invalid backfill open.type",
            "malformed backfill json");
    Dataset<Row> bars = bars(lake);
    assertThat(
            bars
                .filter("interval = '1m'")
                .orderBy("bar_start")
                .selectExpr(
                    "concat_ws(' ', symbol, bar_start, int(close), known_at, notional, vwap,"
                        + " return > 0, vwap_distance is null)")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList())
        .containsExactly(
            "AAPL 2019-02-11 14:30:00 2 2019-02-11 14:32:00 30.00000000000000 1.50000000 false",
            "AAPL 2019-02-11 14:31:00 3 2019-02-11 14:33:00 25.00000000000000 2.50000000 true"
                + " false",
            "AAPL 2019-02-11 14:35:00 3 2019-02-11 14:37:00 false true");
    assertThat(
            bars
                .filter("interval <> '1m'")
                .orderBy("bar_end", "interval")
                .selectExpr("concat_ws(' ', interval, bar_start, known_at, volume, vwap)")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList())
        .containsExactly(
            "5m 2019-02-11 14:30:00 2019-02-11 14:36:00 30.000000 1.83333333",
            "5m 2019-02-11 14:35:00 2019-02-11 14:41:00 0.000000",
            "1h 2019-02-11 14:00:00 2019-02-11 15:01:00 30.000000",
            "1d 2019-02-11 00:00:00 2019-02-12 00:01:00 30.000000");
    Map<String, List<String>> before = lake.contents();
    load(lake, file, "--kind", "bars", "--map", "at=bar_start", "--delay", "1m");
    assertThat(lake.contents()).isEqualTo(before);
    assertThat(folders(lake, "_marketlake/backfill")).isEmpty();
  }

  @Test
  void eachMistakeGetsOneSentenceAndStatusTwo() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Path file =
        Files.writeString(folder.resolve("a.csv"), "symbol,price,volume,timestamp\nA,1,2,x\n");

    assertMistake("there is no such file", lake, folder.resolve("b.csv"));
    assertMistake("no line of it has a timestamp", lake, file);
    assertMistake("it has no column for bar_start, open", lake, file, "--kind", "bars");
    assertMistake("leave out --known-at now", lake, file, "--known-at", "now", "--delay", "1m");
    assertMistake("it is no duration", lake, file, "--delay", "soon");
    assertMistake("its texts are scored", lake, file, "--feed", "news");
    assertMistake("have no block bars", lake, file, "--feed", "trades", "--kind", "bars");
  }

  private void assertMistake(String sentence, TestLake lake, Path file, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    int feed = arguments.indexOf("--feed");
    String name = feed < 0 ? "ticks" : arguments.get(feed + 1);
    if (feed >= 0) {
      arguments.subList(feed, feed + 2).clear();
    }
    List<String> all =
        new ArrayList<>(
            List.of(
                "--set",
                "lake.path=" + lake.settings().lake(),
                "--feed",
                name,
                "--file",
                file.toString()));
    all.addAll(arguments);
    CommandLine line = Launcher.line(new Backfill(FailPoint.NONE));
    line.setErr(new PrintWriter(err, true));
    int status = line.execute(all.toArray(String[]::new));
    assertThat(err.toString()).contains(sentence).startsWith("error: ").hasLineCount(1);
    assertThat(status).isEqualTo(2);
    err.getBuffer().setLength(0);
  }
}
