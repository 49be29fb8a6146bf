package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.reference.Adjustment;
import io.marketlake.reference.AdjustmentTable;
import io.marketlake.schema.GoldSentiment;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Marts of a small lake that was refreshed as it grew are what plain SQL over silver gives, and a
 * mistake in one of them is found. {@code MartsProofTest} has a week of 50 companies.
 *
 * <p>Tier: CI, and proof for the mistakes.
 */
class MartsBySqlTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  private static final int SYMBOLS = 4;

  private static final String FIRST_HOUR_OF_AN_EX_DAY =
      "symbol = '%s' AND window_start = TIMESTAMP'2026-03-03 00:00:00' AND window_return IS NOT NULL"
          .formatted(CompanyReference.own().get(1).symbol());

  @TempDir private static Path folder;
  private static MartLake lake;

  /** With days at both edges of a window, a long silence, a split, and equals of all sorts. */
  @BeforeAll
  static void refreshALakeAsItGrows() {
    lake = new MartLake(folder.resolve("lake"), SYMBOLS, Map.of()).withReference();
    for (int day : List.of(0, 1)) {
      events(MONDAY.plusDays(day));
      equals(MONDAY.plusDays(day));
      lake.bars(MONDAY.plusDays(day), 30, 0);
      lake.texts(MONDAY.plusDays(day), 40);
    }
    assertThat(lake.refresh()).hasSize(lake.settings().marts().marts().size());

    for (int day : List.of(4, 30, 95)) {
      events(MONDAY.plusDays(day));
    }
    lake.trades(MONDAY, 10);
    lake.texts(MONDAY.plusDays(7), 40);
    lake.texts(MONDAY.plusDays(8), 40);
    lake.bars(MONDAY.plusDays(1), 20, 1);
    String split = CompanyReference.own().get(0).symbol();
    String other = CompanyReference.own().get(1).symbol();
    lake.append(
        GoldSentiment.TABLE,
        """
        SELECT DATE'2026-03-03' AS day, TIMESTAMP'2026-03-03 00:10:00' AS event_time,
          TIMESTAMP'2026-03-03 00:10:05' AS known_at, 'news' AS feed, 'a text' AS text,
          '%s' AS entity, 'neutral' AS label, 0.25D AS score, 'c' AS cluster_id,
          'n' AS topic_id, 'news' AS topic, 1 AS `partition`, 0 AS `offset`"""
            .formatted(other));
    assertThat(
            new AdjustmentTable(lake.lake().tables())
                .load(
                    List.of(
                        split(split, 3, "3", "2026-03-04T00:00:00Z"),
                        split(split, 20, "2", "2026-03-20T00:00:00Z"),
                        split(split, 25, "0.5", "2026-03-20T00:00:00Z"),
                        split(other, 1, "2", "2026-03-03T09:00:00Z")),
                    "by hand",
                    Instant.now()))
        .isEqualTo(4);
    lake.refresh();
    assertThat(lake.refresh()).isEmpty();
  }

  private static void events(LocalDate day) {
    lake.trades(day, 60);
    lake.ticks(day, 40);
  }

  /** Two symbols of one price and the greatest volume: a growth of 0, and one place for two. */
  private static void equals(LocalDate day) {
    lake.append(
        lake.silver("trades"),
        """
        SELECT DATE'%1$s' AS day, TIMESTAMP'%1$s 10:00:00' AS event_time,
          TIMESTAMP'%1$s 10:00:05' AS known_at, symbol, 50 AS price, 1000000 AS volume,
          'BUY' AS action, 'c' AS cluster_id, 't' AS topic_id, 'trades' AS topic,
          1 AS `partition`, unix_date(DATE'%1$s') AS `offset`
        FROM (SELECT explode(array('FLAT', 'LEVEL')) AS symbol)"""
            .formatted(day));
  }

  private static Adjustment split(String symbol, int day, String ratio, String knownAt) {
    return new Adjustment(
        symbol,
        MONDAY.plusDays(day),
        new BigDecimal(ratio).setScale(8),
        Optional.of(Instant.parse(knownAt)));
  }

  @Test
  void allAreWhatPlainSqlGives() {
    PlainMarts.assertSame(lake);

    assertThat(lake.rows("symbol_growth").filter("split_ratio <> 1").count()).isPositive();
    assertThat(lake.rows("symbol_growth").filter("growth = 0").count()).isPositive();
    assertThat(lake.rows("symbol_growth").filter("day - previous_day > INTERVAL 60 DAYS").count())
        .isPositive();
    assertThat(lake.rows("symbol_sentiment").filter("next_return IS NOT NULL").count())
        .isPositive();
    assertThat(lake.rows("symbol_sentiment").filter(FIRST_HOUR_OF_AN_EX_DAY).count()).isPositive();
  }

  @Tag("proof")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "symbol_day | counts AND side = 'SELL' | counts AND side <> 'BUY' OR side IS NULL",
        "symbol_growth | a.ex_day > p.previous_day | a.ex_day >= date_sub(p.previous_day, 60)",
        "daily_volume | rank() OVER | dense_rank() OVER",
        "highest_average_volume | RANGE BETWEEN 29 PRECEDING | RANGE BETWEEN 28 PRECEDING",
        "symbol_kpis | close > open | close >= open",
        "symbol_sentiment | BETWEEN 604800 PRECEDING | BETWEEN 518400 PRECEDING",
        "growth_by_country | growing, falling, | falling AS growing, growing AS falling,"
      })
  void aMistakeIsFound(String mart, String right, String wrong) throws IOException {
    String sql = Files.readString(Path.of("conf/marts/" + mart + ".sql"));
    assertThat(sql).contains(right);
    Path own = Files.createDirectories(folder.resolve("mistakes/" + wrong.hashCode()));
    Files.writeString(own.resolve(mart + ".sql"), sql.replace(right, wrong));
    MartLake mistaken =
        new MartLake(
            folder.resolve("lake"),
            SYMBOLS,
            Map.of("marts.folder", own.toAbsolutePath().toString()));
    mistaken.refreshOnly(mart);
    try {
      assertThatThrownBy(() -> PlainMarts.assertSame(mistaken, mart::equals))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(mart + " by plain SQL");
    } finally {
      lake.refreshOnly(mart);
    }
  }
}
