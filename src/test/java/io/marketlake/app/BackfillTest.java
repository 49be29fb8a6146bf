package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * History from a file, as a user loads it.
 *
 * <p>Tier: CI.
 */
class BackfillTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T23:00:00Z");

  private static final Path REAL = Path.of("../shared/data/bars_1m_2019.csv.gz");

  @TempDir private Path folder;
  private final Backfills backfills = new Backfills("ticks");

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void eventsComeInDateOrderWithTheirBarsAlsoWhenKilled() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    TestLake streamed = lake.beside(folder.resolve("streamed"));
    Prices market = Prices.market(3, BEGIN, 400);
    Path file = Backfills.file(folder.resolve("history.csv"), market);
    String[] more = {"--map", "paid=price", "--delay", "15m"};

    backfills.killed("after silver.ticks", 2, lake, file, more);
    new Backfills("ticks", "bars.windows.slide=15s")
        .killed("after staged/silver.bar_states", 2, lake, file, more);
    backfills.load(lake, file, more);

    assertThat(backfills.out.toString()).contains("all bars are made anew");

    assertThat(backfills.out.toString())
        .contains("2026-03-02 (2 of 2 days): ")
        .contains("401 lines read, 400 in silver, 1 quarantined; ");
    assertThat(lake.silver("ticks").filter("known_at = event_time + interval 15 minutes").count())
        .isEqualTo(400);
    assertThat(
            lake.silver("ticks")
                .selectExpr("event_time < lag(event_time) over (order by offset) as is_earlier")
                .filter("is_earlier")
                .count())
        .isZero();
    Dataset<Row> bars = Backfills.bars(lake);
    assertThat(bars.filter("known_at < bar_end").count()).isZero();
    assertThat(bars.filter("interval = '1m'").selectExpr("sum(trade_count)").first().getLong(0))
        .isEqualTo(400);
    backfills.assertHealthy(lake);

    new Prices(market.ticks().stream().sorted(Comparator.comparing(Prices.Tick::time)).toList())
        .send(streamed);
    streamed.run(
        List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS),
        List.of("ticks"),
        FailPoint.NONE);
    assertThat(Backfills.prices(bars))
        .containsAll(Backfills.prices(Backfills.bars(streamed)))
        .hasSizeGreaterThan(200);

    Map<String, List<String>> before = lake.contents();
    backfills.load(lake, file, more);
    assertThat(backfills.out.toString()).contains("nothing to do");
    assertThat(lake.contents()).isEqualTo(before);
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

    backfills.load(lake, file, "--kind", "bars", "--map", "at=bar_start", "--delay", "1m");

    assertThat(backfills.out.toString()).contains("8 lines read, 3 taken as bars, 5 quarantined");
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
    Dataset<Row> bars = Backfills.bars(lake);
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
    backfills.load(lake, file, "--kind", "bars", "--map", "at=bar_start", "--delay", "1m");
    assertThat(lake.contents()).isEqualTo(before);
    Backfills.assertNothingIsLeft(lake);
  }

  @Test
  void theIndicatorsOfRealBarsAreThoseOfTheirSeries() throws IOException {
    assumeThat(REAL).as("the real bars, which only some machines have").exists();
    TestLake lake = new TestLake(folder.resolve("lake"));

    backfills.load(lake, REAL, "--kind", "bars");

    assertThat(backfills.out.toString())
        .contains("11,686 lines read, 11,686 taken as bars, 0 quarantined");
    Dataset<Row> bars = Backfills.bars(lake).filter("interval = '1m'");
    assertThat(bars.count()).isEqualTo(11_686);
    Backfills.assertIndicatorsOfTheirSeries(lake, bars);
  }

  @Test
  void eachMistakeGetsOneSentenceAndStatusTwo() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Path file =
        Files.writeString(folder.resolve("a.csv"), "symbol,price,volume,timestamp\nA,1,2,x\n");

    assertMistake("there is no such file", lake, "ticks", folder.resolve("b.csv"));
    assertMistake("no line of it has a timestamp", lake, "ticks", file);
    assertMistake("it has no column for bar_start, open", lake, "ticks", file, "--kind", "bars");
    assertMistake(
        "leave out --known-at now", lake, "ticks", file, "--known-at", "now", "--delay", "1m");
    assertMistake("it is no duration", lake, "ticks", file, "--delay", "soon");
    assertMistake("its texts are scored", lake, "news", file);
    assertMistake("have no block bars", lake, "trades", file, "--kind", "bars");
  }

  private static void assertMistake(
      String sentence, TestLake lake, String feed, Path file, String... more) {
    Backfills backfills = new Backfills(feed);
    assertThat(backfills.run(lake, FailPoint.NONE, file, more)).isEqualTo(2);
    assertThat(backfills.err.toString()).contains(sentence).startsWith("error: ").hasLineCount(1);
  }
}
