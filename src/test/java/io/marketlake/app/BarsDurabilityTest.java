package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may happen to a query that makes bars, and what it may not do to bars, open bars, late
 * events and state.
 *
 * <p>Tier: proof.
 */
class BarsDurabilityTest {
  private static final List<String> TICKS = List.of("ticks");
  private static final List<LayerName> FUSED =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);
  private static final List<LayerName> BARS = List.of(LayerName.BARS);
  private static final List<String> TABLES =
      List.of("silver.bars", "silver.windows", "silver.late", "silver.bar_states");
  private static final int PART = 200;

  @TempDir private Path folder;
  private TestLake lake;

  /** Its first part goes over midnight, so that what fills it in again does so a day at a time. */
  private final Prices market = Prices.market(3, Instant.parse("2026-03-06T23:30:00Z"), 20 * PART);

  private int sent;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
  }

  private void sendMore() {
    new Prices(market.ticks().subList(sent, sent + PART)).send(lake);
    sent += PART;
  }

  private static List<String> points() {
    List<String> points = new ArrayList<>();
    points.add("begin");
    TABLES.forEach(table -> points.addAll(List.of("before " + table, "after " + table)));
    points.add("end");
    return points;
  }

  private void run(List<LayerName> layers) {
    lake.run(layers, TICKS, FailPoint.NONE);
  }

  private void runSplit() {
    FUSED.forEach(layer -> run(List.of(layer)));
  }

  private void runBeforeBars() {
    run(List.of(LayerName.BRONZE));
    run(List.of(LayerName.SILVER));
  }

  private void failAt(List<LayerName> layers, String point) {
    ThrowAt failPoint = new ThrowAt(point);
    assertThatThrownBy(() -> lake.run(layers, TICKS, failPoint))
        .as(point)
        .isInstanceOf(RuntimeException.class);
    assertThat(failPoint.fired()).as("%s fired", point).isPositive();
  }

  /** The tables equal those of a lake on the same topics that nothing ever happened to. */
  private void assertAsIfNothingHappened() {
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    undisturbed.run(FUSED, TICKS, FailPoint.NONE);
    Map<String, List<String>> bars = undisturbed.bars();
    for (String table : TABLES) {
      assertThat(lake.bars().get(table)).as(table).isEqualTo(bars.get(table)).isNotEmpty();
    }
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void anInterruptedStepIsFinishedByAnotherTopologyAndWithoutItsCheckpoint() throws IOException {
    sendMore();
    failAt(FUSED, "after silver.bars");
    assertThat(lake.silver("ticks").select("day").distinct().count()).isEqualTo(2);
    assertThat(Rebuilds.bars(lake).filter("day = DATE'2026-03-07'").count()).isPositive();
    runSplit();
    sendMore();
    runBeforeBars();
    failAt(BARS, "before silver.bar_states");
    CheckpointLoss.whole(lake, "bars");
    run(FUSED);
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aFusedQueryThatFailsAnywhereMakesTheSameBars() {
    for (String point : points()) {
      sendMore();
      failAt(FUSED, point);
      run(FUSED);
    }
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aQueryOfBarsThatFailsAnywhereMakesTheSameBars() {
    for (String point : points()) {
      sendMore();
      runBeforeBars();
      failAt(BARS, point);
      run(BARS);
    }
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aQueryOfBarsMayLoseItsCheckpointWhereverItFails() throws IOException {
    for (String point : points()) {
      sendMore();
      runBeforeBars();
      failAt(BARS, point);
      CheckpointLoss.whole(lake, "bars");
      // More has come meanwhile, so that the step that is done again is another one.
      sendMore();
      runBeforeBars();
      run(BARS);
    }
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void topologiesChangeInTheMiddleOfAnInterruptedStep() {
    for (String point : points()) {
      sendMore();
      failAt(FUSED, point);
      sendMore();
      runBeforeBars();
      failAt(BARS, point.equals("begin") ? "before handover" : "after silver.windows");
      run(FUSED);
    }
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void theLastCommitOfACheckpointMayBeLost() throws IOException {
    sendMore();
    run(FUSED);
    CheckpointLoss.lastCommit(lake);
    sendMore();
    run(FUSED);
    CheckpointLoss.lastCommit(lake);
    runSplit();
    sendMore();
    runSplit();
    CheckpointLoss.lastCommit(lake);
    sendMore();
    runSplit();
    assertAsIfNothingHappened();
  }
}
