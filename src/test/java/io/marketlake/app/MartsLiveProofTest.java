package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.delta.DailyTable;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Refresh;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Marts that are refreshed beside the queries of a live stream, as {@code stream} does it: events
 * come, late ones too, while refreshes run; refreshes are killed and the queries are started again;
 * at every idle moment they equal straight SQL over silver.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class MartsLiveProofTest {
  private static final SparkSession SPARK = TestSpark.session();
  private static final List<LayerName> LAYERS =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS, LayerName.GOLD);
  private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Short enough that refreshes run all the time. */
  private static final Map<String, String> CLOCKS =
      Map.of("marts.refresh", "1s", "stream.trigger", "1s", "bars.trigger", "1s");

  @TempDir private Path folder;

  private TestLake stream;
  private MartLake lake;
  private SimulatedWeek week;

  /** Lets something happen within a refresh, the first time that each of some points is reached. */
  private static final class Within implements FailPoint {
    private final Set<String> points = ConcurrentHashMap.newKeySet();
    private final Runnable work;

    Within(Runnable work, String... points) {
      this.work = work;
      this.points.addAll(List.of(points));
    }

    @Override
    public void reached(String point) {
      if (points.contains(point)) {
        work.run();
        points.remove(point);
      }
    }

    boolean isDone() {
      return points.isEmpty();
    }
  }

  @BeforeEach
  void makeLake() {
    stream = new TestLake(folder, Optional.empty(), CLOCKS);
    stream.publishModel();
    lake = new MartLake(stream.settings(), 50).withReference();
    week = new SimulatedWeek(stream, MONDAY);
  }

  @Test
  void areWhatTheirSqlGivesAtEveryIdleMomentOfALiveStream() {
    try (LayerQueries queries = LayerQueries.start(SPARK, request(), this::refreshed)) {
      sendAndAwaitRefresh(queries, Duration.ofHours(8));
      sendAndAwaitRefresh(queries, Duration.ofHours(8));
      queries.drain();
      assertIdle();
    }

    try (LayerQueries queries = LayerQueries.start(SPARK, request())) {
      assertKillLeavesTheStream(queries);
      assertCatchesUpWhileTheStreamCommits(queries);
    }

    assertKillEndsTheProcess();

    try (LayerQueries queries = LayerQueries.start(SPARK, request(), this::refreshed)) {
      sendAndAwaitRefresh(queries, Duration.ofHours(18));
      queries.drain();
      assertIdle();
    }
    assertThat(week.heldBack()).as("events that came on a later day").isPositive();
    assertThat(tables().read(SilverLate.TABLE).count()).as("late for their bars").isPositive();
    stream.assertNothingLostOrDoubled();
  }

  /** A refresh that is killed is told, the stream goes on, and the marts stay behind. */
  private void assertKillLeavesTheStream(LayerQueries queries) {
    long before = tables().version(days());
    ThrowAt killed = new ThrowAt("before gold.symbol_day");
    try (RefreshLoop loop = marts(killed)) {
      week.send(Duration.ofHours(6));

      assertThatThrownBy(() -> loop.await(LIMIT)).hasMessage("fail point before gold.symbol_day");
      week.send(Duration.ofHours(6));
      queries.drain();

      assertThatThrownBy(loop::refreshNow).hasMessage("fail point before gold.symbol_day");
      assertThat(killed.fired()).isEqualTo(1);
    }
    assertThat(queries.await(LOOK)).as("a query has ended").isFalse();
    assertThat(tables().version(days())).isEqualTo(before);
    assertThatThrownBy(lake::assertCurrent).isInstanceOf(AssertionError.class);
  }

  /** Silver is committed to once a mart's rows are made, and between two marts of one refresh. */
  private void assertCatchesUpWhileTheStreamCommits(LayerQueries queries) {
    Within more =
        new Within(
            () -> {
              week.send(Duration.ofHours(4));
              queries.drain();
            },
            "before gold.symbol_day",
            "before gold.symbol_sentiment",
            "before gold.symbol_growth");
    try (RefreshLoop loop = marts(more)) {
      await(() -> more.isDone() || loop.await(Duration.ZERO), queries);
      assertThat(more.isDone()).isTrue();
      queries.drain();
      loop.refreshNow();
      assertIdle();

      Map<String, Long> current = versions();
      loop.refreshNow();
      assertThat(versions()).as("nothing was touched").isEqualTo(current);
    }
  }

  /** A fault between two marts, at which the refreshes and the queries end together. */
  private void assertKillEndsTheProcess() {
    ThrowAt killed = new ThrowAt("after gold.symbol_day");
    try (LayerQueries queries =
        LayerQueries.start(
            SPARK,
            request(),
            () ->
                Refreshes.of(SPARK, lake.lake(), lake.settings(), killed).stream()
                    .map(this::loop)
                    .toList())) {
      week.send(Duration.ofHours(6));

      assertThatThrownBy(() -> queries.await(LIMIT)).hasMessage("fail point after gold.symbol_day");
    }
  }

  private Request request() {
    return new Request(
        stream.settings(),
        LAYERS,
        stream.settings().feedsNamed(List.of()),
        false,
        BatchListener.NONE,
        FailPoint.NONE);
  }

  private List<RefreshLoop> refreshed() {
    return new Stream().refreshed(SPARK, lake.settings());
  }

  private RefreshLoop marts(FailPoint failPoint) {
    return loop(Refreshes.marts(SPARK, lake.lake(), lake.settings(), failPoint));
  }

  /** As {@code stream} starts it. */
  private RefreshLoop loop(Refresh refresh) {
    Duration clock = lake.settings().marts().refresh();
    return RefreshLoop.start(refresh, clock, clock);
  }

  /** Sends, and waits until a refresh on its own clock has taken up a commit that came since. */
  private void sendAndAwaitRefresh(LayerQueries queries, Duration stretch) {
    long before = tables().version(lake.silver("ticks"));
    week.send(stretch);
    await(() -> ticksTakenUp() > before, queries);
  }

  /** Up to which version of silver's ticks the days of symbols go. */
  private long ticksTakenUp() {
    DailyTable days = tables().daily(days());
    days.follow();
    String mark = "silver.ticks/" + tables().tableId(lake.silver("ticks"));
    return days.marks().getOrDefault(mark, -1L);
  }

  private static void await(BooleanSupplier done, LayerQueries queries) {
    Instant end = Instant.now().plus(LIMIT);
    while (!done.getAsBoolean()) {
      assertThat(queries.await(LOOK)).as("a query or a refresh has ended").isFalse();
      assertThat(Instant.now()).as("waited in vain").isBefore(end);
    }
  }

  private Table days() {
    return lake.mart("symbol_day").table();
  }

  private void assertIdle() {
    lake.assertCurrent();
    PlainMarts.assertSame(lake);
  }

  private LakeTables tables() {
    return lake.lake().tables();
  }

  private Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    LakeSchema.marts(lake.settings())
        .forEach(mart -> versions.put(mart.id(), tables().version(mart)));
    return versions;
  }
}
