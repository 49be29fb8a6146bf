package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.report.Asked;
import io.marketlake.report.LakeReport;
import io.marketlake.report.ModelFigures;
import io.marketlake.report.ModelFigures.CalibrationBin;
import io.marketlake.report.Period;
import io.marketlake.report.ReportedLake;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sections of the report over rows whose figures are known beforehand. Tier: CI. */
class ReportSectionsTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);

  @TempDir private static Path folder;
  private static MartLake lake;

  @BeforeAll
  static void makeLake() {
    lake = new MartLake(folder.resolve("lake"), 1, Map.of());
  }

  /** Some forecasts over a bar: of those judged, 3 of 4 right; the majority in 2, and so on. */
  @Test
  void forecastsAreGradedBesideTheirBaselines() throws Exception {
    lake.append(
        GoldDirection.TABLE,
        """
        SELECT DATE'2026-03-02' AS day, now() AS known_at, 'v1' AS model_version, 1 AS horizon,
          'trades' AS source_feed, * FROM VALUES
          ('outcome', 0.9D, 'up', 1, 1), ('outcome', 0.8D, 'up', 1, -1),
          ('outcome', 0.7D, 'down', 1, 0), ('outcome', 0.2D, 'down', 1, 1),
          ('outcome', 0.2D, 'tie', 1, 1), ('forecast', 0.9D, NULL, 1, 1), ('late', NULL, NULL, 1, 1)
          AS t(kind, p_up, outcome, majority, trend)""");
    lake.append(
        GoldModelQuality.TABLE,
        """
        SELECT day, period, 'trades' AS source_feed, '1m' AS `interval`, 5 AS horizon,
          'v<1>' AS model_version, 2 AS days, 40 AS bars_due, 0.5D AS coverage, 1 AS late,
          judged, 0.55D AS accuracy, 0.5D AS majority_accuracy, 0.52D AS persistence_accuracy,
          0.48D AS reversal_accuracy, 0.24D AS brier, 0.68D AS log_loss,
          array(named_struct('feature', 'a', 'psi', 0.1D, 'tenths', array(1L)),
            named_struct('feature', 'b', 'psi', 0.3D, 'tenths', array(1L))) AS feature_drift
        FROM VALUES (DATE'2026-03-02', 'window', 10), (DATE'2026-03-03', 'window', 20),
          (DATE'2026-03-03', 'day', 7) AS t(day, period, judged)""");
    lake.append(
        GoldAlerts.TABLE,
        """
        SELECT DATE'2026-03-03' AS day, TIMESTAMP'2026-03-03 10:00:00' AS known_at, alert_id,
          number, step, 'skill-lost' AS rule, 'trades' AS subject, 0.5D AS value,
          0.6D AS threshold, sentence
        FROM VALUES ('a', 1, 'opened', 'it began'), ('a', 2, 'closed', 'it ended'),
          ('b', 1, 'opened', '<it> goes on') AS t(alert_id, number, step, sentence)""");
    ModelFigures card =
        new ModelFigures(
            "sentiment",
            "v7",
            "champion",
            "2026-03-01T00:00:00Z",
            300,
            0.75,
            0.7,
            0.8,
            0.74,
            0.6,
            0.05,
            0.334,
            List.of(new CalibrationBin(300, 0.8, 0.75)));
    try (ReportedLake reported =
        new ReportedLake(
            TestSpark.session(),
            lake.lake().tables(),
            List.of(GoldDirection.TABLE, GoldModelQuality.TABLE, GoldAlerts.TABLE))) {
      Asked asked = new Asked(new Period(MONDAY, TUESDAY), List.of("trades"), List.of(), 5, "1m");
      ReportPage other =
          ReportPage.parsed(LakeReport.of(reported, asked, List.of(card), Instant.EPOCH).html());

      String id = "forecasts-of-prices";
      assertThat(other.rows(id, "Accuracy a day"))
          .containsExactly(List.of("2026-03-02", "0.75", "0.5", "0.25", "0.5", "4"));
      // (0.1^2 + 0.2^2 + 0.7^2 + 0.2^2) / 4
      assertThat(other.rows(id, "Forecasts of the period"))
          .containsExactly(List.of("v1", "1", "1", "1", "4", "1", "0.75", "0.145"));
      assertThat(other.rows(id, "How good"))
          .containsExactly(
              List.of(
                  "2026-03-03",
                  "trades",
                  "1m",
                  "5",
                  "v<1>",
                  "2",
                  "40",
                  "50.00 %",
                  "1",
                  "20",
                  "0.55",
                  "0.52",
                  "0.24",
                  "0.68",
                  "0.3"));
      assertThat(other.rows("alerts", "Alerts"))
          .extracting(row -> row.get(0) + " in " + row.get(5) + ": " + row.get(8))
          .containsExactly("opened in 1: <it> goes on", "closed in 2: it ended");
      assertThat(other.rows("models", "What the cards").get(0))
          .contains("v7", "0.75", "0.7 to 0.8", "0.334");
      assertThat(other.section("prices").getTextContent()).contains("no table silver.bars");
    }
  }

  /** Of the feed alone that is asked for: its prices, and hours that no text of another is in. */
  @Test
  void hoursAreOfTheFeedsThatAreAskedFor() throws Exception {
    Table hours = lake.mart("symbol_sentiment").table();
    lake.append(
        hours,
        """
        SELECT DATE'2026-03-02' AS day, clock, symbol, TIMESTAMP'2026-03-02 10:00:00' AS window_start,
          news + posts AS texts, news, posts, score AS mean_score, feed AS price_feed,
          0.01 AS window_return, NULL AS next_return
        FROM VALUES ('A', 1, 0, 0.5, 'trades'), ('B', 2, 1, -0.5, 'trades'), ('C', 3, 0, 0.1, 'ticks')
          AS t(symbol, news, posts, score, feed)
        CROSS JOIN (SELECT explode(array('event_time', 'known_at')) AS clock)""");
    try (ReportedLake reported =
        new ReportedLake(TestSpark.session(), lake.lake().tables(), List.of(hours))) {
      Period period = new Period(MONDAY, TUESDAY);
      Asked all =
          new Asked(period, List.of("news", "posts", "ticks", "trades"), List.of(), 5, "1m");
      Asked some = new Asked(period, List.of("news", "trades"), List.of("posts"), 5, "1m");

      assertThat(hoursOf(reported, all)).containsExactly("A", "B", "C");
      assertThat(hoursOf(reported, some)).containsExactly("A");
    }
  }

  @Test
  void aDayFindsThePricesOfAFeedThatWritesSymbolsInAnyLetters() throws Exception {
    lake.append(
        GoldSentiment.TABLE,
        """
        SELECT DATE'2026-03-02' AS day, TIMESTAMP'2026-03-02 09:00:00' AS event_time,
          TIMESTAMP'2026-03-02 09:00:00' AS known_at, 'news' AS feed, 'a text' AS text,
          'AAPL' AS entity, 0.5D AS score""");
    lake.append(
        lake.bars(),
        """
        SELECT DATE'2026-03-02' AS day, 'trades' AS source_feed, '1m' AS interval,
          0 AS revision, 5 AS trade_count, * FROM VALUES
          ('aapl', TIMESTAMP'2026-03-02 10:00:00', 100, 104),
          ('AAPL', TIMESTAMP'2026-03-02 11:00:00', 104, 110) AS t(symbol, bar_start, open, close)""");
    try (ReportedLake reported =
        new ReportedLake(
            TestSpark.session(), lake.lake().tables(), List.of(GoldSentiment.TABLE, lake.bars()))) {
      Asked asked =
          new Asked(new Period(MONDAY, TUESDAY), List.of("news", "trades"), List.of(), 5, "1m");
      ReportPage of =
          ReportPage.parsed(LakeReport.of(reported, asked, List.of(), Instant.EPOCH).html());

      assertThat(of.rows("sentiment-and-returns", "Pairs"))
          .containsExactly(List.of("AAPL", "2026-03-02", "1", "0.5", "10.00 %"));
    }
  }

  private static List<String> hoursOf(ReportedLake reported, Asked asked) throws Exception {
    ReportPage of =
        ReportPage.parsed(LakeReport.of(reported, asked, List.of(), Instant.EPOCH).html());
    return of.rows("sentiment-and-returns", "Pairs").stream().map(row -> row.get(0)).toList();
  }

  @Test
  void aDayOfALakeWithoutGoldGivesAPage() throws Exception {
    lake.trades(MONDAY, 150);
    try (ReportedLake reported =
        new ReportedLake(
            TestSpark.session(), lake.lake().tables(), List.of(lake.silver("trades")))) {
      Asked asked = new Asked(new Period(MONDAY, MONDAY), List.of("trades"), List.of(), 5, "1m");
      ReportPage of =
          ReportPage.parsed(LakeReport.of(reported, asked, List.of(), Instant.EPOCH).html());

      assertThat(of.rows("feed-trades", "Events a day"))
          .containsExactly(List.of("2026-03-02", "150"));
      assertThat(
              of.all("section").stream()
                  .filter(section -> section.getTextContent().contains("The lake has no table"))
                  .map(section -> section.getAttribute("id")))
          .contains("growth", "symbols", "sentiment", "models", "forecasts-of-prices", "alerts");
    }
  }
}
