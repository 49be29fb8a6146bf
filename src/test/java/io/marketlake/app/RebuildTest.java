package io.marketlake.app;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.DeltaLogLines;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.PipelineException;
import io.marketlake.history.BarRebuild;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverTable;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bars made anew from what silver holds.
 *
 * <p>Tier: CI.
 */
class RebuildTest {
  /** So that the market goes over midnight. */
  private static final Instant BEGIN = Instant.parse("2026-03-02T22:00:00Z");

  private static final LocalDate SECOND_DAY = LocalDate.parse("2026-03-03");
  private static final List<String> TICKS = List.of("ticks");
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);

  private static final Rebuilds REBUILDS = new Rebuilds("ticks");

  /** So few that a test has several parts. */
  private static final long BARS_PER_PART = 300;

  @TempDir private Path folder;

  private static void run(TestLake lake) {
    lake.run(ALL, TICKS, FailPoint.NONE);
  }

  private static BarRebuild.Result rebuild(TestLake lake, Mode mode, String... from) {
    return REBUILDS.run(lake, mode, from);
  }

  @Test
  void asStreamedMakesWhatTheStreamMade() {
    Prices market = Prices.market(7, BEGIN, 600);
    Prices first = new Prices(market.ticks().subList(0, 450));
    Prices rest = new Prices(market.ticks().subList(450, 600));
    TestLake lake = new TestLake(folder.resolve("lake"));
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    first.send(lake);
    run(lake);
    Map<String, List<String>> streamed = lake.bars();

    BarRebuild.Result nothing = rebuild(lake, Mode.AS_STREAMED);
    assertThat(nothing.bars() + nothing.windows()).isZero();
    assertThat(nothing.lateChanged()).isFalse();
    assertThat(lake.bars()).isEqualTo(streamed);

    BarRebuild.Result since = rebuild(lake, Mode.AS_STREAMED, SECOND_DAY.toString());
    assertThat(since.bars() + since.windows()).isZero();
    assertThat(since.lateChanged()).isFalse();
    assertThat(lake.bars()).isEqualTo(streamed);

    Rebuilds.dropBars(lake);
    BarRebuild.Result whole = rebuild(lake, Mode.AS_STREAMED);
    assertThat(streamed.get("silver.bars")).hasSize((int) whole.bars());
    assertThat(lake.bars()).isEqualTo(streamed);
    LakeTables tables = lake.lake().tables();
    LakeSchema.tables(lake.settings()).stream()
        .filter(tables::exists)
        .forEach(
            table ->
                new DeltaLogLines(tables.pathOf(table)).assertOldestReadersCanRead(table.id()));

    rest.send(lake);
    run(lake);
    run(undisturbed);
    assertThat(lake.bars()).isEqualTo(undisturbed.bars());
  }

  /** And while it was interrupted silver has got more, which may not get lost. */
  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aRebuildThatIsKilledWhileItWritesIsEndedBeforeTheStreamGoesOn() {
    Prices market = Prices.market(5, BEGIN, 420);
    TestLake lake = new TestLake(folder.resolve("lake"));
    new Prices(market.ticks().subList(0, 300)).send(lake);
    run(lake);
    Rebuilds.dropBars(lake);
    for (String point : List.of("rebuilt", "after silver.bars", "after silver.windows")) {
      REBUILDS.killed(lake, Mode.AS_STREAMED, point);
    }
    assertThatThrownBy(() -> run(lake))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("rebuild.sh --mode as-streamed --feed ticks");
    new Prices(market.ticks().subList(300, 420)).send(lake);
    lake.run(List.of(LayerName.BRONZE, LayerName.SILVER), TICKS, FailPoint.NONE);

    assertThat(rebuild(lake, Mode.AS_STREAMED).resumed()).isTrue();

    run(lake);
    Map<String, List<String>> streamed = lake.bars();
    Rebuilds.dropBars(lake);
    rebuild(lake, Mode.AS_STREAMED);
    assertThat(streamed).isEqualTo(lake.bars());
  }

  @Test
  void aRebuildIsRefusedWhileAStreamWritesTheBars() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Prices.market(5, BEGIN, 20).send(lake);
    run(lake);
    try (LayerQuery bars = lake.startLive(List.of(LayerName.BARS))) {
      bars.drain();
      assertThatThrownBy(() -> rebuild(lake, Mode.CORRECTED))
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("is already being written");
    }
  }

  /** Bars of the second day are gone, one is foreign and one says something else. */
  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aRebuildFromADateRepairsWhatDiffersAndNothingElse() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Prices.market(7, BEGIN, 450).send(lake);
    run(lake);
    Map<String, List<String>> streamed = lake.bars();
    Set<String> values = Rebuilds.values(Rebuilds.currentBars(lake));
    Dataset<Row> bars = Rebuilds.bars(lake).filter("interval = '1m' AND symbol = 'S1'");
    Timestamp changed =
        bars.filter("bar_start < timestamp'2026-03-03'").agg(max("bar_start")).first().getAs(0);
    String isChanged =
        "symbol = 'S1' AND interval = '1m' AND bar_start = timestamp'" + changed + "'";
    String isGone = "symbol = 'S2' AND bar_start >= timestamp'2026-03-03'";
    long gone = Rebuilds.bars(lake).filter(isGone).count();
    assertThat(gone).isGreaterThan(5);
    lake.lake()
        .tables()
        .replace(
            Rebuilds.barTable(lake),
            bars.filter(isChanged).withColumn("close", expr("CAST(close + 1 AS decimal(18,8))")),
            isChanged);
    lake.lake().tables().replace(Rebuilds.barTable(lake), bars.limit(0), isGone);
    lake.lake()
        .tables()
        .append(
            Rebuilds.barTable(lake),
            bars.filter(isChanged).withColumn("symbol", lit("FOREIGN")),
            new Commit("foreign", 0, "one"));
    lake.lake()
        .tables()
        .replace(SilverLate.TABLE, lake.lake().tables().read(SilverLate.TABLE).limit(0), "true");

    assertThatThrownBy(() -> rebuild(lake, Mode.AS_STREAMED, SECOND_DAY.toString()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("the first bars of S2 since then are not there");
    BarRebuild.Result result = rebuild(lake, Mode.AS_STREAMED, SECOND_DAY.minusDays(1).toString());

    assertThat(result.resumed()).isFalse();
    assertThat(result.bars()).isEqualTo(gone + 2);
    assertThat(result.windows()).isZero();
    assertThat(result.lateChanged()).isTrue();
    assertThat(
            Rebuilds.bars(lake)
                .filter("revision > 0")
                .select("symbol")
                .as(Encoders.STRING())
                .collectAsList())
        .containsExactlyInAnyOrder("FOREIGN", "S1");
    assertThat(Rebuilds.values(Rebuilds.currentBars(lake))).isEqualTo(values);
    Map<String, List<String>> repaired = lake.bars();
    for (String table : List.of("silver.late", "silver.windows", "silver.bar_states")) {
      assertThat(repaired.get(table)).as(table).isEqualTo(streamed.get(table));
    }
  }

  /** Midnight in Kathmandu is 18:15 UTC, within a bar of 45 minutes. */
  @Test
  void aDateThatBeginsWithinABarIsRefused() {
    TestLake lake =
        new TestLake(
            folder.resolve("lake"),
            Optional.empty(),
            Map.of(
                "bars.interval", "45m",
                "bars.roll-ups", "1d",
                "calendars.kathmandu.zone", "Asia/Kathmandu",
                "calendars.kathmandu.open", "11:00",
                "calendars.kathmandu.close", "15:00",
                "feeds.ticks.bars.calendar", "kathmandu"));
    lake.lake().tables().ensure(SilverTable.of(lake.feed("ticks")));
    for (Mode mode : Mode.values()) {
      assertThatThrownBy(() -> rebuild(lake, mode, "2026-03-02"))
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("from 2026-03-02 on")
          .hasMessageContaining("begins within a bar")
          .hasMessageContaining("--mode " + mode.option() + " --feed ticks");
    }
    assertThat(rebuild(lake, Mode.AS_STREAMED).bars()).isZero();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void correctedBarsAreThoseOfAMarketWithoutDelays() {
    Prices market = Prices.market(11, BEGIN, 600);
    Prices onTime =
        new Prices(
            market.ticks().stream()
                .map(t -> new Prices.Tick(t.symbol(), t.time(), t.time(), t.cents(), t.volume()))
                .sorted(Comparator.comparing(Prices.Tick::time))
                .toList());
    TestLake late = new TestLake(folder.resolve("late"));
    TestLake punctual = new TestLake(folder.resolve("punctual"));
    market.send(late);
    onTime.send(punctual);
    run(late);
    run(punctual);
    assertThat(late.bars().get("silver.late")).hasSizeGreaterThan(10);
    assertThat(punctual.bars().get("silver.late")).isEmpty();
    // What is final in both: the newest bars of a symbol are open in one of them.
    String settled = "bar_end <= timestamp'2026-03-03T02:00:00Z'";
    assertThat(values(late, settled)).isNotEqualTo(values(punctual, settled));

    List<String> lines = new ArrayList<>();
    killedInParts(late, "rebuilt part 1", lines);
    assertThat(lines).anyMatch(line -> line.contains("2026-03-02 on, part 1 of "));
    // The lake is as it was, and so the stream goes on.
    new Prices(List.of(market.ticks().get(599))).send(late);
    run(late);
    killedInParts(late, "rebuilt part 2", lines);
    assertThat(lines).anyMatch(line -> line.contains("begins anew"));
    lines.clear();

    BarRebuild.Result result =
        REBUILDS.of(late, FailPoint.NONE, lines::add).run(Mode.CORRECTED, Optional.empty());

    assertThat(result.resumed()).isTrue();
    assertThat(lines).filteredOn(line -> line.endsWith("there already")).hasSize(2);
    assertThat(result.bars()).isPositive();
    assertThat(values(late, settled)).isEqualTo(values(punctual, settled)).hasSizeGreaterThan(100);
    Rebuilds.assertRevisionsDiffer(late);
    assertThat(Rebuilds.bars(late).filter("revision > 0 AND late_count > 0").count()).isPositive();
    assertThat(rebuild(late, Mode.CORRECTED).isNothing()).isTrue();
    assertThat(rebuild(late, Mode.CORRECTED, "2026-03-02").bars()).isZero();
  }

  private static void killedInParts(TestLake lake, String point, List<String> lines) {
    lines.clear();
    assertThatThrownBy(
            () ->
                REBUILDS
                    .of(lake, new ThrowAt(point), lines::add)
                    .inPartsOf(BARS_PER_PART)
                    .run(Mode.CORRECTED, Optional.empty()))
        .hasMessageContaining(point);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void lateEventsThatMakeNoBarAreNoReasonToBeginAgain() {
    TestLake lake =
        new TestLake(
            folder.resolve("lake"),
            Optional.empty(),
            Map.of(
                "feeds.ticks.bars.sale-condition", "source",
                "feeds.ticks.bars.sale-conditions", "lean-us-equities"));
    String tick =
        """
        {"symbol":"S","price":1,"volume":1,"timestamp":"2026-03-02T15:%s:00Z","source":"%s"}""";
    // The last one counts for volume alone, and comes when its minute is long over.
    lake.send(
        "ticks",
        tick.formatted("00", "1"),
        tick.formatted("05", "1"),
        tick.formatted("02", "2000"));
    run(lake);
    assertThat(lake.bars().get("silver.late")).hasSize(1);
    List<String> lines = new ArrayList<>();
    BarRebuild.Result result =
        REBUILDS.of(lake, FailPoint.NONE, lines::add).run(Mode.CORRECTED, Optional.empty());
    assertThat(result.isNothing()).isTrue();
    assertThat(lines).noneMatch(line -> line.contains("corrected from"));
  }

  private static Set<String> values(TestLake lake, String where) {
    Set<String> values = new TreeSet<>(Rebuilds.values(Rebuilds.currentBars(lake).filter(where)));
    values.addAll(
        Rebuilds.values(
            Rebuilds.currentWindows(lake).filter(where.replace("bar_end", "window_end"))));
    return values;
  }
}
