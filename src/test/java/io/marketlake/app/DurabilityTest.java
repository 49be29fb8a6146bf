package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
      List.of("silver.news", "silver.posts", "silver.ticks", "silver.trades", "quarantine.events");

  @TempDir private Path folder;
  private TestLake lake;
  private int sent;

  /** Throws the first time that a point is reached, and counts. */
  private static final class ThrowAt implements FailPoint {
    private final String point;
    private final AtomicInteger fired = new AtomicInteger();

    ThrowAt(String point) {
      this.point = point;
    }

    @Override
    public void reached(String reached) {
      if (reached.equals(point) && fired.getAndIncrement() == 0) {
        throw new IllegalStateException("fail point " + point);
      }
    }
  }

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
    assertThat(failPoint.fired.get()).as("%s fired", point).isPositive();
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

  @Test
  void aFusedQueryThatFailsBetweenLayersGoesOnAsIfItHadNot() {
    failFusedAt(List.of("after bronze.events", "after silver.ticks", "before gold.sentiment"));
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

  @Test
  void splitQueriesThatFailAfterACommitGoOnAsIfTheyHadNot() {
    failSplitAt(LayerName.BRONZE, List.of("after bronze.events"));
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

  @Test
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

  @Test
  void theLastCommitOfACheckpointMayBeLost() throws IOException {
    sendMore();
    lake.run(TestLake.FUSED);
    for (Path checkpoint : lake.checkpoints()) {
      deleteNewest(checkpoint.resolve("spark/commits"));
    }
    sendMore();
    lake.run(TestLake.FUSED);
    lake.runSplit();
    for (Path checkpoint : lake.checkpoints()) {
      deleteNewest(checkpoint.resolve("spark/commits"));
    }
    sendMore();
    lake.runSplit();
    assertAsIfNothingHappened();
  }

  @Test
  void checkpointsMayBeLostAtRestAndAfterAKill() throws IOException {
    sendMore();
    lake.runSplit();
    deleteCheckpoints("bronze");
    sendMore();
    lake.runSplit();
    deleteCheckpoints("silver");
    sendMore();
    lake.runSplit();
    sendMore();
    failAt(List.of(LayerName.BRONZE), "after bronze.events");
    deleteCheckpoints("bronze");
    lake.run(List.of(LayerName.BRONZE));
    failAt(List.of(LayerName.SILVER), "after silver.ticks");
    deleteCheckpoints("silver");
    // What silver lacks now is filled in, and that is interrupted too.
    sendMore();
    lake.run(List.of(LayerName.BRONZE));
    failAt(List.of(LayerName.SILVER), "after silver.posts");
    lake.run(List.of(LayerName.SILVER));
    failAt(List.of(LayerName.GOLD), "after gold.sentiment");
    deleteCheckpoints("gold");
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
      delete(checkpoint.resolve("spark"));
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
    deleteCheckpoints("silver-gold");
    sendMore();
    lake.run(List.of(LayerName.BRONZE));
    lake.run(tail);
    assertAsIfNothingHappened();
  }

  @Test
  void aCheckpointPutBackFromABackupIsRefusedInsteadOfSkippingRows() throws IOException {
    sendMore();
    lake.run(TestLake.FUSED);
    Path checkpoint = lake.checkpoints().get(0);
    Path backup = folder.resolve("backup");
    copy(checkpoint, backup);
    sendMore();
    lake.run(TestLake.FUSED);
    sendMore();
    delete(checkpoint);
    copy(backup, checkpoint);
    assertThatThrownBy(() -> lake.run(TestLake.FUSED))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("already has a micro-batch of that number")
        .hasMessageContaining("remove the folder of that checkpoint");
    delete(checkpoint);
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
    delete(
        Path.of(
            lake.lake()
                .tables()
                .pathOf(io.marketlake.schema.BronzeEvents.TABLE)
                .replace("file:", "")));
    deleteCheckpoints("");
    TestLake emptied = lake.beside(folder.resolve("lake"));
    emptied.lake().tables().ensure(io.marketlake.schema.BronzeEvents.TABLE);
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

  private void deleteCheckpoints(String prefix) throws IOException {
    for (Path checkpoint : lake.checkpoints()) {
      if (folder.relativize(checkpoint).toString().contains("checkpoints/" + prefix)) {
        delete(checkpoint);
      }
    }
  }

  private static void deleteNewest(Path commits) throws IOException {
    try (Stream<Path> found = Files.list(commits)) {
      Path newest =
          found
              .filter(p -> p.getFileName().toString().matches("\\d+"))
              .max(Comparator.comparing(p -> Long.valueOf(p.getFileName().toString())))
              .orElseThrow();
      Files.delete(newest);
      Files.deleteIfExists(newest.resolveSibling("." + newest.getFileName() + ".crc"));
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> found = Files.walk(tree)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
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
