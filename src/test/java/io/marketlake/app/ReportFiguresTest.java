package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.TestSpark;
import io.marketlake.report.Asked;
import io.marketlake.report.LakeReport;
import io.marketlake.report.Period;
import io.marketlake.report.ReportedLake;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.OpsModelAliases;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/**
 * Figures of a report over a weekend, reckoned by hand from rows that are few or alike. Tier: CI.
 */
class ReportFiguresTest {
  private static final String FRIDAY = "2026-04-10";
  private static final String MONDAY = "2026-04-13";
  private static final String RETURNS = "sentiment-and-returns";

  @TempDir private static Path folder;
  private static MartLake lake;
  private static ReportPage page;

  @BeforeAll
  static void report() throws Exception {
    lake = new MartLake(folder.resolve("lake"), 1, Map.of());
    Table hours = lake.mart("symbol_sentiment").table();
    texts();
    barsOfDays();
    barsOfReturns();
    hours(hours);
    lateEvents();
    aliases();
    try (ReportedLake reported =
        new ReportedLake(
            TestSpark.session(),
            lake.lake().tables(),
            List.of(
                GoldSentiment.TABLE,
                lake.bars(),
                hours,
                SilverLate.TABLE,
                OpsModelAliases.TABLE))) {
      Period period = new Period(LocalDate.parse(FRIDAY), LocalDate.parse(MONDAY));
      Asked asked =
          new Asked(period, List.of("news", "posts", "ticks", "trades"), List.of(), 6, "1m");
      page = ReportPage.parsed(LakeReport.of(reported, asked, List.of(), Instant.EPOCH).html());
    }
  }

  /**
   * Friday's news are known at once; its posts are known when Monday's first bar starts. On the
   * mean of both the companies score 0.2, 0.3, 0.1, 0.5 and 0.4.
   */
  private static void texts() {
    lake.append(
        GoldSentiment.TABLE,
        """
        SELECT DATE'2026-04-10' AS day, '2026-04-10 09:00' AS event_time,
          '2026-04-10 09:00' AS known_at, 'news' AS feed, 'a text' AS text, 'positive' AS label,
          'model' AS decided_by, 'v1' AS model_version, *
        FROM VALUES ('A', 0.4), ('B', 0.5), ('C', 0.3), ('D', 0.2), ('E', 0.1)
          AS t(entity, score)""");
    lake.append(
        GoldSentiment.TABLE,
        """
        SELECT DATE'2026-04-10' AS day, '2026-04-10 10:00' AS event_time,
          '2026-04-13 10:00' AS known_at, 'posts' AS feed, 'a text' AS text,
          'v1' AS model_version, *
        FROM VALUES ('A', 0.0, 'neutral', 'rule:question'), ('B', 0.1, 'neutral', 'rule:question'),
          ('C', -0.1, 'neutral', 'rule:question'), ('D', 0.8, 'positive', 'model'),
          ('E', 0.7, 'positive', 'model') AS t(entity, score, label, decided_by)""");
    // Of Thursday by one clock; without bars; of no company; of a feed that is not asked for.
    lake.append(
        GoldSentiment.TABLE,
        """
        SELECT to_date(event_time) AS day, 'a text' AS text, 'model' AS decided_by,
          'v2' AS model_version, *
        FROM VALUES
          ('2026-04-09 23:50', '2026-04-10 00:10', 'news', 'A', 0.4, 'positive'),
          ('2026-04-13 09:00', '2026-04-13 09:00', 'news', 'F', -1.0, 'negative'),
          ('2026-04-13 09:00', '2026-04-13 09:00', 'posts', NULL, 1.0, 'positive'),
          ('2026-04-10 09:00', '2026-04-10 09:00', 'filings', 'A', -1.0, 'negative')
          AS t(event_time, known_at, feed, entity, score, label)""");
  }

  /** Two bars a company and day, from 100 to as many per cent more as stand here. */
  private static void barsOfDays() {
    lake.append(
        lake.bars(),
        """
        SELECT to_date(day) AS day, 'ticks' AS source_feed, symbol, '1m' AS interval,
          concat(day, ' ', hour, ':00') AS bar_start, IF(hour = 10, 100, 95) AS open,
          IF(hour = 10, 90, 100 + percent) AS close, 10 AS volume, 1000 AS notional,
          5 AS trade_count, 0 AS revision
        FROM VALUES ('A', 1, 5, 5), ('B', 2, 4, 2), ('C', 3, 3, 1), ('D', 4, 2, 4), ('E', 5, 1, 3)
          AS t(symbol, friday, monday, tuesday)
        LATERAL VIEW explode(
          map('2026-04-10', friday, '2026-04-13', monday, '2026-04-14', tuesday)) AS day, percent
        LATERAL VIEW explode(array(10, 15)) AS hour""");
  }

  /**
   * A return a symbol, 0.2 % more than these: 53 of 0.5 %, 55 of -0.5 %, 3 of 0, one of -6 % and
   * one of 7 %. Their sum is 0 and that of their squares 112, so the deviation of all 113 is 1 %.
   */
  private static void barsOfReturns() {
    lake.append(
        lake.bars(),
        """
        SELECT DATE'2026-04-10' AS day, 'trades' AS source_feed, concat('S', id) AS symbol,
          '1m' AS interval, concat('2026-04-10 ', IF(id < 111, 10, 14), ':0', minute) AS bar_start,
          100 AS open, IF(minute = 0, 100, 100.2 + percent) AS close, 10 AS volume,
          1000 AS notional, 5 AS trade_count, 1 AS revision
        FROM (
          SELECT id, CASE WHEN id < 53 THEN 0.5 WHEN id < 108 THEN -0.5 WHEN id < 111 THEN 0
            WHEN id < 112 THEN -6 ELSE 7 END AS percent
          FROM range(113))
        LATERAL VIEW explode(array(0, 1)) AS minute""");
    // One before its revision, one of another length, and a bar a day, which has no return.
    lake.append(
        lake.bars(),
        """
        SELECT to_date(bar_start) AS day, 'trades' AS source_feed, 100 AS open, 500 AS close,
          10 AS volume, 1000 AS notional, 5 AS trade_count, 0 AS revision, *
        FROM VALUES ('S0', '2026-04-10 10:01', '1m'), ('S1', '2026-04-10 10:00', '1h'),
          ('A', '2026-04-10 10:00', '1m'), ('A', '2026-04-13 10:00', '1m')
          AS t(symbol, bar_start, interval)""");
  }

  /**
   * By known_at, 600 companies whose score and return are above or below 0: of one sign in three of
   * four. Of the first 40 the next return is known, and of one sign with the score in one of four.
   */
  private static void hours(Table hours) {
    lake.append(
        hours,
        """
        SELECT DATE'2026-04-10' AS day, 'event_time' AS clock, '2026-04-10 10:00' AS window_start,
          2 AS texts, 1 AS news, 1 AS posts, 'ticks' AS price_feed, *
        FROM VALUES ('A', 0.1, 0.04, 0.04), ('B', 0.2, 0.01, 0.05), ('C', 0.3, 0.02, 0.03),
          ('D', 0.4, 0.03, 0.01), ('E', 0.5, 0.05, 0.02), ('F', -1.0, NULL, NULL)
          AS t(symbol, mean_score, window_return, next_return)""");
    lake.append(
        hours,
        """
        SELECT DATE'2026-04-10' AS day, 'known_at' AS clock, '2026-04-10 10:00' AS window_start,
          1 AS texts, 1 AS news, 0 AS posts, 'ticks' AS price_feed, concat('S', id) AS symbol,
          0.1 * sign AS mean_score, IF(quarter < 3, 0.01, -0.01) * sign AS window_return,
          IF(id < 40, IF(quarter = 0, 0.01, -0.01) * sign, NULL) AS next_return
        FROM (SELECT id, IF(pmod(id, 2) = 0, 1, -1) AS sign, pmod(id DIV 2, 4) AS quarter
          FROM range(600))""");
  }

  private static void lateEvents() {
    lake.append(
        SilverLate.TABLE,
        """
        SELECT * FROM VALUES
          ('trades', DATE'2026-04-09', 'A', 9), ('trades', DATE'2026-04-10', 'A', 1500),
          ('trades', DATE'2026-04-10', 'A', 90000), ('trades', DATE'2026-04-10', 'B', 500),
          ('trades', DATE'2026-04-13', 'C', 250), ('ticks', DATE'2026-04-13', 'A', 7200000)
          AS t(source_feed, day, symbol, late_ms)""");
  }

  private static void aliases() {
    lake.append(
        OpsModelAliases.TABLE,
        """
        SELECT * FROM VALUES
          ('sentiment', 1, 'adopt', 'champion', 'v1', '2026-03-01 08:00:00', 'ann', 'the newest'),
          ('sentiment', 2, 'challenge', 'challenger', 'v2', '2026-04-11 09:00:00', 'ben', 'new'),
          ('sentiment', 3, 'promote', 'champion', 'v2', '2026-04-11 12:30:15', 'ben', 'F1 < 0.9'),
          ('sentiment', 3, 'promote', 'challenger', NULL, '2026-04-11 12:30:15', 'ben', 'F1 < 0.9'),
          ('sentiment', 4, 'rollback', 'champion', 'v1', '2026-04-14 00:00:00', 'ann', 'worse'),
          ('direction', 1, 'promote', 'champion', 'd1', '2026-03-01 08:00:00', 'ann', 'the first'),
          ('direction', 2, 'promote', 'champion', 'd2', '2026-04-10 00:00:00', 'ann', 'better')
          AS t(kind, number, action, alias, version, changed_at, changed_by, reason)""");
  }

  @Test
  void labelsAreCountedByDayAndScoresByTenth() {
    Element labels = page.figure("sentiment", "Labels of texts a day");
    assertThat(ReportPage.rows(labels))
        .containsExactly(List.of(FRIDAY, "7", "–", "3"), List.of(MONDAY, "1", "1", "–"));
    assertThat(ReportPage.notes(labels, "rect"))
        .containsExactly(
            "positive, 04-10: 70.00 %",
            "neutral, 04-10: 30.00 %", "positive, 04-13: 50.00 %", "negative, 04-13: 50.00 %");

    Element scores = page.figure("sentiment", "Distribution of the scores of texts");
    assertThat(ReportPage.rows(scores)).hasSize(20);
    assertThat(ReportPage.rows(scores).stream().filter(row -> !row.get(2).equals("0")))
        .containsExactly(
            List.of("-1", "-0.9", "1"),
            List.of("-0.1", "0", "1"),
            List.of("0", "0.1", "1"),
            List.of("0.1", "0.2", "2"),
            List.of("0.2", "0.3", "1"),
            List.of("0.3", "0.4", "1"),
            List.of("0.4", "0.5", "1"),
            List.of("0.5", "0.6", "1"),
            List.of("0.7", "0.8", "1"),
            List.of("0.8", "0.9", "1"),
            List.of("0.9", "1", "1"));
    assertThat(ReportPage.notes(scores, "rect"))
        .hasSize(20)
        .contains("-1 to -0.9: 1", "0.1 to 0.2: 2", "0.6 to 0.7: 0");
  }

  /** The deviation of two scores is their distance over the root of 2. */
  @Test
  void companiesAndDecidersHaveTheMeansOfTheirTexts() {
    assertThat(page.rows("sentiment", "Companies that most texts named"))
        .containsExactly(
            List.of("A", "2", "0.2", "0.2828", "1", "0"),
            List.of("B", "2", "0.3", "0.2828", "1", "0"),
            List.of("C", "2", "0.1", "0.2828", "1", "0"),
            List.of("D", "2", "0.5", "0.4243", "2", "0"),
            List.of("E", "2", "0.4", "0.4243", "2", "0"),
            List.of("F", "1", "-1", "–", "0", "1"));
    assertThat(page.rows("sentiment", "What decided"))
        .containsExactly(
            List.of("v1", "model", "news", "5", "0.3"),
            List.of("v1", "rule:question", "posts", "3", "0"),
            List.of("v1", "model", "posts", "2", "0.75"),
            List.of("v2", "model", "news", "1", "-1"),
            List.of("v2", "model", "posts", "1", "1"));
  }

  /**
   * Five scores and returns in even steps go together as their ranks do (Spearman): r is 1 less a
   * 20th of the sum of squared differences of ranks, here 8 and 2. Its interval is tanh(atanh r ±
   * 1.96 / root of n - 3).
   */
  @Test
  void aDaysScoreStandsBesideReturnsByEventTime() {
    Element same = page.figure(RETURNS, "A day and its own return, by event_time");
    assertThat(ReportPage.caption(same))
        .startsWith("r = 0.6, 95 % interval -0.5997 to 0.9692, n = 5. ");
    assertThat(ReportPage.rows(same))
        .containsExactly(
            List.of("A", FRIDAY, "2", "0.2", "1.00 %"),
            List.of("B", FRIDAY, "2", "0.3", "2.00 %"),
            List.of("C", FRIDAY, "2", "0.1", "3.00 %"),
            List.of("D", FRIDAY, "2", "0.5", "4.00 %"),
            List.of("E", FRIDAY, "2", "0.4", "5.00 %"));

    Element next = page.figure(RETURNS, "A day and the next day's return, by event_time");
    assertThat(ReportPage.caption(next))
        .startsWith("r = 0.9, 95 % interval 0.0861 to 0.9934, n = 5. ");
    assertThat(ReportPage.rows(next))
        .containsExactly(
            List.of("A", FRIDAY, "1", "0.4", "5.00 %"),
            List.of("B", FRIDAY, "1", "0.5", "4.00 %"),
            List.of("C", FRIDAY, "1", "0.3", "3.00 %"),
            List.of("D", FRIDAY, "1", "0.2", "2.00 %"),
            List.of("E", FRIDAY, "1", "0.1", "1.00 %"));
  }

  /**
   * In steps from 0.3 and from 3 %, the squares of the ten scores sum to 80 and those of the
   * returns to 20; their products sum to -30 and to 18, so r is -30 / 40 and 18 / 40.
   */
  @Test
  void aDaysScoreStandsBesideReturnsByKnownAt() {
    Element same = page.figure(RETURNS, "A day and its own return, by known_at");
    assertThat(ReportPage.caption(same))
        .startsWith("r = -0.75, 95 % interval -0.9371 to -0.2281, n = 10. ");
    assertThat(ReportPage.rows(same))
        .containsExactly(
            List.of("A", FRIDAY, "2", "0.4", "1.00 %"),
            List.of("B", FRIDAY, "1", "0.5", "2.00 %"),
            List.of("C", FRIDAY, "1", "0.3", "3.00 %"),
            List.of("D", FRIDAY, "1", "0.2", "4.00 %"),
            List.of("E", FRIDAY, "1", "0.1", "5.00 %"),
            List.of("A", MONDAY, "1", "0", "5.00 %"),
            List.of("B", MONDAY, "1", "0.1", "4.00 %"),
            List.of("C", MONDAY, "1", "-0.1", "3.00 %"),
            List.of("D", MONDAY, "1", "0.8", "2.00 %"),
            List.of("E", MONDAY, "1", "0.7", "1.00 %"));

    Element next = page.figure(RETURNS, "A day and the next day's return, by known_at");
    assertThat(ReportPage.caption(next))
        .startsWith("r = 0.45, 95 % interval -0.2506 to 0.8413, n = 10. ");
    assertThat(ReportPage.rows(next))
        .containsExactly(
            List.of("A", FRIDAY, "2", "0.4", "5.00 %"),
            List.of("B", FRIDAY, "1", "0.5", "4.00 %"),
            List.of("C", FRIDAY, "1", "0.3", "3.00 %"),
            List.of("D", FRIDAY, "1", "0.2", "2.00 %"),
            List.of("E", FRIDAY, "1", "0.1", "1.00 %"),
            List.of("A", MONDAY, "1", "0", "5.00 %"),
            List.of("B", MONDAY, "1", "0.1", "2.00 %"),
            List.of("C", MONDAY, "1", "-0.1", "1.00 %"),
            List.of("D", MONDAY, "1", "0.8", "4.00 %"),
            List.of("E", MONDAY, "1", "0.7", "3.00 %"));
  }

  /** A step of the score is worth r steps of the return: 0.6 % a tenth, with 3 % at 0.3. */
  @Test
  void theLineIsFittedToThePairs() {
    Element same = page.figure(RETURNS, "A day and its own return, by event_time");
    assertThat(ReportPage.notes(same, "circle"))
        .hasSize(5)
        .startsWith("A, 2026-04-10: score 0.2, return 1.00 %")
        .endsWith("E, 2026-04-10: score 0.4, return 5.00 %");
    List<Element> dots = ReportPage.all(same, "circle");
    double atOnePercent = number(dots.get(0), "cy");
    double aPercent = (number(dots.get(4), "cy") - atOnePercent) / 4;
    Element line =
        ReportPage.all(same, "line").stream()
            .filter(drawn -> drawn.getAttribute("class").equals("line b-line"))
            .findFirst()
            .orElseThrow();

    assertThat(number(line, "x1")).isEqualTo(number(dots.get(2), "cx"));
    assertThat(number(line, "x2")).isEqualTo(number(dots.get(3), "cx"));
    assertThat(number(line, "y1")).isCloseTo(atOnePercent + 0.8 * aPercent, within(0.02));
    assertThat(number(line, "y2")).isCloseTo(atOnePercent + 3.2 * aPercent, within(0.02));
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  /** By event_time the ranks differ by squares of 12 and 36 in sum. */
  @Test
  void anHoursScoreStandsBesideReturnsOnBothClocks() {
    Element same = page.figure(RETURNS, "An hour and its own return, by event_time");
    assertThat(ReportPage.caption(same))
        .startsWith("r = 0.4, 95 % interval -0.7453 to 0.9478, n = 5. ");
    assertThat(ReportPage.rows(same))
        .containsExactly(
            List.of("A", "2026-04-10 10:00:00", "2", "0.1", "4.00 %"),
            List.of("B", "2026-04-10 10:00:00", "2", "0.2", "1.00 %"),
            List.of("C", "2026-04-10 10:00:00", "2", "0.3", "2.00 %"),
            List.of("D", "2026-04-10 10:00:00", "2", "0.4", "3.00 %"),
            List.of("E", "2026-04-10 10:00:00", "2", "0.5", "5.00 %"));
    Element next = page.figure(RETURNS, "An hour and the next hour's return, by event_time");
    assertThat(ReportPage.caption(next))
        .startsWith("r = -0.8, 95 % interval -0.9862 to 0.2796, n = 5. ");
    assertThat(ReportPage.rows(next).stream().map(row -> row.get(4)))
        .containsExactly("4.00 %", "5.00 %", "3.00 %", "1.00 %", "2.00 %");

    assertThat(
            ReportPage.caption(
                page.figure(RETURNS, "An hour and the next hour's return, by known_at")))
        .startsWith("r = -0.5, 95 % interval -0.7021 to -0.2233, n = 40. ");
  }

  @Test
  void theCorrelationIsOfMorePairsThanAreDrawn() {
    Element same = page.figure(RETURNS, "An hour and its own return, by known_at");

    assertThat(ReportPage.caption(same))
        .startsWith("r = 0.5, 95 % interval 0.4375 to 0.5577, n = 600. ")
        .contains("Of the pairs, 500 are drawn.");
    assertThat(ReportPage.all(same, "circle")).hasSize(500);
    assertThat(ReportPage.rows(same)).hasSize(500).doesNotHaveDuplicates();
  }

  @Test
  void championsAreThoseWhoWereItInThePeriod() {
    assertThat(page.rows("models", "Champions at any time"))
        .containsExactly(
            List.of(
                "sentiment",
                "v2",
                "2026-04-11 12:30:15",
                "2026-04-14 00:00:00",
                "promote",
                "ben",
                "F1 < 0.9"),
            List.of("direction", "d2", "2026-04-10 00:00:00", "now", "promote", "ann", "better"),
            List.of(
                "sentiment",
                "v1",
                "2026-03-01 08:00:00",
                "2026-04-11 12:30:15",
                "adopt",
                "ann",
                "the newest"));
  }

  @Test
  void lateEventsAreCountedByFeedAndDay() {
    assertThat(page.rows("feed-trades", "Events that came after"))
        .containsExactly(
            List.of(FRIDAY, "3", "2", "1.5 s", "1.5 min"),
            List.of(MONDAY, "1", "1", "250 ms", "250 ms"));
    assertThat(page.rows("feed-ticks", "Events that came after"))
        .containsExactly(List.of(MONDAY, "1", "1", "2 h", "2 h"));
    assertThat(page.section("feed-news").getTextContent())
        .contains("No event of this feed came after its bar was final (silver.late).");
  }

  /** The third and fourth powers sum to 126.75 and 3,703.75, and the second to 112, of 113. */
  @Test
  void returnsLieInBinsOfAQuarterDeviation() {
    Element returns = page.figure("prices", "Distribution of the returns of bars of trades");
    assertThat(ReportPage.caption(returns))
        .contains(
            "113 returns of 114 symbols: mean 0.20 %, deviation 1.00 %, skewness 1.137,"
                + " excess kurtosis 30.36, least -5.80 %, greatest 7.20 %.");
    assertThat(ReportPage.rows(returns)).hasSize(40);
    assertThat(ReportPage.rows(returns).stream().filter(row -> !row.get(2).equals("0")))
        .containsExactly(
            List.of("least", "-4.75 %", "1"),
            List.of("-0.50 %", "-0.25 %", "55"),
            List.of("0 %", "0.25 %", "3"),
            List.of("0.50 %", "0.75 %", "53"),
            List.of("4.75 %", "greatest", "1"));
    assertThat(ReportPage.notes(returns, "rect"))
        .hasSize(40)
        .contains("-0.50 % to -0.25 %: 55", "0.50 % to 0.75 %: 53", "0.75 % to 1.00 %: 0");

    // Of the two outermost, 13 % apart; and of the others, whose squares sum to 27 - 1 / 111.
    assertThat(ReportPage.rows(page.figure("prices", "Volatility of trades by hour of the day")))
        .containsExactly(List.of("10:00", "0.50 %"), List.of("14:00", "9.19 %"));
  }
}
