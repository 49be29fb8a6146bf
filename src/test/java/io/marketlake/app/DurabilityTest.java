package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may happen to a query, and what it may not do to the tables. Here a fail point throws; the
 * proof tier kills the process at the same points.
 *
 * <p>Tier: CI.
 */
class DurabilityTest {
  private static final List<String> SILVER =
      List.of(
          "gold.rule_counts",
          "silver.news",
          "silver.posts",
          "silver.ticks",
          "silver.trades",
          "quarantine.events");

  @TempDir private Path folder;
  private TestLake lake;
  private int sent;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
    lake.publishModel();
  }

  private void sendMore() {
    SampleEvents.send(lake, sent);
    sent += 5;
  }

  private static List<String> around(List<String> tables) {
    List<String> points = new ArrayList<>();
    points.add("begin");
    tables.forEach(table -> points.addAll(List.of("before " + table, "after " + table)));
    points.add("end");
    return points;
  }

  private void failAt(List<LayerName> layers, String point) {
    ThrowAt failPoint = new ThrowAt(point);
    assertThatThrownBy(() -> lake.run(layers, failPoint))
        .as(point)
        .isInstanceOf(RuntimeException.class);
    assertThat(failPoint.fired()).as("%s fired", point).isPositive();
  }

  /** The tables equal those of a lake on the same topics that nothing ever happened to. */
  private void assertAsIfNothingHappened() {
    lake.assertNothingLostOrDoubled();
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    undisturbed.publishModel();
    undisturbed.run(TestLake.FUSED);
    assertThat(lake.contents()).isEqualTo(undisturbed.contents());
  }

  private void failFusedAt(List<String> points) {
    for (String point : points) {
      sendMore();
      failAt(TestLake.FUSED, point);
      lake.run(TestLake.FUSED);
    }
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aFusedQueryThatFailsBetweenLayersGoesOnAsIfItHadNot() {
    failFusedAt(
        List.of(
            "written bronze.events",
            "after bronze.events",
            "after silver.ticks",
            "before gold.sentiment",
            "written gold.sentiment"));
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aFusedQueryThatFailsAnywhereGoesOnAsIfItHadNot() {
    List<String> tables = new ArrayList<>(List.of("bronze.events"));
    tables.addAll(SILVER);
    tables.add("gold.sentiment");
    failFusedAt(around(tables));
  }

  private void failSplitAt(LayerName layer, List<String> points) {
    for (String point : points) {
      sendMore();
      for (LayerName before : TestLake.FUSED) {
        if (before.compareTo(layer) < 0) {
          lake.run(List.of(before));
        }
      }
      failAt(List.of(layer), point);
      lake.run(List.of(layer));
    }
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void splitQueriesThatFailAfterACommitGoOnAsIfTheyHadNot() {
    failSplitAt(LayerName.BRONZE, List.of("written bronze.events", "after bronze.events"));
    failSplitAt(LayerName.SILVER, List.of("after silver.posts"));
    lake.runSplit();
    failSplitAt(LayerName.GOLD, List.of("after gold.sentiment"));
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void splitQueriesThatFailAnywhereGoOnAsIfTheyHadNot() {
    sendMore();
    lake.runSplit();
    failSplitAt(LayerName.BRONZE, around(List.of("bronze.events")));
    failSplitAt(LayerName.SILVER, around(SILVER));
    lake.runSplit();
    failSplitAt(LayerName.GOLD, around(List.of("gold.sentiment")));
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aHandoverThatFailsIsDoneAgain() {
    sendMore();
    failAt(TestLake.FUSED, "before handover");
    lake.run(TestLake.FUSED);
    sendMore();
    lake.run(List.of(LayerName.BRONZE));
    failAt(TestLake.FUSED, "before handover");
    lake.run(TestLake.FUSED);
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void theLastCommitOfACheckpointMayBeLost() throws IOException {
    sendMore();
    lake.run(TestLake.FUSED);
    CheckpointLoss.lastCommit(lake);
    sendMore();
    lake.run(TestLake.FUSED);
    lake.runSplit();
    CheckpointLoss.lastCommit(lake);
    sendMore();
    lake.runSplit();
    assertAsIfNothingHappened();
  }

  @Test
  void checkpointsMayBeLostAtRestAndAfterAKill() throws IOException {
    sendMore();
    lake.runSplit();
    CheckpointLoss.whole(lake, "bronze");
    sendMore();
    lake.runSplit();
    CheckpointLoss.whole(lake, "silver");
    sendMore();
    lake.runSplit();
    sendMore();
    failAt(List.of(LayerName.BRONZE), "after bronze.events");
    CheckpointLoss.whole(lake, "bronze");
    lake.run(List.of(LayerName.BRONZE));
    failAt(List.of(LayerName.SILVER), "after silver.ticks");
    CheckpointLoss.whole(lake, "silver");
    // What silver lacks now is filled in, and that is interrupted too.
    sendMore();
    lake.run(List.of(LayerName.BRONZE));
    failAt(List.of(LayerName.SILVER), "after silver.posts");
    lake.run(List.of(LayerName.SILVER));
    failAt(List.of(LayerName.GOLD), "after gold.sentiment");
    CheckpointLoss.whole(lake, "gold");
    lake.runSplit();
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aFusedCheckpointMayLoseItsFilesAfterAKill() throws IOException {
    sendMore();
    lake.run(TestLake.FUSED);
    sendMore();
    failAt(TestLake.FUSED, "after silver.ticks");
    for (Path checkpoint : lake.checkpoints()) {
      CheckpointLoss.delete(checkpoint.resolve("spark"));
    }
    lake.run(TestLake.FUSED);
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void twoLayersBehindAnotherQueryGoOnLikeOne() throws IOException {
    List<LayerName> tail = List.of(LayerName.SILVER, LayerName.GOLD);
    sendMore();
    lake.run(List.of(LayerName.BRONZE));
    lake.run(tail);
    sendMore();
    lake.run(List.of(LayerName.BRONZE));
    failAt(tail, "after silver.posts");
    CheckpointLoss.whole(lake, "silver-gold");
    sendMore();
    lake.run(List.of(LayerName.BRONZE));
    lake.run(tail);
    assertAsIfNothingHappened();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aCheckpointPutBackFromABackupIsRefusedInsteadOfSkippingRows() throws IOException {
    sendMore();
    lake.run(TestLake.FUSED);
    Path checkpoint = lake.checkpoints().get(0);
    Path backup = folder.resolve("backup");
    copy(checkpoint, backup);
    sendMore();
    lake.run(TestLake.FUSED);
    sendMore();
    CheckpointLoss.delete(checkpoint);
    copy(backup, checkpoint);
    assertThatThrownBy(() -> lake.run(TestLake.FUSED))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("already has a micro-batch of that number")
        .hasMessageContaining("remove the folder of that checkpoint");
    CheckpointLoss.delete(checkpoint);
    lake.run(TestLake.FUSED);
    assertAsIfNothingHappened();
  }

  @Test
  void theRecordsOfARecreatedTopicAreNew() {
    sendMore();
    lake.run(TestLake.FUSED);
    long before = lake.silver("ticks").count();
    try (KafkaCluster cluster = TestKafka.cluster()) {
      cluster.deleteTopic(lake.topic("ticks"));
      createAgain(cluster, lake.topic("ticks"));
    }
    sendMore();
    lake.run(TestLake.FUSED);
    assertThat(lake.silver("ticks").count()).isEqualTo(before + 7);
    assertThat(lake.bronze().filter("feed = 'ticks'").select("topic_id").distinct().count())
        .isEqualTo(2);
  }

  @Test
  void aSecondStartOfTheSameJobIsRefused() {
    sendMore();
    try (LayerQuery first = lake.startLive(List.of(LayerName.BRONZE))) {
      first.drain();
      assertThatThrownBy(() -> lake.run(List.of(LayerName.BRONZE)))
          .isInstanceOfSatisfying(
              PipelineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("bronze.events is already being written");
      assertThatThrownBy(() -> lake.run(TestLake.FUSED)).isInstanceOf(PipelineException.class);
    }
    lake.run(List.of(LayerName.BRONZE));
    assertThat(lake.bronze().count()).isEqualTo(30);
  }

  @Test
  void rowsWithoutAnythingToCompareThemWithAreRefused() throws IOException {
    sendMore();
    lake.runSplit();
    CheckpointLoss.delete(
        Path.of(lake.lake().tables().pathOf(BronzeEvents.TABLE).replace("file:", "")));
    CheckpointLoss.whole(lake, "");
    TestLake emptied = lake.beside(folder.resolve("lake"));
    emptied.lake().tables().ensure(BronzeEvents.TABLE);
    assertThatThrownBy(() -> emptied.run(List.of(LayerName.SILVER)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("has rows but no checkpoint")
        .hasMessageContaining("restore bronze.events");
  }

  /** Kafka deletes a topic some time after it says so. */
  private static void createAgain(KafkaCluster cluster, String topic) {
    while (cluster.topicIds(List.of(topic)).containsKey(topic)) {
      Thread.onSpinWait();
    }
    cluster.createTopics(List.of(topic));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> found = Files.walk(from)) {
      for (Path path : found.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
