package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  private static void runSplit(TestLake lake) {
    ALL.forEach(layer -> run(lake, List.of(layer)));
  }

  @Test
  void barsAreTheSameFusedSplitAndInOneGo() {
    Prices market = Prices.market(1, BEGIN, 700);
    TestLake fused = new TestLake(folder.resolve("fused"));
    TestLake split = fused.beside(folder.resolve("split"));
    TestLake whole = fused.beside(folder.resolve("whole"));
    Random random = new Random(1);
    for (Prices part : market.cut(random, 4)) {
      part.send(fused);
      run(fused, ALL);
      if (random.nextBoolean()) {
        run(split, List.of(LayerName.BRONZE));
      } else {
        runSplit(split);
      }
    }
    runSplit(split);
    runSplit(whole);
    Map<String, List<String>> bars = whole.bars();
    assertThat(bars.get("silver.bars")).hasSizeGreaterThan(100);
    assertThat(bars.get("silver.windows")).hasSizeGreaterThan(100);
    assertThat(bars.get("silver.late")).hasSizeGreaterThan(10);
    assertThat(fused.bars()).isEqualTo(bars);
    assertThat(split.bars()).isEqualTo(bars);
  }
}
