package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.DataFile;
import io.marketlake.delta.Lake;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.EventProducer;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.maintenance.Maintenance.Mode;
import io.marketlake.maintenance.TableResult;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import io.marketlake.simulate.SimulatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Objects stay few under conf/few-objects.conf: as many micro-batches and refreshes as a day has of
 * them, and {@code maintain} as often as every hour. The default trigger of a second would make no
 * harder case but another one: a day has 86,400 commits then, each of which the log keeps for a day
 * at least, so that no upkeep gets below that.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class FewObjectsTest {
  private static final Optional<Path> CONF = Optional.of(Path.of("conf/few-objects.conf"));
  private static final int HOURS = 24;
  private static final int MOST_OF_AN_OPEN_DAY = 32;
  private static final int MOST_OF_A_CLOSED_DAY = 4;
  private static final int MOST_OBJECTS = 5_000;
  private static final int FEW_OBJECTS = 300;
  private static final List<LayerName> LAYERS =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS, LayerName.GOLD);

  /** Nearly every feed has good and bad records in nearly every micro-batch. */
  private static final int RECORDS_OF_A_BATCH = 60;

  private static final SimulatorSettings MARKET =
      new SimulatorSettings(7, 2.9, 2.9, 174, 174, 0.3, 0.05, 0.002, 50);

  @TempDir private Path folder;

  @Test
  void ofTheLayersAfterADayOfMicroBatches() {
    int batches = anHourHas(onDisk().stream().trigger());
    TestLake stream =
        new TestLake(
            folder,
            CONF,
            Map.of("stream.max-records-per-batch", Integer.toString(RECORDS_OF_A_BATCH)));
    stream.publishModel();
    Settings settings = stream.settings();
    Lake lake = stream.lake();
    Instant start = Instant.now().minus(Duration.ofHours(1));
    MarketSimulator market = new MarketSimulator(MARKET, CompanyReference.simulated(), start);
    Pinned reader = null;
    for (int hour = 1; hour <= HOURS; hour++) {
      // What an hour brings happens in a twenty-fourth of one, so that no event is of tomorrow.
      send(stream, market.advanceTo(start.plus(Duration.ofSeconds(150L * hour))));
      stream.run(LAYERS);
      maintain(lake, settings, Instant.now());
      assertOpenDays(lake, settings);
      if (hour == HOURS / 2) {
        reader = Pinned.at(lake, SilverTable.of(stream.feed("trades")));
      }
    }
    List<Table> written = new ArrayList<>();
    settings.feeds().values().forEach(feed -> written.add(SilverTable.of(feed)));
    written.addAll(
        List.of(
            BronzeEvents.TABLE,
            QuarantineEvents.TABLE,
            GoldRuleCounts.TABLE,
            GoldSentiment.TABLE,
            SilverBarStates.TABLE));
    for (Table table : written) {
      assertThat(lake.tables().version(table))
          .as("commits of %s", table.id())
          .isGreaterThanOrEqualTo((long) HOURS * batches);
    }
    assertFewObjects(lake, settings);
    Objects.requireNonNull(reader).assertCanReadOn(lake, settings);
    // Queries need the log of the day before their newest micro-batch: let that be a later day.
    tables(lake, settings).forEach(table -> age(folder.resolve(table.path())));
    send(stream, market.advanceTo(start.plus(Duration.ofSeconds(150L * HOURS + 10))));
    stream.run(LAYERS);
    assertClosed(lake, settings);
    stream.assertNothingLostOrDoubled();
  }

  /** Lays a table's files over the day before yesterday. */
  private static void age(Path table) {
    try (Stream<Path> files = Files.walk(table)) {
      List<Path> byAge =
          files
              .filter(Files::isRegularFile)
              .sorted(Comparator.comparingLong(file -> -file.toFile().lastModified()))
              .toList();
      Duration between = Duration.ofDays(1).dividedBy(byAge.size());
      Instant last = Instant.now().minus(Duration.ofDays(1)).minus(Duration.ofHours(1));
      for (Path file : byAge) {
        last = last.minus(between);
        Files.setLastModifiedTime(file, FileTime.from(last));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(TestLake lake, List<SimulatedEvent> events) {
    try (EventProducer producer = TestKafka.producer()) {
      events.forEach(
          event ->
              producer.send(
                  lake.topic(event.feed()), event.key(), event.value(), Optional.empty()));
      producer.flush();
    }
  }

  @Test
  void ofTheMartsAfterADayOfRefreshes() {
    MartLake lake = new MartLake(onDisk(), 10).withReference();
    int refreshes = anHourHas(lake.settings().marts().refresh());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    // A refresh of sentiment makes the days before and after anew.
    lake.texts(today.minusDays(1), 40);
    Pinned reader = null;
    try (MartRefreshes marts =
        MartRefreshes.open(TestSpark.session(), lake.lake(), lake.settings(), FailPoint.NONE)) {
      for (int i = 1; i <= HOURS * refreshes; i++) {
        lake.trades(today, 20);
        lake.ticks(today, 20);
        lake.bars(today, 3, i);
        lake.texts(today, 5);
        marts.run();
        if (i % refreshes == 0) {
          maintain(lake.lake(), lake.settings(), Instant.now());
          assertOpenDays(lake.lake(), lake.settings());
        }
        if (i == HOURS * refreshes / 2) {
          reader = Pinned.at(lake.lake(), lake.mart("symbol_sentiment").table());
        }
      }
    }
    for (Table mart : LakeSchema.marts(lake.settings())) {
      assertThat(lake.lake().tables().version(mart))
          .as("commits of %s", mart.id())
          .isGreaterThanOrEqualTo((long) HOURS * refreshes);
    }
    assertFewObjects(lake.lake(), lake.settings());
    Objects.requireNonNull(reader).assertCanReadOn(lake.lake(), lake.settings());
    assertClosed(lake.lake(), lake.settings());
    lake.assertCurrent();
  }

  /** The file's settings, which those of a test's streams change. */
  private Settings onDisk() {
    return SettingsLoader.load(CONF, Map.of("lake.path", folder.toString()), Map.of()).settings();
  }

  private static int anHourHas(Duration pause) {
    return (int) Duration.ofHours(1).dividedBy(pause);
  }

  /** A reader of a version that the table has left behind since, half a day before its end. */
  private record Pinned(Table table, long version, Instant from, long rows) {
    static Pinned at(Lake lake, Table table) {
      long version = lake.tables().version(table);
      return new Pinned(
          table,
          version,
          lake.tables().log(table).timeOf(version).orElseThrow(),
          lake.tables().readAt(table, version).count());
    }

    /** What was dead before it began goes, and nothing that it needs. */
    void assertCanReadOn(Lake lake, Settings settings) {
      Map<String, Long> removed =
          maintain(lake, settings, from.plus(settings.maintenance().retention())).tables().stream()
              .collect(Collectors.toMap(TableResult::table, TableResult::removedFiles));
      assertThat(removed.get(table.id())).as("dead files of the first half day").isPositive();
      Dataset<Row> rows = lake.tables().readAt(table, version);
      assertThat(rows.count()).isEqualTo(rows());
      Set<String> current = Set.of(lake.tables().read(table).inputFiles());
      assertThat(rows.inputFiles())
          .as("files that the table itself has no longer")
          .anyMatch(file -> !current.contains(file));
    }
  }

  private static Maintenance.Result maintain(Lake lake, Settings settings, Instant now) {
    return new Maintenance(lake, settings.maintenance(), now)
        .run(LakeSchema.tables(settings), Mode.CLOSED_DAYS);
  }

  private static List<Table> tables(Lake lake, Settings settings) {
    return LakeSchema.tables(settings).stream().filter(lake.tables()::exists).toList();
  }

  private static void assertOpenDays(Lake lake, Settings settings) {
    assertLiveFiles(lake, settings, "an open day", MOST_OF_AN_OPEN_DAY);
  }

  private static void assertLiveFiles(Lake lake, Settings settings, String day, int most) {
    for (Table table : tables(lake, settings)) {
      liveFiles(lake, table)
          .values()
          .forEach(
              files ->
                  assertThat(files)
                      .as("files of %s of %s", day, table.id())
                      .isLessThanOrEqualTo(most));
    }
  }

  private static void assertFewObjects(Lake lake, Settings settings) {
    for (Table table : tables(lake, settings)) {
      int objects = lake.tree(table.path()).size();
      System.out.printf("%s: %d objects%n", table.id(), objects);
      assertThat(objects)
          .as("objects of %s with dead files and log", table.id())
          .isLessThanOrEqualTo(MOST_OBJECTS);
    }
  }

  /** Two days on, the day is closed and what left it is old. */
  private static void assertClosed(Lake lake, Settings settings) {
    maintain(lake, settings, Instant.now().plus(Duration.ofDays(2)).plus(Duration.ofHours(1)));
    assertLiveFiles(lake, settings, "a closed day", MOST_OF_A_CLOSED_DAY);
    for (Table table : tables(lake, settings)) {
      int objects = lake.tree(table.path()).size();
      System.out.printf("%s: %d objects, closed%n", table.id(), objects);
      assertThat(objects)
          .as("objects of %s once dead files and the log of that day are gone", table.id())
          .isLessThan(FEW_OBJECTS);
    }
  }

  private static Map<LocalDate, Integer> liveFiles(Lake lake, Table table) {
    return lake.tables().log(table).files().stream()
        .map(DataFile::partition)
        .filter(partition -> partition.containsKey(BronzeEvents.DAY))
        .collect(
            Collectors.groupingBy(
                partition -> LocalDate.parse(partition.get(BronzeEvents.DAY)),
                TreeMap::new,
                Collectors.summingInt(partition -> 1)));
  }
}
