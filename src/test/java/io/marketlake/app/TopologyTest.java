package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class TopologyTest {
  @TempDir private Path folder;
  private TestLake lake;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
    lake.publishModel();
  }

  private void sendSome(int from) {
    for (int i = from; i < from + 5; i++) {
      lake.send("ticks", tick(i), i % 2 == 0 ? tick(i) : "not json");
      lake.send("trades", trade(i));
      lake.send("news", news(i));
      lake.send("posts", post(i), post(i));
    }
  }

  static String tick(int i) {
    return "{\"symbol\":\"AAPL\",\"price\":"
        + (100 + i)
        + ".25,\"volume\":100,\"timestamp\":\"2026-03-02T14:30:0"
        + i % 10
        + "Z\"}";
  }

  static String trade(int i) {
    return "{\"ticker\":\"IBM\",\"timestamp\":\"2026-03-02 14:30:00\",\"price\":10."
        + i
        + ",\"volume\":5,\"action\":\"buy\"}";
  }

  static String news(int i) {
    return "{\"Date\":\"2026-03-02\",\"Headline\":\"Profit rises "
        + i
        + " percent at Apple\",\"Source\":\"X\",\"Related_Company\":\"Apple\"}";
  }

  static String post(int i) {
    return "{\"id\":\"p"
        + i
        + "\",\"created_at\":\"2026-03-02T14:30:00Z\",\"text\":\"buying more $AAPL "
        + i
        + "\"}";
  }

  @Test
  void aLakeGoesOnFusedSplitAndFusedAgainWithoutARowLostOrDoubled() {
    sendSome(0);
    lake.run(TestLake.FUSED);
    lake.assertNothingLostOrDoubled();
    assertThat(lake.silver("ticks").count()).isEqualTo(8);
    assertThat(lake.silver("posts").count()).isEqualTo(5);
    assertThat(lake.sentiment().count()).isEqualTo(10);

    sendSome(10);
    lake.runSplit();
    lake.assertNothingLostOrDoubled();

    sendSome(20);
    lake.run(List.of(LayerName.BRONZE));
    lake.run(TestLake.FUSED);
    lake.assertNothingLostOrDoubled();

    sendSome(30);
    lake.runSplit();
    sendSome(40);
    lake.runSplit();
    lake.assertNothingLostOrDoubled();
    assertThat(lake.sentiment().count()).isEqualTo(50);
  }
}
