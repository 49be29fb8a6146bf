package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.erasure.Erasure;
import io.marketlake.job.FailPoint;
import io.marketlake.lease.LockedLease;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.silver.SilverLayer;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a tool that was killed leaves, another one refuses or passes over.
 *
 * <p>Tier: CI, of what is looked for under a lease; kills: proof.
 */
class SeamsTest {
  private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
  private static final String[] MEND = {
    "--reason", "price.required", "--with-fix", "replace(value, 'prise', 'price')"
  };

  @TempDir private Path folder;
  private TestLake lake;
  private int sent;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
  }

  private static String tick(String symbol, String field, int second) {
    return "{\"symbol\":\"%s\",\"%s\":10.5,\"volume\":1,\"timestamp\":\"2026-03-02T15:34:%02dZ\"}"
        .formatted(symbol, field, second);
  }

  /** A good tick and a misspelt one of each symbol, in silver and quarantine. */
  private void arrive(Replays replays, String... symbols) {
    for (String symbol : symbols) {
      replays.arrive(tick(symbol, "price", sent), tick(symbol, "prise", sent));
      sent++;
    }
    replays.fillSilver();
  }

  /** What erase.sh says was wrong; empty where it ended well. */
  private String erase(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--feed", "ticks"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--set", "lake.path=" + lake.settings().lake()));
    StringWriter said = new StringWriter();
    int status =
        Launcher.line(new Erase())
            .setErr(new PrintWriter(said, true))
            .execute(all.toArray(String[]::new));
    assertThat(status).as("%s", said).isEqualTo(said.toString().isEmpty() ? 0 : 2);
    return said.toString();
  }

  private Erasure erasure(FailPoint failPoint) {
    Feed ticks = lake.feed("ticks");
    return new Erasure(
        lake.lake(),
        ticks,
        SilverLayer.parsed(ticks),
        LakeLayers.of(lake.settings(), lake.lake(), ticks),
        lake.settings().leases(),
        failPoint);
  }

  private void eraseKilled(String symbol, String point) {
    ThrowAt failPoint = new ThrowAt(point);
    assertThatThrownBy(
            () ->
                erasure(failPoint)
                    .run(
                        new Erasure.Request(
                            Optional.of("symbol = '" + symbol + "'"), "desk", null, false)))
        .as(point)
        .hasMessageContaining(point);
    assertThat(failPoint.fired()).as(point).isPositive();
  }

  /** Packs and deletes all that it may, as a nightly run of the week after would. */
  private void maintain() {
    new Maintenance(
            lake.lake(),
            lake.settings().maintenance(),
            Instant.now().plus(Duration.ofDays(8)).plus(Duration.ofHours(1)))
        .run(LakeSchema.tables(lake.settings()), Maintenance.Mode.CLOSED_DAYS);
  }

  private long mentions(String symbol) {
    String isOf = "cast(value as string) like '%" + symbol + "%'";
    return lake.bronze().filter(isOf).count()
        + lake.quarantine().filter(isOf).count()
        + lake.silver("ticks").filter("symbol = '" + symbol + "'").count();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aBackfillThatWasKilledHasToEndBeforeAnErasureWhichItsFileWouldUndo() throws IOException {
    Backfills backfills = new Backfills("ticks");
    Path file = Backfills.file(folder.resolve("history.csv"), Prices.market(4, BEGIN, 40));
    backfills.killed("before silver.ticks", 1, lake, file, "--map", "paid=price");

    assertThat(erase("--where", "symbol = 'S1'"))
        .contains("a backfill of the feed was interrupted")
        .contains("backfill.sh --feed ticks --kind events --file " + file);

    backfills.load(lake, file, "--map", "paid=price");
    assertThat(lake.silver("ticks").filter("symbol = 'S1'").count()).isPositive();
    assertThat(erase("--where", "symbol = 'S1'")).isEmpty();
    backfills.load(lake, file, "--map", "paid=price");
    assertThat(backfills.out.toString()).contains("nothing to do");
    assertThat(lake.silver("ticks").filter("symbol = 'S1'").count()).isZero();
    Backfills.assertNothingIsLeft(lake);
  }

  @Test
  void aBackfillLooksForAnErasureOnceItHoldsItsLease() throws IOException {
    arrive(new Replays(lake, "ticks"), "AAPL");
    Path file = Backfills.file(folder.resolve("history.csv"), Prices.market(4, BEGIN, 10));
    Backfills backfills = new Backfills("ticks");

    int status =
        backfills.run(
            lake,
            reached -> {
              if (reached.equals("held")) {
                eraseKilled("AAPL", "before " + BronzeEvents.TABLE.id());
              }
            },
            file,
            "--map",
            "paid=price");

    assertThat(status).isEqualTo(2);
    assertThat(backfills.err.toString()).contains("erase.sh --feed ticks --resume");
    assertThat(lake.lake().files().list("_marketlake/backfill")).isEmpty();
    assertThat(lake.silver("ticks").count()).isEqualTo(1);
  }

  @Test
  void aStreamLooksAtTheLakeOnceItHoldsItsLeases() {
    arrive(new Replays(lake, "ticks"), "AAPL");
    LayerQuery.Builder query =
        new LayerQuery.Builder(TestSpark.session(), lake.lake())
            .layer(LakeLayers.readersOf(lake.settings(), lake.lake(), lake.feed("ticks")).get(0))
            .onceHeld(
                () -> {
                  assertThatThrownBy(
                          () -> LockedLease.acquire(lake.lake().folder(), List.of("silver.ticks")))
                      .hasMessageContaining("is already being written");
                  throw new IllegalStateException("looked");
                });

    assertThatThrownBy(query::start).hasMessage("looked");
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aReplayThatWasKilledHasToEndBeforeAnErasure() {
    Replays replays = new Replays(lake, "ticks");
    arrive(replays, "AAPL", "MSFT");
    for (String point : List.of("before staged/silver.ticks", "prepared", "after silver.ticks")) {
      replays.killed(point, MEND);
      assertThat(erase("--where", "symbol = 'MSFT'"))
          .as(point)
          .contains("a replay of quarantined records was interrupted");
    }
    replays.replay(MEND);

    assertThat(erase("--where", "symbol = 'MSFT'")).isEmpty();

    assertThat(mentions("MSFT")).isZero();
    assertThat(replays.replay(MEND)).contains("0 open records are meant");
    assertThat(lake.silver("ticks").count()).isEqualTo(2);
    assertThat(lake.lake().files().list("_marketlake/replay")).isEmpty();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aReplayThatWasKilledGoesOnAfterMaintain() {
    Replays replays = new Replays(lake, "ticks");
    int done = 0;
    for (String point :
        List.of(
            "after staged/bronze.events",
            "prepared",
            "settled",
            "after silver.ticks",
            "after bronze.events",
            "published")) {
      arrive(replays, "AAPL");
      done++;
      replays.killed(point, MEND);
      maintain();
      replays.replay(MEND);
      assertThat(lake.silver("ticks").count()).as(point).isEqualTo(2L * done);
      assertThat(lake.silver("ticks").select("topic_id", "offset").distinct().count())
          .as(point)
          .isEqualTo(2L * done);
      assertThat(replays.corrections().count()).as(point).isEqualTo(done);
    }
    maintain();
    assertThat(replays.replay(MEND)).contains("0 open records are meant");
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void anErasureThatWasKilledGoesOnAfterMaintainAndNoReplayComesBetween() {
    Replays replays = new Replays(lake, "ticks");
    List<String> points =
        List.of(
            "before ops.removals",
            "before bronze.events",
            "after bronze.events",
            "after quarantine.events",
            "before silver.ticks",
            "after silver.ticks");
    List<String> symbols = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      symbols.add("ERASED" + i);
    }
    arrive(replays, symbols.toArray(String[]::new));
    arrive(replays, "AAPL");
    for (int i = 0; i < points.size(); i++) {
      eraseKilled(symbols.get(i), points.get(i));
      assertThat(replays.run(FailPoint.NONE, MEND)).as(points.get(i)).isEqualTo(2);
      assertThat(replays.err.toString()).contains("erase.sh --feed ticks --resume");
      replays.err.getBuffer().setLength(0);
      maintain();
      assertThat(erase("--resume")).as(points.get(i)).isEmpty();
      assertThat(mentions(symbols.get(i))).as(points.get(i)).isZero();
    }
    maintain();
    assertThat(stored("ERASED")).isZero();
    assertThat(stored("AAPL")).isPositive();
    assertThat(replays.replay(MEND)).contains("1 pass now and were corrected");
    assertThat(lake.silver("ticks").count()).isEqualTo(2);
  }

  /** How many records are in any file of bronze, whether the table has it or not. */
  private long stored(String symbol) {
    return TestSpark.session()
        .read()
        .option("recursiveFileLookup", "true")
        .parquet(lake.lake().tables().pathOf(BronzeEvents.TABLE))
        .filter("cast(value as string) like '%" + symbol + "%'")
        .count();
  }
}
