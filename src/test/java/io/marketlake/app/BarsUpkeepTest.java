package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.marketlake.BronzeRows;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Commit;
import io.marketlake.delta.DataFile;
import io.marketlake.delta.Lake;
import io.marketlake.doctor.CheckpointCheck;
import io.marketlake.doctor.CommitCheck;
import io.marketlake.doctor.Examination;
import io.marketlake.doctor.FilesCheck;
import io.marketlake.doctor.Finding;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.LayerCheck;
import io.marketlake.doctor.OffsetCheck;
import io.marketlake.doctor.ProtocolCheck;
import io.marketlake.doctor.ReaderCheck;
import io.marketlake.job.FailPoint;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.maintenance.Maintenance.Mode;
import io.marketlake.maintenance.TableResult;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LakeCheckpoints;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The doctor and the upkeep know the tables of bars, whose writer is another layer than the one
 * that they are named after.
 *
 * <p>Tier: CI.
 */
class BarsUpkeepTest {
  private static final Instant PRESENT = Instant.parse("2026-03-20T00:00:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  @TempDir private static Path folder;
  private static Settings settings;
  private static Lake lake;

  /**
   * Ticks of three days, each a micro-batch of bars; what makes the bars of a day final comes with
   * the next one.
   */
  @BeforeAll
  static void makeLakeWithBars() {
    settings =
        SettingsLoader.load(
                Optional.empty(),
                Map.of(
                    "lake.path", folder.toString(),
                    "stream.trigger", "0ms",
                    "bars.trigger", "0ms",
                    "bars.roll-ups", "1d"),
                Map.of())
            .settings();
    lake = Lake.open(TestSpark.session(), settings.lake());
    LakeSchema.tables(settings).forEach(lake.tables()::ensure);
    try (LayerQuery silver = start(LayerName.SILVER);
        LayerQuery bars = start(LayerName.BARS)) {
      for (int day = 0; day < 3; day++) {
        lake.tables()
            .append(
                BronzeEvents.TABLE,
                BronzeRows.ticks(DAY.plusDays(day), 5L * day, 5).coalesce(1),
                new Commit("bronze-test", day, "day " + day));
        silver.drain();
        bars.drain();
      }
    }
    // Bronze was written by hand, and so has no checkpoint of its own.
    lake.files()
        .write(
            "_marketlake/assignments/bronze/ticks",
            LakeCheckpoints.of(lake).assignments().getOrDefault("silver/ticks", ""));
  }

  private static LayerQuery start(LayerName layer) {
    return Streams.start(
        TestSpark.session(),
        new Request(
            settings,
            List.of(layer),
            settings.feedsNamed(List.of("ticks")),
            false,
            BatchListener.NONE,
            FailPoint.NONE));
  }

  private List<Finding> findings() {
    Examination all =
        new Examination(
            List.of(
                new ProtocolCheck(),
                new CheckpointCheck(),
                new ReaderCheck(settings.maintenance().retention()),
                new FilesCheck(settings.doctor(), settings.maintenance().smallFileBytes()),
                new OffsetCheck(),
                new LayerCheck(),
                new CommitCheck(settings.doctor())));
    return all.of(
        new LakeView(
            lake,
            settings.feedsNamed(List.of("ticks")),
            LakeSchema.tables(settings),
            Instant.now()));
  }

  @Test
  void aHealthyLakeWithBarsGivesNoFindingAndBarsWithoutTheirCheckpointOneATable() {
    assertThat(findings()).isEmpty();

    String assignment = "_marketlake/assignments/bars/ticks";
    String checkpoint = lake.files().read(assignment).orElseThrow();
    lake.files().delete(assignment);

    assertThat(findings())
        .allMatch(finding -> finding.what().endsWith("no checkpoint is assigned to bars/*"))
        .extracting(Finding::where)
        .containsExactly("silver.bar_states", "silver.bars", "silver.windows");
    lake.files().write(assignment, checkpoint);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void barsArePackedAndTheStatesAreLeftToTheirWriter() {
    Table bars = table("silver.bars");
    Set<String> states = files(SilverBarStates.TABLE);
    assertThat(lake.tables().read(bars).count()).isEqualTo(4);
    assertThat(states).hasSizeGreaterThanOrEqualTo(3);
    // A second file for the first day, as a correction brings one.
    lake.tables()
        .append(
            bars,
            lake.tables().read(bars).filter("day = DATE'" + DAY + "'"),
            new Commit("bars-test", 0, "again"));

    Maintenance.Result done =
        new Maintenance(lake, settings.maintenance(), PRESENT)
            .run(LakeSchema.tables(settings), Mode.CLOSED_DAYS);

    assertThat(done.tables())
        .filteredOn(result -> result.table().startsWith("silver.bar"))
        .extracting(TableResult::table, TableResult::filesBefore, TableResult::filesAfter)
        .containsExactly(
            tuple("silver.bars", 3L, 2L),
            tuple("silver.bar_states", (long) states.size(), (long) states.size()));
    assertThat(files(SilverBarStates.TABLE)).isEqualTo(states);
    assertThat(lake.tables().read(bars).count()).isEqualTo(6);
  }

  private Table table(String id) {
    return LakeSchema.tables(settings).stream()
        .filter(table -> table.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Set<String> files(Table table) {
    return lake.tables().log(table).files().stream()
        .map(DataFile::path)
        .collect(Collectors.toSet());
  }
}
