package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.alert.AlertBook;
import io.marketlake.alert.AlertStep;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.marts.Refreshed;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user's mart, marts that are wrong, and who refreshes them. That all of them equal straight SQL
 * over the whole lake is shown by {@code MartsProofTest}.
 *
 * <p>Tier: CI.
 */
class MartsTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");

  @TempDir private Path folder;

  private static final String USERS =
      """
      -- name: turnover
      -- key: day
      -- grain: a day
      -- lookback: 1
      -- doc: What was turned over in two days.
      -- column: day | date | - | the day | gold.symbol_day.day
      -- column: turnover | decimal(38,14) | money | sum of two days | gold.symbol_day.notional
      -- column: latest | bigint | - | events of quarantine that day | quarantine.open

      WITH days AS (SELECT DISTINCT day FROM gold.symbol_day AS d)
      SELECT days.day, CAST(sum(notional) AS DECIMAL(38,14)) AS turnover,
        (SELECT count(*) FROM quarantine.events) AS latest
      FROM days JOIN gold.symbol_day ON symbol_day.day BETWEEN date_sub(days.day, 1) AND days.day
      GROUP BY days.day
      """;

  private MartLake withUsersMart(String sql) throws IOException {
    Path own = Files.createDirectories(folder.resolve("marts"));
    Files.writeString(own.resolve("turnover.sql"), sql);
    return new MartLake(folder.resolve("lake"), 5, Map.of("marts.folder", own.toString()));
  }

  @Test
  void aUserAddsAMartByAFileAndAChangedFileMakesItAnew() throws IOException {
    MartLake lake = withUsersMart(USERS);
    lake.trades(MONDAY, 50);
    lake.trades(MONDAY.plusDays(1), 50);
    lake.trades(MONDAY.plusDays(5), 50);
    assertThat(lake.refreshOnly("symbol_day", "turnover")).contains("gold.turnover");
    assertThat(turnover(lake)).isEqualTo(expected(lake, 1));

    lake.trades(MONDAY, 20);
    long before = lake.lake().tables().version(lake.mart("turnover").table());
    lake.refreshOnly("symbol_day", "turnover");
    assertThat(lake.lake().tables().version(lake.mart("turnover").table())).isEqualTo(before + 1);
    assertThat(turnover(lake)).isEqualTo(expected(lake, 1));

    MartLake renamed = withUsersMart(USERS.replace("What was turned over", "The turnover"));
    assertThat(renamed.refreshOnly("symbol_day", "turnover")).as("only other words").isEmpty();
    MartLake changed = withUsersMart(USERS.replace("CAST(sum(notional)", "CAST(2 * sum(notional)"));
    assertThat(changed.refreshOnly("symbol_day", "turnover")).containsExactly("gold.turnover");
    assertThat(turnover(changed)).isEqualTo(expected(lake, 2));
  }

  private static Map<LocalDate, BigDecimal> turnover(MartLake lake) {
    return lake.rows("turnover").collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getDate(0).toLocalDate(), row -> row.getDecimal(1)));
  }

  /** The notional of each day and the one before it, so many times. */
  private static Map<LocalDate, BigDecimal> expected(MartLake lake, int times) {
    Map<LocalDate, BigDecimal> notional = new TreeMap<>();
    for (Row row : lake.rows("symbol_day").select("day", "notional").collectAsList()) {
      notional.merge(row.getDate(0).toLocalDate(), row.getDecimal(1), BigDecimal::add);
    }
    Map<LocalDate, BigDecimal> expected = new TreeMap<>();
    notional.forEach(
        (day, sum) ->
            expected.put(
                day,
                sum.add(notional.getOrDefault(day.minusDays(1), BigDecimal.ZERO))
                    .multiply(new BigDecimal(times))));
    return expected;
  }

  @Test
  void filesThatCantBeReadAreNoMartsFault() throws IOException {
    MartLake lake = new MartLake(folder.resolve("lake"), 2, Map.of());
    lake.trades(MONDAY, 20);
    try (Stream<Path> files =
        Files.find(
            lake.lake().folder().resolve("silver/trades"),
            3,
            (file, is) -> file.toString().endsWith(".parquet"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    try (MartRefreshes marts = lake.refreshes("symbol_day", "daily_volume")) {
      assertThatThrownBy(marts::refresh).isNotInstanceOf(PipelineException.class);
    }
    assertThat(new AlertBook(lake.lake().tables(), InstantSource.system()).open()).isEmpty();
  }

  @Test
  void aMartThatFailsHoldsUpThoseThatReadItAndNoOthers() throws IOException {
    Path own = Files.createDirectories(folder.resolve("marts"));
    String failing =
        USERS.replace(
            "(SELECT count(*) FROM quarantine.events)",
            "sum(CAST(IF(days.day > DATE'2026-03-02', raise_error('on purpose'), 0) AS BIGINT))");
    Files.writeString(own.resolve("turnover.sql"), failing);
    Files.writeString(
        own.resolve("twice.sql"),
        USERS
            .replace("name: turnover", "name: twice")
            .replace("(SELECT count(*) FROM quarantine.events)", "max(turnover_of.latest)")
            .replace("FROM days JOIN", "FROM days JOIN gold.turnover AS turnover_of JOIN"));
    Files.writeString(
        own.resolve("unread.sql"),
        USERS
            .replace("name: turnover", "name: unread")
            .replace("quarantine.events)", "gold.nothing)"));
    MartLake lake = new MartLake(folder.resolve("lake"), 2, Map.of("marts.folder", own.toString()));
    lake.trades(MONDAY.plusDays(1), 20);
    try (MartRefreshes marts =
        lake.refreshes("symbol_day", "daily_volume", "turnover", "twice", "unread")) {
      Refreshed refreshed = marts.refresh();

      assertThat(refreshed.changed()).contains("gold.symbol_day", "gold.daily_volume");
      assertThat(refreshed.failures().keySet())
          .containsExactlyInAnyOrder("gold.turnover", "gold.twice", "gold.unread");
      assertThat(refreshed.failures().get("gold.turnover"))
          .hasMessageContaining("turnover.sql")
          .hasMessageContaining("on purpose");
      assertThat(refreshed.failures().get("gold.twice"))
          .hasMessageContaining("it reads gold.turnover, which can't be brought up to date");
      assertThatThrownBy(new StrictMartRefreshes(marts)::run).isInstanceOf(PipelineException.class);
    }
    AlertBook alerts = new AlertBook(lake.lake().tables(), InstantSource.system());
    assertThat(alerts.open())
        .extracting(AlertStep::subject)
        .containsExactly("gold.turnover", "gold.twice", "gold.unread");

    Files.delete(own.resolve("unread.sql"));
    Files.delete(own.resolve("twice.sql"));
    assertThat(withUsersMart(USERS).refreshOnly("symbol_day", "turnover"))
        .containsExactly("gold.turnover");
    assertThat(alerts.open()).isEmpty();
  }

  @Test
  void whatIsWrongWithAMartIsToldInOneSentence() throws IOException {
    assertRefused(USERS.replace("GROUP BY days.day", "GROUP"), "its SQL fails");
    assertRefused(
        USERS.replace("FROM gold.symbol_day AS d", "FROM gold.nothing"), "it reads gold.nothing");
    assertRefused(USERS.replace("sum(notional)", "sum(nothing)"), "its SQL fails", "nothing");
    assertRefused(
        USERS.replace("AS turnover,", "AS turned,"),
        "gives no column turnover",
        "does not declare the column turned");
    assertRefused(USERS.replace("AS DECIMAL(38,14)", "AS DOUBLE"), "gives turnover as double");
    assertRefused(
        USERS.replace("GROUP BY days.day", "GROUP BY days.day, symbol"),
        "its key (day) does not tell its rows apart: 2026-03-02");
    assertRefused(USERS.replace("FROM gold.symbol_day AS d", "FROM gold.turnover"), "in a circle");
    assertRefused(
        USERS.replace("lookback: 1", "lookback gold.symbol_days: 1"),
        "its lookback or lookahead names gold.symbol_days, which its query does not read");
    assertRefused(
        USERS.replace("SELECT days.day,", "SELECT IF(days.day IS NULL, days.day, NULL) AS day,"),
        "1 of its rows have no day");
  }

  @Test
  void whatIsNoQueryIsRefusedBeforeItDoesAnything() throws IOException {
    MartLake lake = withUsersMart(USERS);
    lake.trades(MONDAY, 50);
    MartLake.register(lake.lake(), lake.settings());
    String header = USERS.substring(0, USERS.indexOf("WITH days"));
    String again = "INSERT INTO silver.trades SELECT * FROM silver.trades";
    long before = lake.lake().tables().version(lake.silver("trades"));
    Path out = folder.resolve("out");

    for (String statement :
        List.of(
            again,
            "WITH t AS (SELECT * FROM silver.trades) INSERT INTO silver.trades SELECT * FROM t",
            "FROM silver.trades INSERT INTO silver.trades SELECT * INSERT INTO silver.ticks SELECT *",
            "CREATE TABLE silver.copy AS SELECT * FROM silver.trades",
            "DELETE FROM silver.trades",
            "DROP TABLE silver.trades")) {
      assertRefused(header + statement, "its SQL is no query");
    }
    assertRefused(
        header + "INSERT OVERWRITE DIRECTORY '" + out + "' USING parquet SELECT 1",
        "its SQL fails: INSERT OVERWRITE DIRECTORY is not supported");

    assertThat(lake.lake().tables().version(lake.silver("trades"))).isEqualTo(before);
    assertThat(TestSpark.session().catalog().tableExists("silver.copy")).isFalse();
    assertThat(out).doesNotExist();
  }

  private void assertRefused(String sql, String... reasons) throws IOException {
    MartLake lake = withUsersMart(sql);
    if (!lake.lake().tables().exists(lake.silver("trades"))) {
      lake.trades(MONDAY, 50);
    }
    AbstractThrowableAssert<?, ? extends Throwable> thrown =
        assertThatThrownBy(() -> lake.refreshOnly("symbol_day", "turnover"))
            .isInstanceOf(PipelineException.class);
    thrown.hasMessageContaining("turnover.sql");
    for (String reason : reasons) {
      thrown.hasMessageContaining(reason);
    }
  }

  @Test
  void aMartThatIsToBeRefreshedSeldomIsNotByAnotherProcessEither() throws IOException {
    String seldom = USERS.replace("-- lookback: 1", "-- lookback: 1\n-- refresh: 1h");
    MartLake lake = withUsersMart(seldom);
    lake.trades(MONDAY, 50);
    assertThat(lake.refreshOnly("symbol_day", "turnover")).contains("gold.turnover");

    lake.trades(MONDAY, 20);

    assertThat(lake.refreshOnly("symbol_day", "turnover")).containsExactly("gold.symbol_day");
    assertThat(withUsersMart(USERS).refreshOnly("symbol_day", "turnover"))
        .as("without that line")
        .containsExactly("gold.turnover");
    MartLake changed =
        withUsersMart(seldom.replace("CAST(sum(notional)", "CAST(2 * sum(notional)"));
    assertThat(changed.refreshOnly("symbol_day", "turnover"))
        .as("another query")
        .containsExactly("gold.turnover");
    assertThat(turnover(changed)).isEqualTo(expected(lake, 2));
  }

  @Test
  void oneProcessRefreshesThemAndAStreamTakesOverWhereItHasEnded() {
    MartLake lake = new MartLake(folder, 5, Map.of());
    lake.bars(MONDAY, 5, 0);
    lake.lake().tables().ensure(lake.mart("symbol_kpis").table());
    try (SharedRefresh stream =
        Refreshes.marts(TestSpark.session(), lake.lake(), lake.settings(), FailPoint.NONE)) {
      try (MartRefreshes job =
          MartRefreshes.open(TestSpark.session(), lake.lake(), lake.settings(), FailPoint.NONE)) {
        assertThat(job.name()).isEqualTo("marts");
        stream.run();
        assertThat(lake.rows("symbol_kpis").count()).isZero();
        assertThatThrownBy(lake::refresh)
            .isInstanceOf(PipelineException.class)
            .hasMessageContaining("marts");
      }
      stream.run();
      assertThat(lake.rows("symbol_kpis").count()).isEqualTo(5);
    }
    assertThat(lake.lake().tables().exists(lake.mart("symbol_day").table()))
        .as("a mart of nothing need not be there")
        .isFalse();
  }
}
