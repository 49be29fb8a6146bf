package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.error.PipelineException;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.history.BarRebuild.Result;
import io.marketlake.job.FailPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rebuilds that are killed everywhere, and those of a market with sessions.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class RebuildProofTest {
  private static final List<String> TICKS = List.of("ticks");
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);
  private static final Rebuilds REBUILDS = new Rebuilds("ticks");

  /** So that its Friday's and its Monday's session are an hour apart in UTC: clocks go forward. */
  private static final Instant FRIDAY = Instant.parse("2026-03-06T20:00:00Z");

  private static final Instant MONDAY = Instant.parse("2026-03-09T12:00:00Z");

  @TempDir private Path folder;

  private static void run(TestLake lake) {
    lake.run(ALL, TICKS, FailPoint.NONE);
  }

  /** Between the kills silver gets more, late events too. */
  @Test
  void aCorrectionThatIsKilledAnywhereIsEndedByTheNext() {
    Prices market = Prices.market(13, Instant.parse("2026-03-02T23:00:00Z"), 900);
    TestLake killed = new TestLake(folder.resolve("killed"));
    TestLake whole = killed.beside(folder.resolve("whole"));
    new Prices(market.ticks().subList(0, 400)).send(killed);
    run(killed);
    int sent = 400;
    for (String table : List.of("silver.bars", "silver.windows", "silver.bar_states")) {
      for (String side : List.of("before ", "after ")) {
        REBUILDS.killed(killed, Mode.CORRECTED, side + table);
        assertThatThrownBy(() -> run(killed))
            .isInstanceOf(PipelineException.class)
            .hasMessageContaining("rebuild.sh --mode corrected --feed ticks");
        new Prices(market.ticks().subList(sent, sent + 50)).send(killed);
        sent += 50;
        killed.run(List.of(LayerName.BRONZE, LayerName.SILVER), TICKS, FailPoint.NONE);
      }
    }
    assertThat(REBUILDS.run(killed, Mode.CORRECTED).resumed()).isTrue();
    new Prices(market.ticks().subList(sent, 900)).send(killed);
    run(killed);
    run(whole);

    assertThat(REBUILDS.run(killed, Mode.CORRECTED).resumed()).isFalse();
    assertThat(REBUILDS.run(whole, Mode.CORRECTED).bars()).isPositive();

    assertThat(values(killed)).isEqualTo(values(whole)).hasSizeGreaterThan(300);
    Rebuilds.assertRevisionsDiffer(killed);
    Rebuilds.assertRevisionsDiffer(whole);
    for (String table : List.of("silver.late", "silver.bar_states")) {
      assertThat(killed.bars().get(table)).as(table).isEqualTo(whole.bars().get(table));
    }
    assertThat(REBUILDS.run(killed, Mode.CORRECTED)).isEqualTo(new Result(0, 0, false, false));
  }

  private static Set<String> values(TestLake lake) {
    Set<String> values = new TreeSet<>(Rebuilds.values(Rebuilds.currentBars(lake)));
    values.addAll(Rebuilds.values(Rebuilds.currentWindows(lake)));
    return values;
  }

  private static Prices sessions() {
    List<Prices.Tick> ticks = new ArrayList<>(Prices.market(2, FRIDAY, 500).ticks());
    ticks.addAll(Prices.market(3, MONDAY, 700).ticks());
    return new Prices(ticks);
  }

  @Test
  void aMarketWithSessionsIsRebuiltAsItWasStreamed() {
    TestLake lake = newYork("lake");
    sessions().send(lake);
    run(lake);
    Map<String, List<String>> streamed = lake.bars();
    for (String inside : List.of("true", "false")) {
      assertThat(Rebuilds.bars(lake).filter("in_session = " + inside).count())
          .as(inside)
          .isGreaterThan(50);
    }
    assertThat(
            Rebuilds.bars(lake)
                .filter("interval = '1d'")
                .selectExpr("CAST(bar_start AS string)")
                .distinct()
                .collectAsList())
        .extracting(row -> row.getString(0))
        .contains("2026-03-06 14:30:00");

    Result nothing = new Result(0, 0, false, false);
    assertThat(REBUILDS.run(lake, Mode.AS_STREAMED)).isEqualTo(nothing);
    for (String date : List.of("2026-03-06", "2026-03-08", "2026-03-09")) {
      assertThat(REBUILDS.run(lake, Mode.AS_STREAMED, date)).as(date).isEqualTo(nothing);
      assertThat(lake.bars()).as(date).isEqualTo(streamed);
    }

    Rebuilds.dropBars(lake);
    assertThat(REBUILDS.run(lake, Mode.AS_STREAMED).bars()).isPositive();
    assertThat(lake.bars()).isEqualTo(streamed);
  }

  @Test
  void aMarketWithSessionsIsCorrectedToOneWithoutDelays() {
    TestLake late = newYork("late");
    TestLake punctual = newYork("punctual");
    // A quiet week later, so that all of both is final.
    Prices.Tick last =
        new Prices.Tick("Z", MONDAY.plusSeconds(604_800), MONDAY.plusSeconds(604_800), 1, 1);
    List<Prices.Tick> ticks = new ArrayList<>(sessions().ticks());
    List<Prices.Tick> onTime =
        new ArrayList<>(
            ticks.stream()
                .map(t -> new Prices.Tick(t.symbol(), t.time(), t.time(), t.cents(), t.volume()))
                .sorted(Comparator.comparing(Prices.Tick::time))
                .toList());
    ticks.add(last);
    onTime.add(last);
    new Prices(ticks).send(late);
    new Prices(onTime).send(punctual);
    run(late);
    run(punctual);

    assertThat(REBUILDS.run(late, Mode.CORRECTED).bars()).isPositive();

    assertThat(values(late)).isEqualTo(values(punctual)).hasSizeGreaterThan(500);
    Rebuilds.assertRevisionsDiffer(late);
    assertThat(REBUILDS.run(late, Mode.CORRECTED)).isEqualTo(new Result(0, 0, false, false));
  }

  private TestLake newYork(String name) {
    return new TestLake(
        folder.resolve(name), Optional.empty(), Map.of("feeds.ticks.bars.calendar", "us-equities"));
  }
}
