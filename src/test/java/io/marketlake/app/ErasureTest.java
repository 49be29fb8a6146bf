package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.LakeFile;
import io.marketlake.doctor.Check;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.LayerCheck;
import io.marketlake.doctor.OffsetCheck;
import io.marketlake.erasure.Erasure;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import io.marketlake.silver.SilverLayer;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A person's records leave every table of a lake.
 *
 * <p>Tier: CI; every fail point: proof.
 */
class ErasureTest {
  private static final List<String> POSTS = List.of("posts");

  @TempDir private Path folder;
  private TestLake lake;
  private int sent;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
  }

  private void send(String user, String createdAt) {
    int id = sent++;
    lake.send(
        "posts",
        """
        {"id":"p%d","created_at":"%s","user":"%s","text":"%s likes $AAPL %d"}"""
            .formatted(id, createdAt, user, user, id));
  }

  private void send(String user) {
    send(user, "2026-03-02T14:30:00Z");
  }

  private void sendAgain(String user, int id) {
    lake.send(
        "posts",
        """
        {"id":"p%d","created_at":"2026-03-02T14:30:05Z","user":"%s","text":"again"}"""
            .formatted(id, user));
  }

  private void run(List<LayerName> layers) {
    lake.run(layers, POSTS, FailPoint.NONE);
  }

  private Erasure erasure(FailPoint failPoint) {
    Feed posts = lake.feed("posts");
    return new Erasure(
        lake.lake(),
        posts,
        SilverLayer.parsed(posts),
        LakeLayers.of(lake.settings(), lake.lake(), posts),
        lake.settings().leases(),
        failPoint);
  }

  private static Erasure.Request of(String user, boolean purges) {
    return new Erasure.Request(
        Optional.of("user = '" + user + "'"), "privacy-desk", "request 17", purges);
  }

  private static Erasure.Request resumed() {
    return new Erasure.Request(Optional.empty(), "privacy-desk", null, false);
  }

  /** How many rows of each table say something of a person. */
  private Map<String, Long> mentions(String user) {
    String like = " like '%" + user + "%'";
    return Map.of(
        "bronze.events", lake.bronze().filter("cast(value as string)" + like).count(),
        "quarantine.events", lake.quarantine().filter("cast(value as string)" + like).count(),
        "silver.posts", lake.silver("posts").filter("user" + like).count(),
        "gold.sentiment", lake.sentiment().filter("text" + like).count());
  }

  private static Map<String, Long> none() {
    return Map.of(
        "bronze.events", 0L, "quarantine.events", 0L, "silver.posts", 0L, "gold.sentiment", 0L);
  }

  /** How many records of a person are in any file of bronze, whether the table has it or not. */
  private long stored(String user) {
    Dataset<Row> files =
        TestSpark.session()
            .read()
            .option("recursiveFileLookup", "true")
            .parquet(lake.lake().tables().pathOf(BronzeEvents.TABLE));
    return files.filter("cast(value as string) like '%" + user + "%'").count();
  }

  private List<String> removals() {
    return lake
        .lake()
        .tables()
        .read(OpsRemovals.TABLE)
        .filter("table_name = 'bronze.events'")
        .orderBy("first_offset")
        .selectExpr(
            "concat_ws(' ', kind, feed, first_offset, last_offset, records, removed_by, reason)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private void assertHealthy() {
    for (Check check : List.of(new LayerCheck(), new OffsetCheck())) {
      assertThat(
              check.findings(
                  new LakeView(
                      lake.lake(),
                      List.of(lake.feed("posts")),
                      LakeSchema.tables(lake.settings()),
                      Instant.now())))
          .as(check.name())
          .isEmpty();
    }
  }

  @Test
  void leaveEveryTableAndNeverComeBack() throws IOException {
    lake.publishModel();
    send("anna");
    send("bob");
    sendAgain("anna", 0);
    send("anna", "not a time");
    lake.sendBytes("posts", "anna, but no JSON".getBytes(StandardCharsets.UTF_8));
    send("carl");
    send("anna");
    run(TestLake.FUSED);
    Map<String, List<String>> before = lake.contents();

    Erasure.Result planned = erasure(FailPoint.NONE).plan("user = 'anna'");

    assertThat(planned.rows())
        .isEqualTo(
            Map.of(
                "bronze.events", 4L,
                "quarantine.events", 2L,
                "silver.posts", 2L,
                "gold.sentiment", 2L));
    assertThat(planned.unreadable()).contains(1L);
    assertThat(lake.contents()).isEqualTo(before);

    Erasure.Result done = erasure(FailPoint.NONE).run(of("anna", false));
    Erasure.Result malformed =
        erasure(FailPoint.NONE)
            .run(
                new Erasure.Request(
                    Optional.of("topic = '%s' AND offset = 4".formatted(lake.topic("posts"))),
                    "privacy-desk",
                    null,
                    false));

    assertThat(done.rows()).isEqualTo(planned.rows());
    assertThat(done.files()).isPositive();
    assertThat(malformed.rows()).containsEntry("bronze.events", 1L);
    assertThat(mentions("anna")).isEqualTo(none());
    assertThat(mentions("bob").values()).containsExactlyInAnyOrder(1L, 0L, 1L, 1L);
    assertThat(removals())
        .containsExactly(
            "erasure posts 0 0 1 privacy-desk request 17",
            "erasure posts 2 3 2 privacy-desk request 17",
            "erasure posts 4 4 1 privacy-desk",
            "erasure posts 6 6 1 privacy-desk request 17");
    assertHealthy();

    // Neither a lost checkpoint nor Kafka, which still has them, brings them back.
    CheckpointLoss.whole(lake, "bronze");
    run(TestLake.FUSED);
    send("bob");
    run(TestLake.FUSED);
    assertThat(mentions("anna")).isEqualTo(none());
    assertThat(lake.bronze().count()).isEqualTo(3);
    assertThat(lake.silver("posts").count()).isEqualTo(3);
    assertThat(lake.sentiment().count()).isEqualTo(3);

    assertThat(stored("anna")).isPositive();
    new Maintenance(
            lake.lake(),
            lake.settings().maintenance(),
            Instant.now().plus(Duration.ofDays(8)).plus(Duration.ofHours(1)))
        .run(LakeSchema.tables(lake.settings()), Maintenance.Mode.CLOSED_DAYS);
    assertThat(stored("anna")).isZero();

    Erasure.Result purged = erasure(FailPoint.NONE).run(of("carl", true));

    assertThat(purged.purged()).isPositive();
    assertThat(stored("carl")).isZero();
    assertThat(mentions("carl")).isEqualTo(none());
    assertHealthy();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aRecordGoesWithItsCorrectionByTheJobItself() {
    Replays replays = new Replays(lake, "ticks");
    String tick =
        "{\"symbol\":\"%s\",\"%s\":%d,\"volume\":1,\"timestamp\":\"2026-03-02T15:34:00Z\"}";
    replays.arrive(tick.formatted("AAPL", "price", 10), tick.formatted("MSFT", "prise", 11));
    replays.fillSilver();
    replays.replay("--reason", "price.required", "--with-fix", "replace(value, 'prise', 'price')");
    assertThat(lake.bronze().count()).isEqualTo(3);
    assertThat(lake.silver("ticks").count()).isEqualTo(2);
    String place = "lake.path=" + lake.settings().lake();

    assertThat(Launcher.run(new Erase(), "--feed", "ticks", "--set", place)).isEqualTo(2);
    assertThat(
            Launcher.run(
                new Erase(), "--feed", "ticks", "--where", "price = 11", "--now", "--set", place))
        .isZero();

    assertThat(lake.bronze().filter("cast(value as string) like '%MSFT%'").count()).isZero();
    assertThat(lake.bronze().count()).isEqualTo(1);
    assertThat(lake.quarantine().count()).isZero();
    assertThat(lake.silver("ticks").count()).isEqualTo(1);
    assertThat(stored("MSFT")).isZero();
    assertThat(replays.replay("--reason", "price.required")).contains("0 open records are meant");
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void streamsOfTheTablesPassOverIt() {
    List<LayerName> bronze = List.of(LayerName.BRONZE);
    List<LayerName> silver = List.of(LayerName.SILVER);
    send("anna");
    send("bob");
    run(bronze);
    run(silver);

    assertThat(erasure(FailPoint.NONE).run(of("anna", true)).rows())
        .isEqualTo(Map.of("bronze.events", 1L, "quarantine.events", 0L, "silver.posts", 1L));
    send("bob");
    run(bronze);
    run(silver);

    assertThat(stored("anna")).isZero();
    assertThat(lake.bronze().count()).isEqualTo(2);
    assertThat(lake.silver("posts").groupBy("user").count().collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getLong(1))
        .containsExactly("bob 2");
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void anErasureThatIsKilledGoesOnWhereItStopped() {
    failAt(List.of("found", "after bronze.events"), TestLake.FUSED);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void anErasureThatIsKilledAnywhereGoesOnWhereItStopped() {
    failAt(
        List.of(
            "found",
            "before ops.removals",
            "after ops.removals",
            "before bronze.events",
            "after bronze.events",
            "purged bronze.events",
            "before quarantine.events",
            "after quarantine.events",
            "before silver.posts",
            "after silver.posts",
            "purged silver.posts",
            "before gold.sentiment",
            "after gold.sentiment",
            "forgotten"),
        TestLake.FUSED);
  }

  private void failAt(List<String> points, List<LayerName> layers) {
    lake.publishModel();
    for (int i = 0; i < points.size(); i++) {
      send("user" + (char) ('a' + i));
      send("user" + (char) ('a' + i), "no time");
    }
    send("other");
    run(layers);
    for (int i = 0; i < points.size(); i++) {
      String point = points.get(i);
      String user = "user" + (char) ('a' + i);
      Map<String, List<String>> before = lake.contents();
      ThrowAt failPoint = new ThrowAt(point);
      boolean purges = point.startsWith("purged");

      assertThatThrownBy(() -> erasure(failPoint).run(of(user, purges)))
          .as(point)
          .hasMessageContaining(point);

      assertThat(failPoint.fired()).as(point).isPositive();
      if (point.equals("found")) {
        assertThat(lake.contents()).isEqualTo(before);
        erasure(FailPoint.NONE).run(of(user, purges));
      } else if (!point.equals("forgotten")) {
        assertThatThrownBy(() -> run(layers))
            .isInstanceOf(PipelineException.class)
            .hasMessageContaining("erase.sh --feed posts --resume");
        assertThatThrownBy(() -> erasure(FailPoint.NONE).run(of("other", false)))
            .isInstanceOf(PipelineException.class)
            .hasMessageContaining("an erasure of its records was interrupted");
        assertThat(erasure(FailPoint.NONE).run(resumed()).rows())
            .as(point)
            .isEqualTo(
                Map.of(
                    "bronze.events", 2L,
                    "quarantine.events", 1L,
                    "silver.posts", 1L,
                    "gold.sentiment", 1L));
      }
      assertThat(mentions(user)).as(point).isEqualTo(none());
      assertThat(removals()).as(point).hasSize(i + 1);
      assertThatThrownBy(() -> erasure(FailPoint.NONE).run(resumed()))
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("none was interrupted");
    }
    assertThat(mentions("other").values()).containsExactlyInAnyOrder(1L, 0L, 1L, 1L);
    assertHealthy();
  }

  @Test
  void isRefusedWhileALayerRunsOrHasNotReadAll() {
    List<LayerName> layers = List.of(LayerName.BRONZE, LayerName.SILVER);
    send("anna");
    try (LayerQuery running =
        Streams.start(
            TestSpark.session(),
            new Streams.Request(
                lake.settings(),
                layers,
                List.of(lake.feed("posts")),
                false,
                io.marketlake.topology.BatchListener.NONE,
                FailPoint.NONE))) {
      running.drain();
      assertThatThrownBy(() -> erasure(FailPoint.NONE).run(of("anna", false)))
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("is already being written");
      assertThat(erasure(FailPoint.NONE).plan("user = 'anna'").rows())
          .containsEntry("silver.posts", 1L);
    }
    run(layers);
    send("anna");
    assertThatThrownBy(() -> lake.run(layers, POSTS, new ThrowAt("before silver.posts")))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> erasure(FailPoint.NONE).run(of("anna", false)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("the last micro-batch of bronze was interrupted");
    run(layers);
    send("anna");
    run(List.of(LayerName.BRONZE));
    assertThatThrownBy(() -> erasure(FailPoint.NONE).run(of("anna", false)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("silver has not read all of bronze.events yet");
    assertThat(lake.bronze().count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          usr = 'anna'                           | `usr` cannot be resolved | line 1 pos 0
          user = = 'anna'                        | Syntax error | line 1, pos 7
          id = 'p1' AND usr = 'anna'             | `usr` cannot be resolved | line 1 pos 14
          id                                     | boolean | posts
          rand() < 0.5 AND id = 'p1'             | it is not the same each time | posts
          1 = 1                                  | it names no column | posts
          id IN (SELECT col1 FROM VALUES ('p1')) | it asks another table | posts
          count(*) > 1                           | invalid expressions: count(1) | posts
          """)
  void aConditionThatCannotBeUsedIsRefused(String condition, String reason, String where) {
    Table bronze = BronzeEvents.TABLE;
    lake.lake().tables().ensure(bronze);
    List<LakeFile> before = lake.lake().tree("bronze");

    assertThatThrownBy(() -> erasure(FailPoint.NONE).plan(condition))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("the condition of --where can't be used on posts, because ")
        .hasMessageContaining(reason)
        .hasMessageContaining(where);
    assertThat(lake.lake().tree("bronze")).isEqualTo(before);
  }
}
