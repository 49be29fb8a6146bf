package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.feature.market.SaleConditions;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import io.marketlake.marts.DaySpan;
import io.marketlake.marts.PricedEvents;
import io.marketlake.marts.PricedFeed;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;
import java.nio.file.Path;
import java.sql.Date;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the view of priced events says of days and of sale conditions is what the calendars and
 * tables say.
 *
 * <p>Tier: CI.
 */
class PricedEventsTest {
  private static final SparkSession SPARK = TestSpark.session();
  private static final TradingSessions FUTURES =
      new TradingSessions(
          LocalTime.of(17, 0),
          LocalTime.of(16, 0),
          Set.of(
              DayOfWeek.MONDAY,
              DayOfWeek.TUESDAY,
              DayOfWeek.WEDNESDAY,
              DayOfWeek.THURSDAY,
              DayOfWeek.FRIDAY),
          Set.of(LocalDate.parse("2024-07-04")),
          Map.of());

  @TempDir private Path folder;

  private PricedFeed feed(
      SaleConditions conditions, TradingCalendar calendar, boolean hasConditions) {
    Feed trades = new MartLake(folder, 1, Map.of()).settings().feedsNamed(List.of("trades")).get(0);
    return new PricedFeed(
        trades,
        new BarSource(
            "symbol",
            "price",
            "volume",
            Optional.empty(),
            hasConditions ? Optional.of("sale_condition") : Optional.empty(),
            hasConditions ? Optional.of("table") : Optional.empty(),
            calendar.name()),
        conditions,
        calendar);
  }

  private void assertDays(TradingCalendar calendar) {
    new MartLake(folder, 1, Map.of()).lake();
    SPARK.sql("CREATE DATABASE IF NOT EXISTS silver");
    SPARK.sql("DROP TABLE IF EXISTS silver.trades");
    SPARK.sql("DROP VIEW IF EXISTS silver.trades");
    // Every 37 minutes of a year that has all that a zone's clocks do.
    SPARK.sql(
        """
        CREATE OR REPLACE VIEW silver.trades AS
        SELECT to_date(event_time) AS day, event_time, event_time AS known_at, 'A' AS symbol,
          1.0 AS price, 1.0 AS volume, 'BUY' AS action, NULL AS sale_condition, 'c' AS cluster_id,
          't' AS topic_id, 't' AS topic, 0 AS `partition`, id AS `offset`
        FROM (SELECT id, timestamp_seconds(1703980800 + id * 2220) AS event_time
          FROM range(14400))""");
    List<Row> rows =
        SPARK
            .sql(PricedEvents.sql(List.of(feed(SaleConditions.all(), calendar, false))))
            .select("event_time", "trading_day")
            .collectAsList();
    assertThat(rows).hasSize(14_400);
    for (Row row : rows) {
      assertThat(row.getDate(1))
          .as("%s in %s", row.getTimestamp(0).toInstant(), calendar.name())
          .isEqualTo(Date.valueOf(calendar.sessionDate(row.getTimestamp(0).toInstant())));
    }
    SPARK.sql("DROP VIEW silver.trades");
  }

  @Test
  void theTradingDayIsTheCalendars() {
    assertDays(TradingCalendar.continuous());
    assertDays(TradingCalendar.continuous("tokyo", ZoneId.of("Asia/Tokyo")));
    assertDays(TradingCalendar.of("futures", ZoneId.of("America/Chicago"), FUTURES));
    assertDays(equities());
  }

  @Test
  void aCalendarsDaysReachIntoTheUtcDaysAroundThem() {
    assertThat(span(TradingCalendar.continuous())).isEqualTo(DaySpan.OWN_DAY);
    assertThat(span(TradingCalendar.continuous("tokyo", ZoneId.of("Asia/Tokyo"))))
        .isEqualTo(new DaySpan(1, 0));
    assertThat(span(equities())).isEqualTo(new DaySpan(0, 1));
    assertThat(span(TradingCalendar.of("futures", ZoneId.of("America/Chicago"), FUTURES)))
        .isEqualTo(new DaySpan(1, 1));
  }

  private TradingCalendar equities() {
    return Objects.requireNonNull(
        new MartLake(folder, 1, Map.of()).settings().calendars().get("us-equities"));
  }

  private SaleConditions lean() {
    return Objects.requireNonNull(
        new MartLake(folder, 1, Map.of()).settings().saleConditions().get("lean-us-equities"));
  }

  private DaySpan span(TradingCalendar calendar) {
    return PricedEvents.span(List.of(feed(SaleConditions.all(), calendar, false)));
  }

  @Test
  void whatATradeCountsForIsWhatTheTableOfSaleConditionsSays() {
    Map<Long, Byte> flags = new HashMap<>();
    Map<String, Byte> codes = new HashMap<>();
    for (int bit = 0; bit < 12; bit++) {
      flags.put(1L << bit, (byte) (bit % 8));
      codes.put("C" + bit, (byte) (bit % 8));
    }
    codes.put("it's", SaleConditions.LAST);
    for (SaleConditions table :
        List.of(SaleConditions.ofFlags(flags), SaleConditions.ofCodes(codes), lean())) {
      assertEffects(table);
    }
  }

  private void assertEffects(SaleConditions table) {
    new MartLake(folder, 1, Map.of()).lake();
    SPARK.sql("CREATE DATABASE IF NOT EXISTS silver");
    SPARK.sql("DROP TABLE IF EXISTS silver.trades");
    SPARK.sql("DROP VIEW IF EXISTS silver.trades");
    SPARK.sql(
        """
        CREATE OR REPLACE VIEW silver.trades AS
        SELECT DATE'2024-01-01' AS day, now() AS event_time, now() AS known_at, code AS symbol,
          1.0 AS price, 1.0 AS volume, 'BUY' AS action, code AS sale_condition, 'c' AS cluster_id,
          't' AS topic_id, 't' AS topic, 0 AS `partition`, 0L AS `offset`
        FROM (
          SELECT hex(id) AS code FROM range(4096)
          UNION ALL SELECT 'C' || id FROM range(20)
          UNION ALL SELECT explode(array('it''s', '', ' C3 ', '0x5', '0XfF', 'zz', 'ffffffffffffffff',
            '-1', '00000000000000000001', '80000000', '40000000000', ' 1f ')))""");
    List<Row> rows =
        SPARK
            .sql(PricedEvents.sql(List.of(feed(table, TradingCalendar.continuous(), true))))
            .select("symbol", "counts_for_last", "counts_for_high_low", "counts_for_volume")
            .collectAsList();
    assertThat(rows).hasSizeGreaterThan(4_100);
    for (Row row : rows) {
      assertThat(SaleConditions.effectOf(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3)))
          .as("the code '%s'", row.getString(0))
          .isEqualTo(table.effect(row.getString(0)));
    }
    SPARK.sql("DROP VIEW silver.trades");
  }
}
