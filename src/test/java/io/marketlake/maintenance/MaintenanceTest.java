package io.marketlake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.BronzeRows;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFile;
import io.marketlake.delta.TableLog;
import io.marketlake.job.FailPoint;
import io.marketlake.maintenance.Maintenance.Mode;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LakeCheckpoints;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/**
 * A silver query streams from bronze while the lake is looked after. Time passes by the clock that
 * the upkeep is given.
 *
 * <p>Tier: CI.
 */
class MaintenanceTest {
  private static final MaintenanceSettings SETTINGS =
      new MaintenanceSettings(100_000_000, 1000, Duration.ofDays(7), Duration.ofDays(30));
  private final Instant present = Instant.now();
  private final Instant inSixtyDays = present.plus(Duration.ofDays(60));
  private final LocalDate today = LocalDate.ofInstant(present, ZoneOffset.UTC);
  private final LocalDate closedDay = today.minusDays(3);
  private static final Table BRONZE = BronzeEvents.TABLE;

  @TempDir private Path folder;
  private Settings settings;
  private Feed ticks;
  private Table silver;
  private Lake lake;
  private long batch;
  private long offset;

  @BeforeEach
  void makeLake() {
    settings =
        SettingsLoader.load(
                Optional.empty(),
                Map.of("lake.path", folder.toString(), "stream.trigger", "0ms"),
                Map.of())
            .settings();
    ticks = settings.feedsNamed(List.of("ticks")).get(0);
    silver = SilverTable.of(ticks);
    lake = Lake.open(TestSpark.session(), settings.lake());
    lake.tables().ensure(BRONZE);
  }

  /** Commits to bronze, one small file each. */
  private void append(int commits, LocalDate day) {
    for (int i = 0; i < commits; i++) {
      lake.tables()
          .append(
              BRONZE,
              BronzeRows.ticks(day, offset, 5).coalesce(1),
              new Commit("bronze-test", batch++, "from " + offset));
      offset += 5;
    }
  }

  private LayerQuery startSilver() {
    return Streams.start(
        TestSpark.session(),
        new Request(
            settings,
            List.of(LayerName.SILVER),
            List.of(ticks),
            false,
            BatchListener.NONE,
            FailPoint.NONE));
  }

  private Maintenance.Result maintain(Instant now, Mode mode) {
    return new Maintenance(lake, SETTINGS, now).run(List.of(BRONZE, silver), mode);
  }

  private Maintenance.Result plan(Instant now, Mode mode) {
    return new Maintenance(lake, SETTINGS, now).plan(List.of(BRONZE, silver), mode);
  }

  private static TableResult of(Table table, Maintenance.Result result) {
    return result.tables().stream()
        .filter(r -> r.table().equals(table.id()))
        .findFirst()
        .orElseThrow();
  }

  private Set<String> stored() {
    return lake.tables().log(BRONZE).stored().stream()
        .map(LakeFile::path)
        .collect(Collectors.toSet());
  }

  private void assertSilverHasAllOnce() {
    assertThat(lake.tables().read(silver).select("offset").collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, offset).boxed().toList());
  }

  /** The commits of bronze that the reader needs were made just before that time. */
  private void readerNeedsNothingBefore(Instant time) throws IOException {
    TableLog log = lake.tables().log(BRONZE);
    long needed =
        LakeCheckpoints.of(lake)
            .readersOf(log.tableId())
            .get(0)
            .reads()
            .getOrDefault(log.tableId(), 0L);
    for (long version = needed; version <= log.version(); version++) {
      Files.setLastModifiedTime(logFile(version), FileTime.from(time));
    }
  }

  private void checkpointTheLog() {
    DeltaLog log = DeltaLog.forTable(TestSpark.session(), lake.tables().pathOf(BRONZE));
    log.checkpoint(log.update(false, Option.empty(), Option.empty()), Option.empty());
  }

  private Path logFile(long version) {
    return folder.resolve("bronze/events/_delta_log/%020d.json".formatted(version));
  }

  @Test
  void aStreamGoesOnOverCompactionAndVacuumHoweverFarBehindItWas() throws IOException {
    append(2, closedDay);
    try (LayerQuery query = startSilver()) {
      query.drain();
      append(1, closedDay);
      query.drain();
    }
    append(2, closedDay);
    Set<String> small = stored();

    Maintenance.Result packed = maintain(present, Mode.CLOSED_DAYS);

    assertThat(of(BRONZE, packed).filesBefore()).isEqualTo(5);
    assertThat(of(BRONZE, packed).filesAfter()).isEqualTo(1);
    assertThat(of(silver, packed).filesAfter()).isEqualTo(1);

    // The query has two commits to read yet, whose files were packed long ago.
    checkpointTheLog();
    Maintenance.Result waiting = maintain(inSixtyDays, Mode.CLOSED_DAYS);

    assertThat(of(BRONZE, waiting).removedFiles()).isZero();
    assertThat(of(BRONZE, waiting).trimmedCommits()).isZero();
    assertThat(stored()).containsAll(small);
    try (LayerQuery query = startSilver()) {
      query.drain();
      assertSilverHasAllOnce();
      append(2, closedDay);
      query.drain();
      readerNeedsNothingBefore(inSixtyDays);
      Maintenance.Result vacuumed = maintain(inSixtyDays, Mode.CLOSED_DAYS);

      assertThat(of(BRONZE, vacuumed).filesBefore()).isEqualTo(3);
      assertThat(of(BRONZE, vacuumed).filesAfter()).isEqualTo(1);
      assertThat(of(BRONZE, vacuumed).removedFiles()).isGreaterThanOrEqualTo(small.size());
      assertThat(stored()).doesNotContainAnyElementsOf(small);
      append(1, closedDay);
      query.drain();
    }
    assertSilverHasAllOnce();
    assertThat(lake.tables().read(BRONZE).count()).isEqualTo(offset);
    assertThat(LakeCheckpoints.of(lake).all()).as("it went on").hasSize(1);
  }

  @Test
  void nothingIsDeletedWhereAReaderHasLostItsPlaceInTheLog() throws IOException {
    append(3, closedDay);
    lake.files().write("_marketlake/assignments/silver/ticks", "silver-1");
    // It has planned nothing yet.
    lake.files()
        .write(
            "_marketlake/checkpoints/silver-1/plan.json",
            """
            {"id":"silver-1","layers":["silver"],"feeds":["ticks"],"topicIds":{},
             "kafkaStart":{},"tableStart":{"%s":1}}"""
                .formatted(lake.tables().tableId(BRONZE)));
    maintain(present, Mode.CLOSED_DAYS);
    checkpointTheLog();
    Set<String> before = stored();
    Files.delete(logFile(0));
    Files.delete(logFile(1));

    Maintenance.Result result = maintain(inSixtyDays, Mode.CLOSED_DAYS);

    assertThat(of(BRONZE, result).remark()).contains("needs a version that the log lacks");
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void withoutAReaderTheLogIsTrimmedAndWhatItHadSinceThenIsReadable() throws IOException {
    append(2, closedDay);
    checkpointTheLog();
    append(3, closedDay);
    checkpointTheLog();
    append(1, closedDay);
    List<Integer> daysAgo = List.of(50, 45, 40, 35, 20, 10, 0);
    for (int version = 0; version < daysAgo.size(); version++) {
      age(logFile(version), Duration.ofDays(daysAgo.get(version)));
    }

    Maintenance.Result result = maintain(present, Mode.CLOSED_DAYS);

    assertThat(of(BRONZE, result).trimmedCommits()).isEqualTo(2);
    DeltaLog.clearCache();
    assertThat(lake.tables().read(BRONZE).count()).isEqualTo(offset);
    for (int version = 3; version < daysAgo.size(); version++) {
      assertThat(rowsAt(version)).as("version %d", version).isEqualTo(version * 5L);
    }
  }

  private long rowsAt(long version) {
    return TestSpark.session()
        .read()
        .format("delta")
        .option("versionAsOf", version)
        .load(lake.tables().pathOf(BRONZE))
        .count();
  }

  private void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(present.minus(age)));
  }

  @Test
  void aDayThatIsStillWrittenIsPackedOnlyOnRequest() {
    append(2, today);

    assertThat(plan(present, Mode.CLOSED_DAYS).isIdle()).isTrue();
    assertThat(of(BRONZE, plan(present, Mode.OPEN_DAYS_TOO)).remark()).startsWith("would pack");
  }

  @Test
  void aTableThatItsWriterCompactsIsLeftAlone() {
    append(2, closedDay);
    Table own =
        new Table(
            "bronze", "events", BRONZE.columns(), BRONZE.partitionedBy(), "bronze", true, "packed");

    assertThat(new Maintenance(lake, SETTINGS, present).plan(List.of(own), Mode.CLOSED_DAYS))
        .matches(Maintenance.Result::isIdle);
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndDoesNothing() {
    append(2, closedDay);
    long version = lake.tables().version(BRONZE);

    TableResult packing = of(BRONZE, plan(present, Mode.CLOSED_DAYS));

    assertThat(packing.remark())
        .isEqualTo("would pack (`feed` = 'ticks' AND day IN (DATE'%s'))".formatted(closedDay));
    assertThat(lake.tables().version(BRONZE)).isEqualTo(version);

    maintain(present, Mode.CLOSED_DAYS);
    Set<String> before = stored();

    TableResult deleting = of(BRONZE, plan(inSixtyDays, Mode.CLOSED_DAYS));

    assertThat(deleting.removedFiles()).isEqualTo(2);
    assertThat(deleting.removedBytes()).isPositive();
    assertThat(stored()).isEqualTo(before);
    assertThat(of(BRONZE, plan(present, Mode.CLOSED_DAYS)).isIdle()).isTrue();
  }
}
