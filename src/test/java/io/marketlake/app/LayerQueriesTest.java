package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.job.FailPoint;
import io.marketlake.topology.BatchListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bars run beside the other layers, in a query of their own.
 *
 * <p>Tier: CI.
 */
class LayerQueriesTest {
  private static final Instant BEGIN = Instant.parse("2026-03-02T23:00:00Z");
  private static final List<LayerName> LAYERS =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);
  private static final List<String> TICKS = List.of("ticks");

  @TempDir private Path folder;

  private static Request request(
      TestLake lake, List<LayerName> layers, List<String> feeds, FailPoint failPoint) {
    return new Request(
        lake.settings(),
        layers,
        lake.settings().feedsNamed(feeds),
        false,
        BatchListener.NONE,
        failPoint);
  }

  private static LayerQueries start(TestLake lake, FailPoint failPoint) {
    return LayerQueries.start(TestSpark.session(), request(lake, LAYERS, TICKS, failPoint));
  }

  @Test
  void barsHaveAQueryOfTheirOwnWhereTheyRunBesideOtherLayers() {
    TestLake lake = new TestLake(folder);
    List<LayerName> others = List.of(LayerName.BRONZE, LayerName.SILVER);
    List<LayerName> bars = List.of(LayerName.BARS);

    assertThat(Streams.queriesOf(request(lake, LAYERS, List.of(), FailPoint.NONE)))
        .extracting(Request::layers)
        .containsExactly(others, bars);
    assertThat(Streams.queriesOf(request(lake, LAYERS, List.of("news"), FailPoint.NONE)))
        .extracting(Request::layers)
        .containsExactly(others);
    assertThat(Streams.queriesOf(request(lake, bars, TICKS, FailPoint.NONE)))
        .extracting(Request::layers)
        .containsExactly(bars);
  }

  @Test
  void theyDrainInTheOrderOfTheDataAndMakeTheSameBars() {
    Prices market = Prices.market(2, BEGIN, 300);
    TestLake beside = new TestLake(folder.resolve("beside"));
    TestLake split = beside.beside(folder.resolve("split"));
    Set<Long> threads = ConcurrentHashMap.newKeySet();
    FailPoint noted =
        point -> {
          if (point.equals("begin")) {
            threads.add(Thread.currentThread().getId());
          }
        };
    try (LayerQueries queries = start(beside, noted)) {
      market.send(beside);
      queries.drain();
      assertThat(queries.await(Duration.ofMillis(10))).isFalse();
    }
    LAYERS.forEach(layer -> split.run(List.of(layer), TICKS, FailPoint.NONE));

    assertThat(threads).hasSize(2);
    assertThat(beside.bars().get("silver.bars")).hasSizeGreaterThan(50);
    assertThat(beside.bars()).isEqualTo(split.bars());
  }

  @Test
  void whatMakesOneOfThemFailEndsTheWaitForAll() {
    TestLake lake = new TestLake(folder);
    FailPoint broken =
        point -> {
          if (point.equals("before silver.bar_states")) {
            throw new IllegalStateException("broken on purpose");
          }
        };
    try (LayerQueries queries = start(lake, broken)) {
      Prices.market(3, BEGIN, 50).send(lake);

      assertThatThrownBy(queries::await).hasStackTraceContaining("broken on purpose");
    }
    // Both gave their leases back.
    try (LayerQueries queries = start(lake, FailPoint.NONE)) {
      queries.drain();
    }
    assertThat(lake.bars().get("silver.bars")).isNotEmpty();
  }
}
