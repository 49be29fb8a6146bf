package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI, but for what says otherwise. */
class TopologyTest {
  @TempDir private Path folder;
  private TestLake lake;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
    lake.publishModel();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aLakeGoesOnFusedSplitAndFusedAgainWithoutARowLostOrDoubled() {
    SampleEvents.send(lake, 0);
    lake.run(TestLake.FUSED);
    lake.assertNothingLostOrDoubled();
    assertThat(lake.silver("ticks").count()).isEqualTo(8);
    assertThat(lake.silver("posts").count()).isEqualTo(5);
    assertThat(lake.sentiment().count()).isEqualTo(15);

    SampleEvents.send(lake, 10);
    lake.sendWithoutKey("ticks", SampleEvents.tick(4611));
    lake.runSplit();
    lake.assertNothingLostOrDoubled();
    assertThat(lake.bronze().filter("key is null").count()).isEqualTo(1);
    assertThat(lake.silver("ticks").filter("price = 4711.25").count()).isEqualTo(1);

    SampleEvents.send(lake, 20);
    lake.run(List.of(LayerName.BRONZE));
    lake.run(TestLake.FUSED);
    lake.assertNothingLostOrDoubled();

    assertThat(lake.sentiment().count()).isEqualTo(45);
  }

  @Test
  void aVersionThatIsCutBetweenMicroBatchesIsTakenWholeAndOnce() {
    lake =
        new TestLake(
            folder.resolve("cut"), Optional.empty(), Map.of("stream.max-records-per-batch", "16"));
    SampleEvents.send(lake, 0);
    lake.run(List.of(LayerName.BRONZE));
    assertThat(lake.bronze().inputFiles())
        .as("files of a version are more than a micro-batch takes")
        .hasSizeGreaterThan(4);
    ThrowAt failPoint = new ThrowAt("after silver.ticks");
    assertThatThrownBy(() -> lake.run(List.of(LayerName.SILVER), failPoint))
        .hasMessageContaining("silver.ticks");
    lake.run(List.of(LayerName.SILVER));

    lake.assertNothingLostOrDoubled();
    assertThat(lake.silver("ticks").count()).isEqualTo(8);
  }
}
