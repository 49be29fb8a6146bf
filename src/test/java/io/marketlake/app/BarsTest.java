package io.marketlake.app;

import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bars through Kafka, Spark and Delta.
 *
 * <p>Tier: CI.
 */
class BarsTest {
  private static final Instant BEGIN = Instant.parse("2026-03-02T23:00:00Z");
  private static final List<String> TICKS = List.of("ticks");
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);

  @TempDir private Path folder;

  private static void run(TestLake lake, List<LayerName> layers) {
    lake.run(layers, TICKS, FailPoint.NONE);
  }

  @Test
  void barsAreTheSameFusedInMicroBatchesAndSplitInOneGo() {
    TestLake split = new TestLake(folder.resolve("split"));
    TestLake fused =
        split.beside(folder.resolve("fused"), Map.of("stream.max-records-per-batch", "250"));
    Prices.market(1, BEGIN, 700).send(split);
    run(fused, ALL);
    ALL.forEach(layer -> run(split, List.of(layer)));
    Map<String, List<String>> bars = split.bars();
    assertThat(bars.get("silver.bars")).hasSizeGreaterThan(100);
    assertThat(bars.get("silver.windows")).hasSizeGreaterThan(100);
    assertThat(bars.get("silver.late")).hasSizeGreaterThan(10);
    assertThat(fused.bars()).isEqualTo(bars);
  }

  @Test
  void barsAreTheSameWhereOneStepReadsManyVersionsOfSilver() {
    TestLake steps =
        new TestLake(
            folder.resolve("steps"),
            Optional.empty(),
            Map.of("stream.max-records-per-batch", "50"));
    List<Prices> parts =
        Prices.market(3, BEGIN.plus(Duration.ofHours(2)), 900).cut(new Random(3), 2);
    parts.get(0).send(steps);
    ALL.forEach(layer -> run(steps, List.of(layer)));
    parts.get(1).send(steps);
    run(steps, List.of(LayerName.BRONZE));
    run(steps, List.of(LayerName.SILVER));
    run(steps.beside(folder.resolve("steps")), List.of(LayerName.BARS));

    TestLake oneGo = steps.beside(folder.resolve("one-go"));
    ALL.forEach(layer -> run(oneGo, List.of(layer)));
    assertThat(steps.bars().get("silver.late")).hasSizeGreaterThan(10);
    assertThat(steps.bars()).isEqualTo(oneGo.bars());
  }

  @Test
  void barsAreTheSameWhereFilesOfSilverAreInAnotherOrderThanKafkas() {
    TestLake inOrder = new TestLake(folder.resolve("in-order"));
    TestLake scattered = inOrder.beside(folder.resolve("scattered"), Map.of());
    Prices.market(2, BEGIN, 700).send(inOrder);
    for (TestLake lake : List.of(inOrder, scattered)) {
      run(lake, List.of(LayerName.BRONZE));
      run(lake, List.of(LayerName.SILVER));
    }
    Feed feed = scattered.settings().feedsNamed(TICKS).get(0);
    String ticks = scattered.lake().tables().pathOf(SilverTable.of(feed));
    TestSpark.session()
        .read()
        .format("delta")
        .load(ticks)
        .repartition(3)
        .sortWithinPartitions(rand(5))
        .write()
        .format("delta")
        .mode("overwrite")
        .option("dataChange", "false")
        .save(ticks);
    for (TestLake lake : List.of(inOrder, scattered)) {
      run(lake, List.of(LayerName.BARS));
    }

    assertThat(inOrder.bars().get("silver.late")).hasSizeGreaterThan(10);
    assertThat(scattered.bars()).isEqualTo(inOrder.bars());
  }
}
