package io.marketlake.app;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Refresh;
import io.marketlake.schema.SilverBarStates;
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
  void theyDrainInTheOrderOfTheData() {
    TestLake lake = new TestLake(folder);
    Set<Long> threads = ConcurrentHashMap.newKeySet();
    FailPoint noted =
        point -> {
          if (point.equals("begin")) {
            threads.add(Thread.currentThread().getId());
          }
        };
    try (LayerQueries queries = start(lake, noted)) {
      Prices.market(2, BEGIN, 300).send(lake);
      queries.drain();
      assertThat(queries.await(Duration.ofMillis(10))).isFalse();
    }

    assertThat(threads).hasSize(2);
    long taken =
        lake.lake()
            .tables()
            .read(SilverBarStates.TABLE)
            .filter("symbol IS NULL")
            .groupBy("partition")
            .agg(max("offset").plus(1).as("records"))
            .agg(sum("records"))
            .first()
            .getLong(0);
    assertThat(taken).isEqualTo(300);
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
  }

  @Test
  void soDoesWhatMakesARefreshBesideThemFail() {
    TestLake lake = new TestLake(folder);
    Refresh broken =
        new Refresh() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public void run() {
            throw new IllegalStateException("refreshed in vain");
          }
        };
    Request request = request(lake, LAYERS, TICKS, FailPoint.NONE);
    try (LayerQueries queries =
        LayerQueries.start(
            TestSpark.session(),
            request,
            () -> List.of(RefreshLoop.start(broken, Duration.ofHours(1))))) {
      assertThatThrownBy(queries::await).hasStackTraceContaining("refreshed in vain");
    }
  }
}
