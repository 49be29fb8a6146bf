package io.marketlake.app;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.BronzeRows;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.doctor.Check;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.LayerCheck;
import io.marketlake.doctor.OffsetCheck;
import io.marketlake.error.PipelineException;
import io.marketlake.history.BarRebuild;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.job.FailPoint;
import io.marketlake.maintenance.Retention;
import io.marketlake.maintenance.RetentionResult;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LakeCheckpoints;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Days that are older than they are kept.
 *
 * <p>Tier: CI.
 */
class RetentionTest {
  private static final Table BRONZE = BronzeEvents.TABLE;

  /** They were made today, whatever the days of what was counted. */
  private static final RetentionResult COUNTS_STAY =
      new RetentionResult(
          "gold.rule_counts",
          "ticks",
          3,
          0,
          0,
          "1 days stay: bronze.events still has what they were made of");

  private final Instant now = Instant.now();
  private final LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
  private final LocalDate old = today.minusDays(5);

  @TempDir private Path folder;
  private Set<String> unfinished = Set.of();
  private Settings settings;
  private Feed ticks;
  private Table silver;
  private Lake lake;
  private long offset;

  @BeforeEach
  void makeLake() {
    settings =
        SettingsLoader.load(
                Optional.empty(),
                Map.of(
                    "lake.path",
                    folder.toString(),
                    "stream.trigger",
                    "0ms",
                    "bars.trigger",
                    "0ms",
                    "maintenance.keep.feeds.ticks",
                    "3d"),
                Map.of())
            .settings();
    ticks = settings.feedsNamed(List.of("ticks")).get(0);
    silver = SilverTable.of(ticks);
    lake = Lake.open(TestSpark.session(), settings.lake());
    lake.tables().ensure(BRONZE);
  }

  private void append(LocalDate day) {
    lake.tables()
        .append(
            BRONZE,
            BronzeRows.ticks(day, offset, 5).coalesce(1),
            new Commit("bronze-test", offset, "from " + offset));
    offset += 5;
  }

  private LayerQuery start(LayerName layer) {
    return Streams.start(
        TestSpark.session(),
        new Request(
            settings, List.of(layer), List.of(ticks), false, BatchListener.NONE, FailPoint.NONE));
  }

  private List<RetentionResult> retain(boolean act) {
    Retention retention =
        new Retention(
            lake,
            settings.maintenance().keep(),
            LakeLayers.retention(settings),
            LakeLayers.consumers(settings, lake),
            unfinished,
            now,
            "tester");
    return act ? retention.run() : retention.plan();
  }

  private long rows(Table table) {
    return lake.tables().read(table).count();
  }

  /** Counts of the day before the old one, as if they had been made then. */
  private long addCounts() {
    Dataset<Row> counts = lake.tables().read(GoldRuleCounts.TABLE).localCheckpoint();
    Timestamp then = Timestamp.valueOf(old.minusDays(1).atTime(12, 0));
    lake.tables()
        .append(
            GoldRuleCounts.TABLE,
            counts
                .withColumn("day", lit(Date.valueOf(old.minusDays(1))))
                .withColumn("ingested_at", lit(then)),
            new Commit("counts-test", 0, "counts"));
    return counts.count();
  }

  private void assertHealthy() {
    for (Check check : List.of(new LayerCheck(), new OffsetCheck())) {
      assertThat(
              check.findings(new LakeView(lake, List.of(ticks), LakeSchema.tables(settings), now)))
          .as(check.name())
          .isEmpty();
    }
  }

  @Test
  void goOnceTheyAreReadAndForgottenBeforeAndNoStreamNotices() throws IOException {
    append(old);
    append(today);
    try (LayerQuery stream = start(LayerName.SILVER)) {
      stream.drain();
    }
    append(old);

    List<RetentionResult> early = retain(true);

    assertThat(early).extracting(RetentionResult::rows).containsOnly(0L);
    assertThat(early.get(0).remark()).contains("1 days stay: silver has not read all of them");
    assertThat(early.get(1).remark()).contains("bronze.events still has what they were made of");
    assertThat(rows(BRONZE)).isEqualTo(15);

    try (LayerQuery stream = start(LayerName.SILVER)) {
      stream.drain();
      assertThat(rows(silver)).isEqualTo(15);
      assertThat(retain(false).get(0).rows()).isEqualTo(10);
      unfinished = Set.of("ticks");
      assertThat(retain(false).get(1).remark()).contains("a replay or a backfill is unfinished");
      unfinished = Set.of();
      assertThat(rows(BRONZE)).isEqualTo(15);

      List<RetentionResult> done = retain(true);

      assertThat(done)
          .containsExactly(
              new RetentionResult("bronze.events", "ticks", 3, 1, 10, ""),
              new RetentionResult("silver.ticks", "ticks", 3, 1, 10, ""),
              COUNTS_STAY);
      append(today);
      stream.drain();
      append(old);
      stream.drain();
    }
    // What came for an old day since then goes the next time.
    assertThat(rows(BRONZE)).isEqualTo(15);
    assertThat(rows(silver)).isEqualTo(15);
    assertThat(retain(true)).extracting(RetentionResult::rows).containsExactly(5L, 5L, 0L);
    assertThat(retain(true)).containsExactly(COUNTS_STAY);
    assertHealthy();
    assertThat(
            lake
                .tables()
                .read(OpsRemovals.TABLE)
                .filter("table_name = 'bronze.events'")
                .selectExpr("concat(first_offset, '-', last_offset, ' ', records, ' ', removed_by)")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0)))
        .containsExactlyInAnyOrder("0-4 5 tester", "10-14 5 tester", "20-24 5 tester");

    // Without its checkpoint, a layer finds nothing to fill in.
    CheckpointLoss.delete(
        folder.resolve(LakeCheckpoints.folderOf(LakeCheckpoints.of(lake).all().get(0).id())));
    try (LayerQuery stream = start(LayerName.SILVER)) {
      stream.drain();
    }
    assertThat(rows(silver)).isEqualTo(10);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void barsStayAndAreMadeAnewOfWhatIsWholeOnly() {
    append(old);
    append(today.minusDays(1));
    append(today);
    for (LayerName layer : List.of(LayerName.SILVER, LayerName.BARS)) {
      try (LayerQuery stream = start(layer)) {
        stream.drain();
      }
    }
    Table bars = BarLayers.tables(settings).bars();
    long made = rows(bars);
    long states = rows(BarLayers.tables(settings).states());
    assertThat(made).isPositive();

    assertThat(retain(true)).extracting(RetentionResult::rows).startsWith(5L, 5L);

    assertThat(rows(bars)).isEqualTo(made);
    assertThat(rows(BarLayers.tables(settings).states())).isEqualTo(states);
    BarRebuild rebuild =
        new BarRebuild(
            lake,
            BarLayers.feeds(settings, List.of(ticks)).get(0),
            BarLayers.tables(settings),
            settings.leases(),
            2,
            line -> {},
            FailPoint.NONE);
    assertThatThrownBy(() -> rebuild.run(Mode.AS_STREAMED, Optional.empty()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("events of days up to " + old + " were removed from silver.ticks")
        .hasMessageContaining("--from-date " + old.plusDays(1));
    assertThatThrownBy(() -> rebuild.run(Mode.CORRECTED, Optional.of(old)))
        .isInstanceOf(PipelineException.class);

    BarRebuild.Result since = rebuild.run(Mode.AS_STREAMED, Optional.of(today.minusDays(1)));

    assertThat(since.bars() + since.windows()).isZero();
    assertThat(rows(bars)).isEqualTo(made);
  }

  @Test
  void countsGoOnceBronzeHasForgottenWhatWasCounted() {
    append(today);
    try (LayerQuery stream = start(LayerName.SILVER)) {
      stream.drain();
    }
    long counts = rows(GoldRuleCounts.TABLE);
    long added = addCounts();

    assertThat(retain(true))
        .contains(new RetentionResult("gold.rule_counts", "ticks", 3, 1, added, ""));

    assertThat(rows(GoldRuleCounts.TABLE)).isEqualTo(counts);
  }

  @Test
  void whatSomebodyElseDeletesStopsAStreamThatReadsIt() {
    append(today);
    try (LayerQuery stream = start(LayerName.SILVER)) {
      stream.drain();
      TestSpark.session().sql("DELETE FROM delta.`" + lake.tables().pathOf(BRONZE) + "`");
      append(today);

      assertThatThrownBy(stream::drain)
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("its version 2, which is not marketlake's, deletes files");
    }
  }
}
