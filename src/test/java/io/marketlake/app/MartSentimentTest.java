package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.delta.DataFile;
import io.marketlake.reference.Adjustment;
import io.marketlake.reference.AdjustmentTable;
import io.marketlake.schema.GoldSentiment;
import java.math.BigDecimal;
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
 * Which texts and prices the mart of sentiment puts together.
 *
 * <p>Tier: CI.
 */
class MartSentimentTest {
  @TempDir private Path folder;
  private long texts;

  private void text(MartLake lake, String happened, String known) {
    lake.append(
        GoldSentiment.TABLE,
        """
        SELECT to_date('%1$s') AS day, TIMESTAMP'%1$s' AS event_time, TIMESTAMP'%2$s' AS known_at,
          'news' AS feed, 'a text' AS text, 'AAPL' AS entity, 'neutral' AS label, 0.5D AS score,
          'c' AS cluster_id, 'n' AS topic_id, 'news' AS topic, 0 AS `partition`, %3$d AS `offset`"""
            .formatted(happened, known, texts++));
  }

  private static List<String> hours(MartLake lake, String condition, String shown) {
    lake.refreshOnly("symbol_sentiment");
    return lake
        .rows("symbol_sentiment")
        .filter(condition)
        .selectExpr("concat_ws(' ', " + shown + ")")
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private static void bar(MartLake lake, String symbol, String start, int close) {
    lake.append(
        lake.bars(),
        """
        SELECT to_date('%2$s') AS day, TIMESTAMP'%2$s' + INTERVAL 1 MINUTE AS event_time,
          TIMESTAMP'%2$s' + INTERVAL 1 MINUTE AS known_at, 'trades' AS source_feed,
          '%1$s' AS symbol, '1m' AS interval, TIMESTAMP'%2$s' AS bar_start,
          TIMESTAMP'%2$s' + INTERVAL 1 MINUTE AS bar_end, 100 AS open, 100 AS high, 100 AS low,
          %3$d AS close, 10 AS volume, 1000 AS notional, 100 AS vwap, 5 AS trade_count,
          0 AS late_count, true AS in_session, true AS is_warm, 0 AS revision"""
            .formatted(symbol, start, close));
  }

  @Test
  void aTextFindsThePricesOfAFeedThatWritesSymbolsInAnyLetters() {
    MartLake lake = new MartLake(folder, 1, Map.of());
    text(lake, "2026-03-02 10:20:00", "2026-03-02 10:20:10");
    bar(lake, "aapl", "2026-03-02 09:30:00", 100);
    bar(lake, "AAPL", "2026-03-02 10:30:00", 110);
    bar(lake, "Aapl", "2026-03-02 11:30:00", 121);

    assertThat(
            hours(
                lake,
                "symbol = 'AAPL'",
                "clock, window_start, price_feed, window_return, next_return"))
        .containsExactly(
            "event_time 2026-03-02 10:00:00 trades 0.10000000 0.10000000",
            "known_at 2026-03-02 10:00:00 trades 0.10000000 0.10000000");
  }

  private static void split(MartLake lake, String knownAt) {
    Adjustment split =
        new Adjustment(
            "AAPL",
            LocalDate.parse("2026-03-03"),
            new BigDecimal("2.00000000"),
            Optional.of(Instant.parse(knownAt)));
    assertThat(
            new AdjustmentTable(lake.lake().tables())
                .load(List.of(split), "by hand", Instant.now()))
        .isEqualTo(1);
  }

  /** Hours beside midnight, and one some days before. */
  private MartLake hoursAroundASplit() {
    MartLake lake = new MartLake(folder, 1, Map.of());
    text(lake, "2026-02-27 10:20:00", "2026-02-27 10:20:10");
    text(lake, "2026-03-02 23:20:00", "2026-03-02 23:20:10");
    text(lake, "2026-03-03 00:20:00", "2026-03-03 00:20:10");
    bar(lake, "AAPL", "2026-03-02 22:30:00", 200);
    bar(lake, "AAPL", "2026-03-02 23:30:00", 220);
    bar(lake, "aapl", "2026-03-03 00:30:00", 121);
    return lake;
  }

  private static final String AT_MIDNIGHT =
      "clock = 'event_time' AND window_start > TIMESTAMP'2026-03-02 00:00:00'";

  /** The split reaches the next return of the hour before it, and no earlier day. */
  @Test
  void returnsAreComparedAcrossASplit() {
    MartLake lake = hoursAroundASplit();
    assertThat(hours(lake, AT_MIDNIGHT, "window_return, next_return"))
        .containsExactly("-0.45000000", "0.10000000 -0.45000000");
    List<String> files = filesOf(lake, "2026-02-27");

    split(lake, "2026-03-03T20:00:00Z");

    assertThat(hours(lake, AT_MIDNIGHT, "window_return, next_return, known_at"))
        .containsExactly(
            "0.10000000 0.10000000 2026-03-03 20:00:00", "0.10000000 2026-03-03 20:00:00");
    assertThat(filesOf(lake, "2026-02-27")).isEqualTo(files).isNotEmpty();
  }

  @Test
  void aSplitThatWasKnownLaterThanTheDayTakesNothingOut() {
    MartLake lake = hoursAroundASplit();
    split(lake, "2026-03-04T00:00:00Z");

    assertThat(hours(lake, AT_MIDNIGHT, "window_return, next_return"))
        .containsExactly("-0.45000000", "0.10000000 -0.45000000");
  }

  /** In New York it is still the day before when UTC's ex-day begins. */
  @Test
  void anExDayIsADateOfTheFeedsCalendar() {
    MartLake lake = new MartLake(folder, 1, Map.of("feeds.trades.bars.calendar", "us-equities"));
    text(lake, "2026-03-03 00:20:00", "2026-03-03 00:20:10");
    text(lake, "2026-03-03 14:20:00", "2026-03-03 14:20:10");
    bar(lake, "AAPL", "2026-03-02 23:30:00", 200);
    bar(lake, "AAPL", "2026-03-03 00:30:00", 220);
    bar(lake, "AAPL", "2026-03-03 14:30:00", 121);
    split(lake, "2026-03-02T20:00:00Z");

    assertThat(hours(lake, "clock = 'event_time'", "window_start, window_return"))
        .containsExactly("2026-03-03 00:00:00 0.10000000", "2026-03-03 14:00:00 0.10000000");
  }

  private static List<String> filesOf(MartLake lake, String day) {
    return lake.lake().tables().log(lake.mart("symbol_sentiment").table()).files().stream()
        .filter(file -> file.partition().containsValue(day))
        .map(DataFile::path)
        .toList();
  }

  /** Such a text is known a day after its date begins, and later by what delays it. */
  @Test
  void aTextWithADateAloneCountsOnTheClockOfATraderHoweverItIsDelayed() {
    MartLake lake = new MartLake(folder, 1, Map.of());
    text(lake, "2026-03-02 00:00:00", "2026-03-03 00:00:00");
    text(lake, "2026-03-02 00:00:00", "2026-03-03 05:20:00");
    text(lake, "2026-03-02 00:00:00", "2026-03-04 00:00:01");
    assertThat(hours(lake, "clock = 'known_at'", "window_start, texts"))
        .as("all but the one that was known more than two days after")
        .containsExactly("2026-03-03 00:00:00 1", "2026-03-03 05:00:00 1");
    assertThat(hours(lake, "clock = 'event_time'", "window_start, texts"))
        .containsExactly("2026-03-02 00:00:00 3");

    text(lake, "2026-03-11 08:00:00", "2026-03-11 08:00:10");
    text(lake, "2026-03-02 09:00:00", "2026-03-04 08:30:00");
    assertThat(
            hours(
                lake,
                "clock = 'known_at' AND day > DATE'2026-03-03'",
                "window_start, texts, own_mean"))
        .as("and the mean of the week before has it, nine days after it happened")
        .containsExactly(
            "2026-03-04 08:00:00 1 0.500000000000", "2026-03-11 08:00:00 1 0.500000000000");
  }
}
