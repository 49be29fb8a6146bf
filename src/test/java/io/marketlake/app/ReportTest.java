package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.delta.Lake;
import io.marketlake.report.draw.Correlation;
import io.marketlake.report.draw.Unit;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine;

/** A report on a small lake, beside plain SQL over its tables. Tier: CI. */
class ReportTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);
  private static final LocalDate BEFORE = MONDAY.minusDays(10);

  @TempDir private static Path folder;
  private static MartLake lake;
  private static ReportPage page;
  private static String html;
  private static String printed;

  @BeforeAll
  static void report() throws Exception {
    lake = new MartLake(folder.resolve("lake"), 6, Map.of());
    for (LocalDate day : List.of(BEFORE, MONDAY, TUESDAY)) {
      lake.trades(day, 150);
      lake.bars(day, 8, 0);
      lake.texts(day, 60);
    }
    lake.append(
        QuarantineEvents.TABLE,
        """
        SELECT 'trades' AS feed, day, 'c' AS cluster_id, 't' AS topic_id,
          'trades' AS topic, 0 AS `partition`, id AS `offset`, now() AS kafka_time,
          now() AS known_at, IF(id < 4, 'invalid', 'malformed') AS class, 'silver' AS stage,
          array('price.type') AS failed_rules, array('<b>two</b> & no number') AS reasons
        FROM range(10)
        CROSS JOIN (SELECT explode(array(DATE'%s', DATE'%s', DATE'%s')) AS day)"""
            .formatted(BEFORE, MONDAY, TUESDAY));
    lake.bars(TUESDAY, 3, 1);
    lake.append(
        lake.mart("industry_growth").table(),
        """
        SELECT DATE'2026-03-02' AS day, now() AS event_time, now() AS known_at,
          'trades' AS source_feed, industry, 4 AS companies, 3 AS growing, 1 AS falling,
          0.75 AS share_growing, growth AS mean_growth, weighted AS volume_weighted_growth,
          10 AS volume
        FROM VALUES ('Software', 0.0125, -0.0025), ('Banks & <Co>', -0.03, 0.02)
          AS t(industry, growth, weighted)""");
    lake.refreshOnly(
        "symbol_day",
        "month_close",
        "symbol_growth",
        "growth_by_country",
        "growth_by_technology",
        "buy_sell_mix",
        "daily_volume",
        "highest_average_volume",
        "symbol_kpis");
    removeFilesOf(BEFORE);
    Path out = folder.resolve("pages/week.html");
    StringWriter told = new StringWriter();
    assertThat(run(told, "--from", "2026-03-02", "--to", "2026-03-03", "--out", out.toString()))
        .as(told.toString())
        .isZero();
    printed = told.toString();
    html = Files.readString(out);
    page = ReportPage.parsed(html);
  }

  private static int run(StringWriter told, String... arguments) {
    CommandLine line = Launcher.line(new Report());
    line.setOut(new PrintWriter(told));
    line.setErr(new PrintWriter(told));
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--set", "lake.path=" + folder.resolve("lake")));
    return line.execute(all.toArray(String[]::new));
  }

  /** So that whoever reads a file of that day fails. */
  private static void removeFilesOf(LocalDate day) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("lake"))) {
      List<Path> data =
          files.filter(f -> f.toString().contains("day=" + day) && Files.isRegularFile(f)).toList();
      assertThat(data).hasSizeGreaterThan(3);
      data.forEach(
          file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static List<Row> sql(Table table, String question) {
    lake.lake().tables().read(table).createOrReplaceTempView("asked_by_the_test");
    return TestSpark.session().sql(question).collectAsList();
  }

  /** An answer as texts, row by row. */
  private static List<List<String>> texts(Table table, String question) {
    return sql(table, question).stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(i -> row.isNullAt(i) ? "–" : row.get(i).toString())
                    .toList())
        .toList();
  }

  private static final String DAYS = " WHERE day >= DATE'2026-03-02' ";

  @Test
  void thePageIsWholeInItselfAndEachPictureSaysWhatItShows() {
    assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
    assertThat(html).doesNotContain("<script", "<b>two", "NaN");
    assertThat(printed).contains("week.html: 2026-03-02 to 2026-03-03 (UTC days)");
    assertThat(page.all("figure"))
        .hasSizeGreaterThan(12)
        .allSatisfy(
            figure -> {
              assertThat(ReportPage.all(figure, "svg").get(0).getAttribute("aria-label"))
                  .isNotBlank();
              assertThat(ReportPage.all(figure, "figcaption").get(0).getTextContent())
                  .containsIgnoringCase("from ");
              assertThat(ReportPage.all(figure, "table")).hasSize(1);
              assertThat(ReportPage.all(figure, "td")).isNotEmpty();
            });
  }

  @Test
  void countsOfTheFeedsAreThoseOfSql() {
    List<List<String>> wanted =
        sql(
                lake.silver("trades"),
                "SELECT CAST(day AS STRING), CAST(count(*) AS STRING) FROM asked_by_the_test"
                    + DAYS
                    + "GROUP BY day ORDER BY day")
            .stream()
            .map(row -> List.of(row.getString(0), row.getString(1)))
            .toList();
    assertThat(page.rows("feed-trades", "Events a day")).isEqualTo(wanted).hasSize(2);

    long hours =
        sql(
                lake.silver("trades"),
                "SELECT count(DISTINCT day, hour(event_time)) FROM asked_by_the_test" + DAYS)
            .get(0)
            .getLong(0);
    assertThat(page.section("feed-trades").getTextContent())
        .contains("Hours with events: " + hours + " of ")
        .contains("20, 6.25 % of all 320 of the period");
    assertThat(page.rows("feed-trades", "The 10 commonest reasons"))
        .containsExactly(List.of("price.type", "20", "100.00 %", "<b>two</b> & no number"));
    assertThat(
            page.rows("feed-trades", "Lag").stream()
                .mapToInt(row -> Integer.parseInt(row.get(1)))
                .sum())
        .isEqualTo(300);
    assertThat(page.rows("summary", "Rows"))
        .anySatisfy(
            row -> assertThat(row).startsWith("silver.trades", "300", "2026-03-02", "2026-03-03"));
  }

  @Test
  void volumesCountTheNewestRevisionOfEachBar() {
    List<List<String>> wanted =
        sql(
                lake.bars(),
                """
                SELECT symbol, CAST(CAST(sum(volume) AS INT) AS STRING), CAST(count(*) AS STRING)
                FROM (SELECT *, row_number() OVER (PARTITION BY symbol, bar_start
                  ORDER BY revision DESC) AS place FROM asked_by_the_test WHERE day >= DATE'2026-03-02')
                WHERE place = 1 GROUP BY symbol ORDER BY sum(volume) DESC, symbol""")
            .stream()
            .map(row -> List.of(row.getString(0), row.getString(1), row.getString(2)))
            .toList();

    assertThat(
            page.rows("prices", "Greatest volume").stream()
                .map(row -> List.of(row.get(0), row.get(1), row.get(4)))
                .toList())
        .isEqualTo(wanted)
        .hasSize(6);
  }

  @Test
  void aNextReturnIsSetAgainstTextsAloneThatWereKnownBeforeItStarted() {
    record Move(Instant start, double move) {}
    Map<String, Move> tuesday = new TreeMap<>();
    sql(
            lake.bars(),
            """
            SELECT symbol, min(bar_start), CAST(max_by(close, bar_start) / min_by(open, bar_start) - 1
              AS DOUBLE)
            FROM (SELECT *, row_number() OVER (PARTITION BY symbol, bar_start
              ORDER BY revision DESC) AS place FROM asked_by_the_test WHERE day = DATE'2026-03-03')
            WHERE place = 1 GROUP BY symbol""")
        .forEach(
            row ->
                tuesday.put(
                    row.getString(0), new Move(row.getTimestamp(1).toInstant(), row.getDouble(2))));
    Map<String, List<Double>> said = new TreeMap<>();
    int later = 0;
    for (Row row :
        sql(
            GoldSentiment.TABLE,
            "SELECT entity, event_time, known_at, score FROM asked_by_the_test"
                + " WHERE day = DATE'2026-03-02' AND entity IS NOT NULL")) {
      Timestamp knownAt = row.getTimestamp(2);
      if (knownAt
          .toInstant()
          .isBefore(Objects.requireNonNull(tuesday.get(row.getString(0))).start())) {
        said.computeIfAbsent(row.getString(0), s -> new ArrayList<>()).add(row.getDouble(3));
      } else {
        later++;
      }
    }
    assertThat(later).isPositive();
    List<double[]> pairs =
        said.entrySet().stream()
            .map(
                symbol ->
                    new double[] {
                      symbol.getValue().stream().mapToDouble(s -> s).average().orElseThrow(),
                      Objects.requireNonNull(tuesday.get(symbol.getKey())).move()
                    })
            .toList();

    Element figure =
        page.figure("sentiment-and-returns", "A day and the next day's return, by event_time");
    assertThat(ReportPage.caption(figure))
        .startsWith(new Correlation(pairs.size(), correlation(pairs)).text() + ".");
  }

  private static double correlation(List<double[]> pairs) {
    double meanX = pairs.stream().mapToDouble(p -> p[0]).average().orElseThrow();
    double meanY = pairs.stream().mapToDouble(p -> p[1]).average().orElseThrow();
    double both = pairs.stream().mapToDouble(p -> (p[0] - meanX) * (p[1] - meanY)).sum();
    double x = pairs.stream().mapToDouble(p -> Math.pow(p[0] - meanX, 2)).sum();
    double y = pairs.stream().mapToDouble(p -> Math.pow(p[1] - meanY, 2)).sum();
    return both / Math.sqrt(x * y);
  }

  @Test
  void growthIsAsTheMartHasIt() {
    assertThat(page.rows("growth", "Industries by day: mean growth"))
        .containsExactlyInAnyOrder(
            List.of("Software", "1.25 %", "–"), List.of("Banks & <Co>", "-3.00 %", "–"));
    assertThat(page.rows("growth", "Industries by day: growth weighted by volume"))
        .containsExactlyInAnyOrder(
            List.of("Software", "-0.25 %", "–"), List.of("Banks & <Co>", "2.00 %", "–"));

    List<List<String>> countries =
        texts(
            lake.mart("symbol_growth").table(),
            """
            SELECT country, concat_ws(' of ', max(grew[0]), max(of[0])),
              concat_ws(' of ', max(grew[1]), max(of[1]))
            FROM (
              SELECT country, map(datediff(day, DATE'2026-03-02'), count_if(growth > 0)) AS grew,
                map(datediff(day, DATE'2026-03-02'), count(growth)) AS of
              FROM asked_by_the_test %s AND source_feed = 'trades' GROUP BY country, day)
            GROUP BY country ORDER BY country"""
                .formatted(DAYS));
    assertThat(countries).isNotEmpty();
    assertThat(page.rows("growth", "Countries by day: companies that grew")).isEqualTo(countries);

    List<List<String>> technologies =
        texts(
            lake.mart("symbol_growth").table(),
            "SELECT DISTINCT coalesce(technology, 'unknown') FROM asked_by_the_test"
                + DAYS
                + "ORDER BY 1");
    assertThat(
            page.rows("growth", "Technologies by day: mean growth").stream()
                .map(row -> List.of(row.get(0))))
        .isNotEmpty()
        .containsExactlyElementsOf(technologies);
  }

  @Test
  void volumesOfDaysAndTheirAveragesAreThoseOfEvents() {
    List<List<String>> volumes =
        texts(
            lake.silver("trades"),
            """
            SELECT symbol, format_number(sum(IF(day = DATE'2026-03-02', volume, 0)), 0),
              format_number(sum(IF(day = DATE'2026-03-03', volume, 0)), 0)
            FROM asked_by_the_test %s GROUP BY symbol ORDER BY sum(volume) DESC, symbol"""
                .formatted(DAYS));
    assertThat(page.rows("symbols", "Volume a day of symbols of trades"))
        .isEqualTo(volumes)
        .hasSize(6);

    assertThat(
            page.rows("symbols", "Highest average daily volume").stream()
                .map(row -> row.subList(1, row.size())))
        .containsExactlyInAnyOrderElementsOf(
            texts(
                lake.mart("highest_average_volume").table(),
                """
                SELECT symbol, source_feed, '2026-03-03', days_traded,
                  format_number(average_volume, 0), format_number(greatest_volume, 0)
                FROM asked_by_the_test WHERE day = DATE'2026-03-03'"""))
        .hasSize(6);
  }

  @Test
  void keyFiguresAreThoseOfTheNewestBars() {
    List<List<String>> wanted =
        texts(
            lake.bars(),
            """
            SELECT symbol, count(DISTINCT day), count(*), format_number(sum(volume), 0)
            FROM (SELECT *, row_number() OVER (PARTITION BY symbol, bar_start
              ORDER BY revision DESC) AS place FROM asked_by_the_test %s)
            WHERE place = 1 GROUP BY symbol ORDER BY sum(volume) DESC, symbol"""
                .formatted(DAYS));

    assertThat(
            page.rows("symbols", "Key figures").stream()
                .map(row -> List.of(row.get(0), row.get(2), row.get(3), row.get(5))))
        .containsExactlyElementsOf(wanted)
        .hasSize(6);
  }

  @Test
  void buysAndSellsAreThoseOfEvents() {
    assertThat(page.rows("buys-and-sells", "Trades by side"))
        .isEqualTo(
            texts(
                lake.silver("trades"),
                """
                SELECT CAST(day AS STRING), count_if(action = 'BUY'), count_if(action = 'SELL'),
                  count_if(action IS NULL)
                FROM asked_by_the_test %s GROUP BY day ORDER BY day"""
                    .formatted(DAYS)));
    Map<String, Double> imbalances = new TreeMap<>();
    sql(
            lake.silver("trades"),
            """
            SELECT symbol, CAST(sum(CASE action WHEN 'BUY' THEN volume WHEN 'SELL' THEN -volume END)
              / sum(IF(action IS NULL, 0, volume)) AS DOUBLE)
            FROM asked_by_the_test WHERE day = DATE'2026-03-03' GROUP BY symbol""")
        .forEach(row -> imbalances.put(row.getString(0), row.getDouble(1)));
    List<List<String>> rows =
        page.rows("buys-and-sells", "Imbalance of volume of symbols of trades a day");
    assertThat(rows.stream().map(row -> row.get(0))).containsExactlyElementsOf(imbalances.keySet());
    assertThat(rows.stream().map(row -> row.get(2)))
        .containsExactlyElementsOf(imbalances.values().stream().map(Unit.PERCENT::text).toList());
  }

  @Test
  void aTableThatTheLakeDoesNotHaveOrHasNoRowsOfIsTold() {
    assertThat(page.section("feed-ticks").getTextContent())
        .contains("The lake has no table silver.ticks");
    assertThat(page.section("alerts").getTextContent()).contains("no table gold.alerts");
    assertThat(page.section("models").getTextContent()).contains("no table ops.model_aliases");
  }

  @Test
  void mistakesGetOneSentence() {
    Lake unused =
        Lake.open(
            TestSpark.session(),
            new MartLake(folder.resolve("empty"), 1, Map.of()).settings().lake());
    Map<List<String>, String> mistakes =
        Map.of(
            List.of("--from", "monday"), "the option --from monday can't be used",
            List.of("--from", "2026-03-03", "--to", "2026-03-02"), "it ends before it begins",
            List.of("--from", "2020-01-01", "--to", "2026-03-02"), "more than 366 days",
            List.of("--to", "2031-01-01"), "there is nothing to report on 2030-12-26",
            List.of("--top", "0"), "it is not between 1 and 100",
            List.of("--feeds", "rumours"), "there is no feed 'rumours'",
            List.of("--set", "lake.path=" + folder.resolve("none")), "there is no lake at",
            List.of("--set", "lake.path=" + folder.resolve("empty")),
                "there is nothing to report, because no feed of the report has a row");
    mistakes.forEach(
        (arguments, sentence) -> {
          StringWriter told = new StringWriter();
          CommandLine line = Launcher.line(new Report());
          line.setErr(new PrintWriter(told));
          List<String> all = new ArrayList<>();
          all.addAll(List.of("--set", "lake.path=" + folder.resolve("lake")));
          all.addAll(arguments);
          assertThat(line.execute(all.toArray(String[]::new))).as(sentence).isEqualTo(2);
          assertThat(told.toString()).contains(sentence).hasLineCount(1);
        });
  }
}
