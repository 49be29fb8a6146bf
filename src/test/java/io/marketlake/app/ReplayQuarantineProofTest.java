package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.bars.BarFeed;
import io.marketlake.history.BarRebuild;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Corrections killed everywhere, in a lake of before, and in bars.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class ReplayQuarantineProofTest {
  private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
  private static final Instant AFTER = Instant.parse("2026-03-02T23:00:00Z");
  private static final String[] MEND = {
    "--reason", "price.required", "--with-fix", "replace(value, 'prise', 'price')"
  };

  @TempDir private Path folder;

  private static String misspelt(Prices.Tick tick) {
    return tick.json().replace("price", "prise");
  }

  @Test
  void aReplayGoesOnWhereverItWasKilled() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Replays replays = new Replays(lake, "ticks");
    Prices market = Prices.market(3, BEGIN, 20);
    int sent = 0;
    for (String point :
        List.of(
            "before staged/silver.ticks",
            "after staged/silver.ticks",
            "before staged/bronze.events",
            "after staged/bronze.events",
            "prepared",
            "before silver.ticks",
            "after silver.ticks",
            "before bronze.events",
            "after bronze.events",
            "published")) {
      replays.arrive(misspelt(market.ticks().get(sent)), market.ticks().get(sent + 1).json());
      sent += 2;
      replays.fillSilver();
      replays.killed(point, MEND);
      replays.replay(MEND);
      assertThat(lake.silver("ticks").count()).as(point).isEqualTo(sent);
      assertThat(lake.silver("ticks").select("topic_id", "offset").distinct().count())
          .isEqualTo(sent);
      assertThat(replays.corrections().count()).isEqualTo(sent / 2);
    }
  }

  @Test
  void aLakeFromBeforeCorrectionsGetsTheColumn() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Table before =
        new Table(
            "bronze",
            "events",
            BronzeEvents.TABLE.columns().stream()
                .filter(column -> !column.name().equals(BronzeEvents.CORRECTION))
                .toList(),
            BronzeEvents.TABLE.partitionedBy(),
            "as it was");
    lake.lake().tables().ensure(before);
    assertThat(lake.lake().tables().hasColumn(BronzeEvents.TABLE, BronzeEvents.CORRECTION))
        .isFalse();

    Replays replays = new Replays(lake, "ticks");
    Prices market = Prices.market(3, BEGIN, 2);
    replays.arrive(market.ticks().get(0).json(), misspelt(market.ticks().get(1)));
    replays.fillSilver();

    assertThat(replays.replay(MEND)).contains("1 pass now and were corrected");
    assertThat(lake.silver("ticks").count()).isEqualTo(2);
  }

  @Test
  void aCorrectedTickIsInTheBarsOfACorrectedRebuildAlone() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Replays replays = new Replays(lake, "ticks");
    Prices market = Prices.market(5, BEGIN, 200);
    Prices.Tick mended = market.ticks().get(60);
    market.send(lake);
    lake.send("ticks", misspelt(mended));
    List<LayerName> all = List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);
    lake.run(all, List.of("ticks"), FailPoint.NONE);
    Map<String, List<String>> streamed = lake.bars();
    lake.send("ticks", misspelt(new Prices.Tick("S0", AFTER, AFTER, 1100, 1)));
    lake.run(all, List.of("ticks"), FailPoint.NONE);
    assertThat(replays.replay(MEND))
        .contains("2 pass now and were corrected")
        .contains(
            "bars of ticks: none enters at once;"
                + " 1 at the next rebuild.sh --mode corrected --feed ticks;"
                + " 1 at one after a later bar of their symbol is final");

    BarRebuild.Result same = rebuild(lake, Mode.AS_STREAMED);
    assertThat(same.bars() + same.windows()).isZero();
    assertThat(lake.bars()).isEqualTo(streamed);

    long before = trades(lake, mended);
    BarRebuild.Result corrected = rebuild(lake, Mode.CORRECTED);
    assertThat(corrected.bars()).isPositive();
    assertThat(trades(lake, mended)).isGreaterThan(before);
    assertThat(newest(lake, mended).first().<java.sql.Timestamp>getAs("known_at").toInstant())
        .isAfter(Instant.parse("2026-11-01T00:00:00Z"));
    assertThat(rebuild(lake, Mode.CORRECTED).bars()).isZero();

    assertThat(rebuild(lake, Mode.AS_STREAMED).bars()).isPositive();
    assertThat(trades(lake, mended)).isEqualTo(before);
  }

  /** The bar of a tick, its newest revision. */
  private static Dataset<Row> newest(TestLake lake, Prices.Tick tick) {
    return Backfills.bars(lake)
        .filter("interval = '1m' AND symbol = '" + tick.symbol() + "'")
        .filter("bar_start = date_trunc('minute', timestamp'" + tick.time() + "')")
        .orderBy(org.apache.spark.sql.functions.col("revision").desc())
        .limit(1);
  }

  private static long trades(TestLake lake, Prices.Tick tick) {
    return newest(lake, tick).first().<Long>getAs("trade_count");
  }

  private static BarRebuild.Result rebuild(TestLake lake, Mode mode) {
    BarFeed ticks = BarLayers.feeds(lake.settings(), List.of(lake.feed("ticks"))).get(0);
    return new BarRebuild(
            lake.lake(),
            ticks,
            BarLayers.tables(lake.settings()),
            lake.settings().leases(),
            lake.settings().stream().parallelWrites(),
            line -> {},
            FailPoint.NONE)
        .run(mode, java.util.Optional.empty());
  }
}
