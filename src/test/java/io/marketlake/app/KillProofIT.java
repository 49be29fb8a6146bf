package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Refresh;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process at a fail point, without any clean-up, and starts it again.
 *
 * <p>Tier: CI for one point, proof for every one.
 */
class KillProofIT {
  private static final List<LayerName> BARS = List.of(LayerName.BARS);
  private static final List<LayerName> DIRECTION = List.of(LayerName.DIRECTION);
  private static final List<String> BAR_TABLES =
      List.of("silver.bars", "silver.windows", "silver.late", "silver.bar_states");
  private static final int PART = 200;
  private static final List<String> FUSED_TABLES =
      List.of(
          "bronze.events",
          "gold.rule_counts",
          "silver.news",
          "silver.posts",
          "silver.ticks",
          "silver.trades",
          "quarantine.events",
          "gold.sentiment");

  @TempDir private Path folder;

  private static List<String> arguments(TestLake lake) {
    List<String> arguments = new ArrayList<>(List.of("--until-drained"));
    List<String> settings = new ArrayList<>();
    settings.add("lake.path=" + lake.settings().lakePath());
    settings.add("kafka.bootstrap-servers=" + lake.settings().kafka().bootstrapServers());
    lake.settings()
        .feeds()
        .values()
        .forEach(feed -> settings.add("feeds." + feed.name() + ".topic=" + feed.topic()));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private void killAt(String script, String point, TestLake lake) {
    List<String> arguments = arguments(lake);
    Scripts.Result killed = Scripts.run(Map.of("MARKETLAKE_FAIL_POINT", point), script, arguments);
    assertThat(killed.output()).contains("fail point reached: " + point);
    assertThat(killed.status()).isEqualTo(137);
    Scripts.Result restarted = Scripts.run(Map.of(), script, arguments);
    assertThat(restarted.status()).as(restarted.output()).isZero();
  }

  private TestLake lake() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    lake.publishModel();
    return lake;
  }

  private static void refresh(TestLake lake) {
    for (Refresh refresh :
        Refreshes.once(TestSpark.session(), lake.lake(), lake.settings(), FailPoint.NONE)) {
      try (refresh) {
        refresh.run();
      }
    }
  }

  /** Compares with a lake whose process was never killed, which does all that stream.sh does. */
  private void assertAsIfNothingHappened(TestLake lake) {
    lake.assertNothingLostOrDoubled();
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    undisturbed.publishModel();
    undisturbed.run(TestLake.FUSED);
    undisturbed.run(BARS);
    undisturbed.run(DIRECTION);
    refresh(undisturbed);
    assertThat(lake.contents()).isEqualTo(undisturbed.contents());
    assertThat(lake.bars()).isEqualTo(undisturbed.bars());
  }

  @Test
  void aProcessKilledBetweenTwoCommitsGoesOn() {
    TestLake lake = lake();
    SampleEvents.send(lake, 0);
    killAt("scripts/spark-submit/stream.sh", "after silver.ticks", lake);
    assertAsIfNothingHappened(lake);
  }

  @Test
  void aSecondProcessIsRefused() {
    TestLake lake = lake();
    SampleEvents.send(lake, 0);
    try (LayerQuery first = lake.startLive(List.of(LayerName.BRONZE))) {
      first.drain();
      Scripts.Result second =
          Scripts.run(Map.of(), "scripts/spark-submit/bronze.sh", arguments(lake));
      assertThat(second.status()).as(second.output()).isEqualTo(2);
      assertThat(second.output())
          .contains("bronze.events is already being written")
          .contains("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  @Tag("proof")
  void aFusedProcessKilledAnywhereGoesOn() {
    TestLake lake = lake();
    List<String> points = new ArrayList<>(List.of("before handover", "begin"));
    FUSED_TABLES.forEach(table -> points.addAll(List.of("before " + table, "after " + table)));
    points.add("end");
    int sent = 0;
    for (String point : points) {
      SampleEvents.send(lake, sent);
      sent += 5;
      killAt("scripts/spark-submit/stream.sh", point, lake);
    }
    assertAsIfNothingHappened(lake);
  }

  @Test
  @Tag("proof")
  void splitProcessesKilledAnywhereGoOn() {
    TestLake lake = lake();
    int sent = 0;
    for (String table : FUSED_TABLES) {
      String layer =
          table.startsWith("bronze") ? "bronze" : table.startsWith("gold") ? "gold" : "silver";
      for (String side : List.of("before ", "after ")) {
        SampleEvents.send(lake, sent);
        sent += 5;
        if (!layer.equals("bronze")) {
          lake.run(List.of(LayerName.BRONZE));
        }
        if (layer.equals("gold")) {
          lake.run(List.of(LayerName.SILVER));
        }
        killAt("scripts/spark-submit/" + layer + ".sh", side + table, lake);
      }
    }
    lake.runSplit();
    lake.run(BARS);
    lake.run(DIRECTION);
    refresh(lake);
    assertAsIfNothingHappened(lake);
  }

  @Test
  @Tag("proof")
  void aProcessOfBarsKilledAnywhereGoesOn() {
    TestLake lake = lake();
    List<String> points = new ArrayList<>(List.of("before handover", "begin"));
    BAR_TABLES.forEach(table -> points.addAll(List.of("before " + table, "after " + table)));
    points.add("end");
    List<Prices.Tick> ticks =
        Prices.market(3, Instant.parse("2026-03-06T20:00:00Z"), PART * points.size()).ticks();
    for (int i = 0; i < points.size(); i++) {
      new Prices(ticks.subList(PART * i, PART * (i + 1))).send(lake);
      lake.run(List.of(LayerName.BRONZE));
      lake.run(List.of(LayerName.SILVER));
      killAt("scripts/spark-submit/bars.sh", points.get(i), lake);
    }
    // The undisturbed lake has gold's table too.
    lake.run(List.of(LayerName.GOLD));
    assertAsIfNothingHappened(lake);
    assertThat(lake.bars().get("silver.bars")).isNotEmpty();
    assertThat(lake.bars().get("silver.late")).isNotEmpty();
  }
}
