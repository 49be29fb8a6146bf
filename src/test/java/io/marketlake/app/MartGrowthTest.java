package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.delta.DataFile;
import io.marketlake.reference.Adjustment;
import io.marketlake.reference.AdjustmentFile;
import io.marketlake.reference.AdjustmentTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The growth of symbols: which close is the previous one, which splits count, and from when it is
 * known.
 *
 * <p>Tier: CI.
 */
class MartGrowthTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");

  @TempDir private Path folder;

  private static void closes(MartLake lake, String symbol, LocalDate day, int... prices) {
    for (int i = 0; i < prices.length; i++) {
      lake.append(
          lake.silver("trades"),
          """
          SELECT DATE'%1$s' AS day, TIMESTAMP'%1$s 10:00:00' + INTERVAL %2$d SECONDS AS event_time,
            TIMESTAMP'%1$s 10:00:00' AS known_at, '%3$s' AS symbol, %4$d AS price, 10 AS volume,
            'c' AS cluster_id, 't' AS topic_id, 'trades' AS topic, 0 AS `partition`, %2$d AS `offset`"""
              .formatted(day, i, symbol, prices[i]));
    }
  }

  private static String growthOf(MartLake lake, LocalDate day) {
    return lake.rows("symbol_growth")
        .filter("day = DATE'" + day + "'")
        .selectExpr(
            "concat_ws(' ', growth, previous_day, previous_close, split_ratio, coalesce(company, '-'))")
        .as(Encoders.STRING())
        .collectAsList()
        .toString();
  }

  @Test
  void growthIsOfThePreviousCloseMadeComparableBySplitsKnownByThen() throws IOException {
    MartLake lake = new MartLake(folder, 1, Map.of());
    closes(lake, "AAPL", MONDAY, 100, 110);
    closes(lake, "aapl", MONDAY.plusDays(1), 100);
    closes(lake, "AAPL", MONDAY.plusDays(3), 100, 121);
    closes(lake, "AAPL", MONDAY.plusDays(4), 31, 33);
    closes(lake, "AAPL", MONDAY.plusDays(28), 40, 30);
    closes(lake, "AAPL", MONDAY.plusDays(120), 60, 45);
    refreshGrowth(lake);
    String company = growthOf(lake, MONDAY).replaceAll(".* ", "");
    assertThat(growthOf(lake, MONDAY))
        .startsWith("[0.10000000 1.00000000 ")
        .as("a lake without a loaded reference has marketlake's own")
        .isNotEqualTo("[0.10000000 1.00000000 -]");
    assertThat(growthOf(lake, MONDAY.plusDays(3)))
        .startsWith("[0.10000000 2026-03-02 110.00000000 1.00000000 ")
        .endsWith(company);
    assertThat(growthOf(lake, MONDAY.plusDays(1)))
        .as("a feed that writes symbols in small letters finds its company")
        .endsWith(company);
    assertThat(growthOf(lake, MONDAY.plusDays(4))).startsWith("[-0.72727273 2026-03-05");
    assertThat(growthOf(lake, MONDAY.plusDays(28))).startsWith("[-0.09090909 2026-03-06 33.0");
    assertThat(growthOf(lake, MONDAY.plusDays(120)))
        .as("only a symbol's first day is without a previous one, however long it was silent")
        .startsWith("[0.50000000 2026-03-30 30.0");

    closes(lake, "AAPL", MONDAY.plusDays(28), 40, 40, 60);
    assertThat(refreshGrowth(lake)).contains("gold.month_close");
    assertThat(growthOf(lake, MONDAY.plusDays(120)))
        .as("a late close of another month")
        .startsWith("[-0.25000000 2026-03-30 60.0");

    Path splits = folder.resolve("splits.csv");
    Files.writeString(
        splits,
        """
        symbol,ex_day,ratio,known_at
        aapl,2026-03-06,4,2026-03-06T21:00:00Z
        AAPL,2026-03-05,7,2026-03-09T00:00:00Z
        """);
    AdjustmentTable table = new AdjustmentTable(lake.lake().tables());
    List<Adjustment> read = AdjustmentFile.read(splits);
    assertThat(table.load(read, "splits.csv", Instant.now())).isEqualTo(2);
    assertThat(table.load(read, "splits.csv", Instant.now())).as("again").isZero();
    List<Adjustment> later =
        List.of(
            new Adjustment(
                "AAPL",
                MONDAY.plusDays(4),
                new BigDecimal("1.00000000"),
                Optional.of(Instant.parse("2026-06-01T00:00:00Z"))));
    assertThat(table.load(later, "later", Instant.now())).isEqualTo(1);
    assertThat(table.load(read, "splits.csv", Instant.now())).as("of an earlier time").isZero();
    assertThat(table.load(later, "later", Instant.now())).isZero();
    List<String> before = filesOf(lake, MONDAY);
    refreshGrowth(lake);

    assertThat(growthOf(lake, MONDAY.plusDays(4)))
        .startsWith("[0.09090909 2026-03-05 30.25000000 4.00000000 ");
    assertThat(knownAt(lake, MONDAY.plusDays(4)))
        .as("not before its split was")
        .isEqualTo(Instant.parse("2026-03-06T21:00:00Z"));
    assertThat(knownAt(lake, MONDAY.plusDays(3))).isEqualTo(Instant.parse("2026-03-05T10:00:00Z"));
    assertThat(growthOf(lake, MONDAY.plusDays(3)))
        .as("a split that was known after the day")
        .startsWith("[0.10000000 2026-03-02 110.00000000 1.00000000 ");
    assertThat(filesOf(lake, MONDAY)).as("a split reaches no earlier day").isEqualTo(before);
  }

  private static List<String> filesOf(MartLake lake, LocalDate day) {
    return lake.lake().tables().log(lake.mart("symbol_growth").table()).files().stream()
        .filter(file -> file.partition().containsValue(day.toString()))
        .map(DataFile::path)
        .toList();
  }

  private static List<String> refreshGrowth(MartLake lake) {
    return lake.refreshOnly("symbol_day", "month_close", "symbol_growth");
  }

  private static Instant knownAt(MartLake lake, LocalDate day) {
    return lake.rows("symbol_growth")
        .filter("day = DATE'" + day + "'")
        .select("known_at")
        .first()
        .getTimestamp(0)
        .toInstant();
  }
}
