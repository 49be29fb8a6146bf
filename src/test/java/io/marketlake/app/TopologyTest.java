package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: proof. */
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
}
