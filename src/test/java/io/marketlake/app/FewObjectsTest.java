package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.DataFile;
import io.marketlake.delta.Lake;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.maintenance.Maintenance.Mode;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Objects stay few: a day of a micro-batch a minute, which is as often as marts are refreshed by
 * default, a refresh after each, and {@code maintain} every hour, under conf/few-objects.conf. Of
 * the marts two are refreshed; the others get a file a day and refresh likewise. The default
 * trigger of a second would make no harder case but another one: a day has 86,400 commits then,
 * each of which the log keeps for a day at least, so that no upkeep gets below that.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class FewObjectsTest {
  private static final int MICRO_BATCHES = 1_440;
  private static final int AN_HOUR = 60;
  private static final int MOST_OF_AN_OPEN_DAY = 32;
  private static final int MOST_OF_A_CLOSED_DAY = 4;
  private static final int MOST_OBJECTS = 5_000;
  private static final int FEW_OBJECTS = 300;

  @TempDir private Path folder;

  @Test
  void afterADayOfMicroBatchesAndUpkeep() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    MartLake lake =
        new MartLake(
            SettingsLoader.load(
                    Optional.of(Path.of("conf/few-objects.conf")),
                    Map.of("lake.path", folder.toString()),
                    Map.of())
                .settings(),
            10);
    Instant begin = Instant.now();
    lake.trades(today, 20);
    Table trades = lake.silver("trades");
    Dataset<Row> reader = lake.lake().tables().readAt(trades, lake.lake().tables().version(trades));
    try (MartRefreshes marts = lake.refreshes("symbol_day", "daily_volume")) {
      for (int i = 1; i < MICRO_BATCHES; i++) {
        lake.trades(today, 20);
        marts.run();
        if (i % AN_HOUR == 0) {
          maintain(lake, Instant.now());
          assertThat(liveFiles(lake.lake(), lake.silver("trades")).get(today))
              .isLessThanOrEqualTo(MOST_OF_AN_OPEN_DAY);
        }
      }
      marts.run();
    }
    maintain(lake, Instant.now());
    assertThat(reader.count()).as("a reader of the first version still has its file").isEqualTo(20);
    List<Table> tables =
        LakeSchema.tables(lake.settings()).stream().filter(lake.lake().tables()::exists).toList();
    assertThat(tables)
        .extracting(Table::id)
        .contains("silver.trades", "gold.symbol_day", "gold.daily_volume");
    for (Table table : tables) {
      assertThat(objects(lake.lake(), table))
          .as("objects of %s with dead files and log", table.id())
          .isLessThanOrEqualTo(MOST_OBJECTS);
      liveFiles(lake.lake(), table)
          .values()
          .forEach(
              files ->
                  assertThat(files)
                      .as("files of an open day of %s", table.id())
                      .isLessThanOrEqualTo(MOST_OF_AN_OPEN_DAY));
    }

    // Two days on, the day is closed and what left it is old.
    maintain(lake, begin.plus(Duration.ofDays(2)).plus(Duration.ofHours(1)));

    for (Table table : tables) {
      liveFiles(lake.lake(), table)
          .values()
          .forEach(
              files ->
                  assertThat(files)
                      .as("files of a closed day of %s", table.id())
                      .isLessThanOrEqualTo(MOST_OF_A_CLOSED_DAY));
      System.out.printf("%s: %d objects%n", table.id(), objects(lake.lake(), table));
    }
    assertThat(objects(lake.lake(), lake.silver("trades")))
        .as("objects once dead files and the log of that day are gone")
        .isLessThan(FEW_OBJECTS);
    assertThat(lake.lake().tables().read(lake.silver("trades")).count())
        .isEqualTo(20L * MICRO_BATCHES);
  }

  private static void maintain(MartLake lake, Instant now) {
    new Maintenance(lake.lake(), lake.settings().maintenance(), now)
        .run(LakeSchema.tables(lake.settings()), Mode.CLOSED_DAYS);
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

  private static int objects(Lake lake, Table table) {
    return lake.tree(table.path()).size();
  }
}
