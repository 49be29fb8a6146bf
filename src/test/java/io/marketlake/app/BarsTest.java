package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
}
