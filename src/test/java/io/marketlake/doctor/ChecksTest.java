package io.marketlake.doctor;

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
import io.marketlake.delta.LakeCatalog;
import io.marketlake.job.FailPoint;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/**
 * Each check finds the fault that is planted in a copy of a healthy lake, in which no check finds
 * anything.
 *
 * <p>Tier: CI.
 */
class ChecksTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final DoctorSettings SETTINGS =
      new DoctorSettings(16_000_000, 100, Duration.ofDays(1), 200);
  private static final LeaseSettings LEASES = new LeaseSettings(Duration.ofSeconds(60));
  private static final long PACKED_BELOW = 50_000_000;
  private static final Table BRONZE = BronzeEvents.TABLE;

  @TempDir private static Path healthy;
  @TempDir private Path folder;
  private static Feed ticks;
  private static Table silver;
  private Lake lake;

  /** Ten ticks in bronze, five a commit, that a silver query has read in two micro-batches. */
  @BeforeAll
  static void makeHealthyLake() throws IOException {
    Settings settings =
        SettingsLoader.load(
                Optional.empty(),
                Map.of("lake.path", healthy.toString(), "stream.trigger", "0ms"),
                Map.of())
            .settings();
    ticks = settings.feedsNamed(List.of("ticks")).get(0);
    silver = SilverTable.of(ticks);
    Lake lake = Lake.open(TestSpark.session(), settings.lake());
    lake.tables().ensure(BRONZE);
    append(lake, 0);
    Request request =
        new Request(
            settings,
            List.of(LayerName.SILVER),
            List.of(ticks),
            false,
            BatchListener.NONE,
            FailPoint.NONE);
    try (LayerQuery query = Streams.start(TestSpark.session(), request)) {
      query.drain();
      append(lake, 5);
      query.drain();
    }
    // Bronze was written by hand, and so has no checkpoint of its own.
    lake.files()
        .write("_marketlake/assignments/bronze/ticks", LakeCheckpoints.of(lake).all().get(0).id());
    // Its leases were given back; this process lives on.
    lake.files().delete("_marketlake/leases");
  }

  private static void append(Lake lake, long offset) {
    lake.tables()
        .append(
            BRONZE,
            BronzeRows.ticks(DAY, offset, 5).coalesce(1),
            new Commit("bronze-test", offset, "from " + offset));
  }

  @BeforeEach
  void copyHealthyLake() throws IOException {
    try (Stream<Path> found = Files.walk(healthy)) {
      for (Path path : found.sorted().toList()) {
        Path target = folder.resolve(healthy.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
    lake =
        Lake.openExisting(
            TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
  }

  private List<Finding> findings(Check check) {
    return check.findings(
        new LakeView(lake, List.of(ticks), List.of(BRONZE, silver), Instant.now()));
  }

  private Finding only(Check check) {
    List<Finding> findings = findings(check);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static void assertFinding(Finding finding, Severity severity, String... parts) {
    assertThat(finding.severity()).as(finding.toString()).isEqualTo(severity);
    assertThat(finding.where() + ": " + finding.what()).contains(parts);
  }

  private static ReaderCheck readerCheck() {
    return new ReaderCheck(Duration.ofDays(7));
  }

  private void sql(String statement, Table table) {
    TestSpark.session().sql(statement.formatted("delta.`" + lake.tables().pathOf(table) + "`"));
  }

  private Path checkpoint() {
    return folder.resolve(LakeCheckpoints.folderOf(LakeCheckpoints.of(lake).all().get(0).id()));
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> found = Files.walk(tree)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private Path bronzeLog(long version) {
    return folder.resolve("bronze/events/_delta_log/%020d.json".formatted(version));
  }

  @Test
  void aHealthyLakeGivesNoFinding() {
    Examination all =
        new Examination(
            List.of(
                new ProtocolCheck(),
                new CheckpointCheck(),
                readerCheck(),
                new FilesCheck(SETTINGS, PACKED_BELOW),
                new OffsetCheck(),
                new LayerCheck(),
                new ConditionalWriteCheck(),
                new LeaseCheck(LEASES),
                new CommitCheck(SETTINGS)));

    assertThat(
            all.of(
                new LakeView(
                    lake, List.of(ticks), LakeCatalog.tablesOf(List.of(ticks)), Instant.now())))
        .isEmpty();
  }

  @Test
  void aCheckpointThatIsGoneIsFound() throws IOException {
    delete(checkpoint());

    assertFinding(
        only(new CheckpointCheck()), Severity.WARNING, "it is missing", "bronze/ticks, silver");
  }

  @Test
  void aCheckpointWithoutSparksFilesIsFound() throws IOException {
    delete(checkpoint().resolve("spark"));

    assertFinding(only(new CheckpointCheck()), Severity.WARNING, "files of it are missing");
  }

  @Test
  void aTableWithRowsAndNoCheckpointIsFound() throws IOException {
    Files.delete(folder.resolve("_marketlake/assignments/silver/ticks"));

    assertFinding(
        only(new CheckpointCheck()),
        Severity.WARNING,
        "silver.ticks: it has rows, and no checkpoint is assigned to silver/ticks");
  }

  @Test
  void anOldCopyOfACheckpointIsFound() throws IOException {
    Files.delete(checkpoint().resolve("spark/offsets/1"));
    Files.delete(checkpoint().resolve("spark/commits/1"));

    assertFinding(
        only(new CheckpointCheck()),
        Severity.ERROR,
        "silver.ticks has its micro-batch 1, and it knows only of 0");
  }

  @Test
  void aReaderWhosePlaceTheLogHasLostIsFound() throws IOException {
    DeltaLog log = DeltaLog.forTable(TestSpark.session(), lake.tables().pathOf(BRONZE));
    log.checkpoint(log.update(false, Option.empty(), Option.empty()), Option.empty());
    append(lake, 10);
    for (long version = 0; version <= 2; version++) {
      Files.delete(bronzeLog(version));
    }

    assertFinding(
        only(readerCheck()),
        Severity.ERROR,
        "it reads bronze.events from version 2 on, and the log has versions 3 to 3");
  }

  @Test
  void aReaderThatIsFarBehindIsFound() throws IOException {
    append(lake, 10);
    Instant longAgo = Instant.now().minus(Duration.ofDays(20));
    Files.setLastModifiedTime(bronzeLog(2), FileTime.from(longAgo));

    assertFinding(
        only(readerCheck()), Severity.WARNING, "it reads bronze.events from version 2 on");
  }

  @Test
  void filesOfNoVersionAreFoundWhenTheyAreADayOld() throws IOException {
    Path orphan = folder.resolve("bronze/events/feed=ticks/day=2026-03-02/part-lost.parquet");
    Files.writeString(orphan, "rows");
    assertThat(findings(new FilesCheck(SETTINGS, PACKED_BELOW))).isEmpty();
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

    assertFinding(
        only(new FilesCheck(SETTINGS, PACKED_BELOW)),
        Severity.NOTE,
        "bronze.events: 1 files (4 bytes) belong to no version",
        "day=2026-03-02/part-lost.parquet");
  }

  @Test
  void smallFilesThatMaintainWouldPackAreFound() {
    DoctorSettings strict = new DoctorSettings(16_000_000, 2, Duration.ofDays(1), 200);
    lake.tables()
        .append(
            BRONZE,
            BronzeRows.ticks(DAY.plusDays(1), 10, 5).coalesce(1),
            new Commit("bronze-test", 10, "alone on its day"));

    assertThat(findings(new FilesCheck(strict, PACKED_BELOW)))
        .hasSize(2)
        .allSatisfy(
            finding ->
                assertFinding(finding, Severity.WARNING, "2 files in 1 partitions of days before"));
    assertThat(findings(new FilesCheck(strict, 100))).isEmpty();
  }

  @Test
  void aCoordinateThatIsInBronzeTwiceIsFound() {
    lake.tables()
        .append(BRONZE, BronzeRows.ticks(DAY, 4, 1), new Commit("bronze-test", 99, "again"));

    assertFinding(
        only(new OffsetCheck()),
        Severity.ERROR,
        "ticks-0 (topic id topic-id): 1 records are there twice, the first at offset 4");
  }

  @Test
  void offsetsThatBronzeLacksAreNotedWithTheirRange() {
    append(lake, 20);
    append(lake, 2_000_000);

    assertFinding(
        only(new OffsetCheck()),
        Severity.NOTE,
        "between offsets 0 and 2000004, 1,999,985 have no record, the first is 10");
  }

  @Test
  void recordsThatSilverDoublesOrLosesAreFound() {
    lake.tables()
        .append(
            silver,
            lake.tables().read(silver).filter("offset = 3"),
            new Commit("silver-test", 99, "again"));
    sql("DELETE FROM %s WHERE offset IN (5, 6)", silver);
    append(lake, 10);

    List<Finding> findings = findings(new LayerCheck());

    assertThat(findings).hasSize(3);
    assertFinding(findings.get(0), Severity.ERROR, "1 records are in silver or", "ticks-0@3");
    assertFinding(findings.get(1), Severity.ERROR, "2 records are in neither", "ticks-0@5");
    assertFinding(findings.get(2), Severity.NOTE, "5 records are not judged yet", "ticks-0@10");
  }

  @Test
  void aLeaseIsToldWhileItsProcessLives() {
    long mine = ProcessHandle.current().pid();
    lake.files().write("_marketlake/leases/silver.ticks.lease", holder(mine, Instant.now()));
    lake.files().write("_marketlake/leases/a.lease", holder(mine, Instant.EPOCH));
    lake.files().write("_marketlake/leases/b.lease", holder(999_999_999, Instant.now()));

    assertFinding(
        only(new LeaseCheck(LEASES)), Severity.NOTE, "silver.ticks: it is held by process " + mine);
  }

  private static String holder(long process, Instant since) {
    return "process " + process + " since " + since + "\n";
  }

  @Test
  void commitsOfOthersAreFoundWithVersionAndTime() {
    sql("DELETE FROM %s WHERE offset = 3", BRONZE);
    lake.tables()
        .read(BRONZE)
        .limit(1)
        .write()
        .format("delta")
        .mode("append")
        .save(lake.tables().pathOf(BRONZE));

    List<Finding> findings = findings(new CommitCheck(SETTINGS));

    assertThat(findings).hasSize(2);
    assertFinding(findings.get(0), Severity.WARNING, "DELETE by Apache-Spark", "last version 3 at");
    assertFinding(findings.get(1), Severity.WARNING, "WRITE by Apache-Spark", "last version 4 at");
  }

  @Test
  void whatWasInterruptedIsToldWithTheCommandThatEndsIt() {
    assertThat(findings(new InterruptionCheck())).isEmpty();
    lake.files().write("_marketlake/erase/posts.json", "{}");
    lake.files()
        .write(
            "_marketlake/rebuild/ticks.json",
            """
            {"id":"1","mode":"CORRECTED","from":"2026-03-02","settings":"","publishes":true}""");
    lake.files()
        .write(
            "_marketlake/rebuild/trades.json",
            """
            {"id":"2","mode":"AS_STREAMED","settings":"","publishes":false}""");
    lake.files()
        .write(
            "_marketlake/backfill/5eed.json",
            """
            {"id":"5eed","feed":"ticks","kind":"bars","file":"old.csv","at":"2026-03-02T00:00:00Z"}""");
    lake.files()
        .write(
            "_marketlake/replay/plan.json", "{\"id\":\"3\",\"feed\":\"news\",\"publishes\":true}");

    assertThat(findings(new InterruptionCheck()))
        .extracting(finding -> finding.severity() + " " + finding.where() + ": " + finding.cure())
        .containsExactlyInAnyOrder(
            "WARNING silver.news: unless it runs, run scripts/spark-submit/replay-quarantine.sh,"
                + " which ends it first",
            "WARNING silver.posts: unless it runs, run scripts/spark-submit/erase.sh --feed posts"
                + " --resume",
            "WARNING silver.bars of ticks: unless it runs, run scripts/spark-submit/rebuild.sh"
                + " --mode corrected --feed ticks --from-date 2026-03-02",
            "NOTE silver.bars of trades: unless it runs, run scripts/spark-submit/rebuild.sh"
                + " --mode as-streamed --feed trades",
            "WARNING silver.ticks: unless it runs, run scripts/spark-submit/backfill.sh --feed ticks"
                + " --kind bars --file old.csv with its other options, or give it up by removing"
                + " _marketlake/backfill/5eed and _marketlake/backfill/5eed.json");
  }

  @Test
  void countsOfRulesThatAreNoRecountAreTold() {
    List<Table> tables = List.of(BRONZE, silver, QuarantineEvents.TABLE, GoldRuleCounts.TABLE);
    Check check = new RuleCountCheck();
    assertThat(check.findings(new LakeView(lake, List.of(ticks), tables, Instant.now()))).isEmpty();

    lake.tables()
        .append(
            GoldRuleCounts.TABLE,
            lake.tables().read(GoldRuleCounts.TABLE).withColumn("failed", functions.lit(1L)),
            new Commit("silver-test", 0, "again"));

    assertThat(check.findings(new LakeView(lake, List.of(ticks), tables, Instant.now())))
        .extracting(Finding::what)
        .contains(
            "ticks: 22 records were counted, and silver and quarantine have 10 of them",
            "ticks: 2 failures of the rule price-is-positive were counted, and quarantine has 0");
  }
}
