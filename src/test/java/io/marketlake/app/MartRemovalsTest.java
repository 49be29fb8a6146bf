package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.delta.Commit;
import io.marketlake.delta.DataFile;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.Removals;
import io.marketlake.delta.RowRemoval;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What marts keep of days that a retention took, and how erasures reach the others.
 *
 * <p>Tier: CI.
 */
class MartRemovalsTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");

  @TempDir private Path folder;

  @Test
  void keepWhatTheySaidOfDaysThatSilverForgotAndForgetWhatWasErased() {
    MartLake lake = new MartLake(folder, 5, Map.of());
    Table silver = lake.silver("trades");
    lake.trades(MONDAY, 50);
    lake.trades(MONDAY.plusDays(1), 50);
    lake.ticks(MONDAY, 30);
    lake.refreshOnly("symbol_day");
    List<String> monday = daysOf(lake, MONDAY);
    assertThat(monday).isNotEmpty();

    LakeTables tables = lake.lake().tables();
    String isMonday = "day = DATE'" + MONDAY + "'";
    new Removals(tables)
        .record(
            new Removals.Run("1", OpsRemovals.RETENTION, Instant.now(), "test", null),
            silver,
            Optional.of("trades"),
            tables.read(silver).filter(isMonday));
    tables
        .removal(silver)
        .files(
            tables.log(silver).files().stream()
                .filter(file -> file.partition().containsValue(MONDAY.toString()))
                .map(DataFile::path)
                .toList(),
            new Commit(OpsRemovals.RETENTION + "-1", 0, "old"));
    assertThat(tables.read(silver).filter(isMonday).count()).isZero();
    assertThat(lake.refreshOnly("symbol_day")).isEmpty();
    lake.trades(MONDAY, 5);
    assertThat(lake.refreshOnly("symbol_day")).isEmpty();
    assertThat(daysOf(lake, MONDAY)).isEqualTo(monday);

    // Ticks of the day are all there: what touches them comes through, and the trades stay.
    String tick = symbolOf(tables, lake.silver("ticks"));
    erase(tables, lake.silver("ticks"), tick);
    assertThat(lake.refreshOnly("symbol_day")).containsExactly("gold.symbol_day");
    assertThat(daysOf(lake, MONDAY))
        .isEqualTo(
            monday.stream()
                .filter(row -> !(isOf(row, "ticks") && row.contains("\"" + tick + "\"")))
                .toList())
        .isNotEqualTo(monday)
        .anyMatch(row -> isOf(row, "ticks"));

    String person = symbolOf(tables, silver);
    erase(tables, silver, person);
    assertThat(lake.refreshOnly("symbol_day")).containsExactly("gold.symbol_day");
    assertThat(daysOf(lake, MONDAY.plusDays(1)))
        .isNotEmpty()
        .noneMatch(row -> row.contains("\"" + person + "\""));
    assertThat(daysOf(lake, MONDAY))
        .filteredOn(row -> isOf(row, "trades"))
        .isEqualTo(monday.stream().filter(row -> isOf(row, "trades")).toList());
  }

  private static boolean isOf(String row, String feed) {
    return row.contains("\"source_feed\":\"" + feed + "\"");
  }

  private static String symbolOf(LakeTables tables, Table table) {
    return tables
        .read(table)
        .orderBy(functions.col("day").desc(), functions.col("symbol"))
        .select("symbol")
        .as(Encoders.STRING())
        .first();
  }

  private static void erase(LakeTables tables, Table table, String symbol) {
    tables
        .removal(table)
        .rows(
            partition -> true,
            RowRemoval.Selection.where(functions.col("symbol").equalTo(symbol)),
            new Commit("erasure-1", 0, "asked for"));
  }

  private static List<String> daysOf(MartLake lake, LocalDate day) {
    return lake
        .rows("symbol_day")
        .filter("day = DATE'" + day + "'")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }
}
