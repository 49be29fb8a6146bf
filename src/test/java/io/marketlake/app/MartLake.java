package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.job.FailPoint;
import io.marketlake.marts.Mart;
import io.marketlake.reference.CompanyTable;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.ReferenceAdjustments;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A lake whose silver is written by hand, row by row the same for the same numbers, and the check
 * that its marts are what their SQL gives over the whole of it.
 */
final class MartLake {
  private static final SparkSession SPARK = TestSpark.session();
  private static final List<String> DATABASES =
      List.of("bronze", "silver", "quarantine", "gold", "reference", "ops");

  private final Settings settings;
  private final int symbols;
  private long commits;
  private long offsets;

  MartLake(Path folder, int symbols, Map<String, String> more) {
    this(settings(folder, more), symbols);
  }

  /** A lake that others write to too, but not at the same time. */
  MartLake(Settings settings, int symbols) {
    this.settings = settings;
    this.symbols = symbols;
  }

  private static Settings settings(Path folder, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("lake.path", folder.toString());
    return SettingsLoader.load(Optional.empty(), all, Map.of()).settings();
  }

  /** With the tables written down that may be missing, so that SQL finds them. */
  MartLake withReference() {
    writeReference(lake());
    return this;
  }

  static void writeReference(Lake lake) {
    Dataset<Row> own = new CompanyTable(SPARK, lake.tables(), CompanyReference.own()).rows();
    lake.tables().ensure(ReferenceCompanies.TABLE);
    lake.tables().append(ReferenceCompanies.TABLE, own, new Commit("by-hand", 0, "rows"));
    lake.tables().ensure(ReferenceAdjustments.TABLE);
    lake.tables().ensure(SilverBarStates.TABLE);
    lake.tables().ensure(GoldSentiment.TABLE);
  }

  Settings settings() {
    return settings;
  }

  Lake lake() {
    return Lake.open(SPARK, settings.lake());
  }

  Table silver(String feed) {
    return SilverTable.of(settings.feedsNamed(List.of(feed)).get(0));
  }

  Table bars() {
    return BarLayers.tables(settings).bars();
  }

  Mart mart(String name) {
    return settings.marts().marts().stream()
        .filter(mart -> mart.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  Dataset<Row> rows(String mart) {
    return lake().tables().read(mart(mart).table());
  }

  void append(Table table, Dataset<Row> rows) {
    lake().tables().ensure(table);
    // One file, as a layer writes a small micro-batch.
    lake().tables().append(table, rows.coalesce(1), new Commit("by-hand", commits++, "rows"));
  }

  /** Some events in any columns of a table; the others are null. */
  void append(Table table, String query) {
    Dataset<Row> given = SPARK.sql(query);
    List<String> present = List.of(given.columns());
    append(
        table,
        given.selectExpr(
            table.columns().stream()
                .map(
                    c ->
                        "CAST("
                            + (present.contains(c.name()) ? "`" + c.name() + "`" : "NULL")
                            + " AS "
                            + c.type().sql()
                            + ") AS `"
                            + c.name()
                            + "`")
                .toArray(String[]::new)));
  }

  private String symbolOf(String number) {
    String list =
        CompanyReference.own().stream()
            .limit(symbols)
            .map(company -> "'" + company.symbol() + "'")
            .collect(Collectors.joining(", "));
    return "element_at(array("
        + list
        + "), CAST(1 + pmod(hash("
        + number
        + ", 's'), "
        + symbols
        + ") AS INT))";
  }

  /** Trades of a day in any order, of which some share a time. */
  void trades(LocalDate day, int count) {
    append(silver("trades"), prices(day, count, "trades"));
  }

  /** The same of ticks, which have no side. */
  void ticks(LocalDate day, int count) {
    append(silver("ticks"), prices(day, count, "ticks"));
  }

  private String prices(LocalDate day, int count, String topic) {
    long first = offsets;
    offsets += count;
    return """
        SELECT DATE'%1$s' AS day, event_time, event_time + make_interval(0, 0, 0, 0, 0, 0, pmod(id, 7)) AS known_at,
          %2$s AS symbol, CAST(20 + pmod(hash(id, 'p'), 9000) / 100 AS DECIMAL(18,8)) AS price,
          CAST(pmod(hash(id, 'v'), 400) AS DECIMAL(18,6)) AS volume,
          element_at(array('BUY', 'SELL', NULL), CAST(1 + pmod(hash(id, 'a'), 3) AS INT)) AS action,
          'c' AS cluster_id, 't' AS topic_id, '%3$s' AS topic, 0 AS `partition`, id AS `offset`
        FROM (
          SELECT id, timestamp_seconds(unix_date(DATE'%1$s') * 86400L + pmod(hash(id, 't'), 86400))
            AS event_time
          FROM range(%4$d, %5$d))"""
        .formatted(day, symbolOf("id"), topic, first, offsets);
  }

  /** A base bar a minute of each symbol for some minutes of a day. */
  void bars(LocalDate day, int minutes, int revision) {
    append(
        bars(),
        """
        SELECT DATE'%1$s' AS day, bar_start + INTERVAL 1 MINUTE AS event_time,
          bar_start + INTERVAL 1 MINUTE + make_interval(0, 0, 0, 0, 0, 0, pmod(m, 5)) AS known_at,
          'ticks' AS source_feed, symbol, '1m' AS interval, bar_start,
          bar_start + INTERVAL 1 MINUTE AS bar_end, price AS open, price + 1 AS high,
          price - 1 AS low, price + pmod(hash(m, symbol), 3) - 1 AS close, 10 AS volume,
          price * 10 AS notional, price AS vwap, 5 AS trade_count, 0 AS late_count,
          true AS in_session, true AS is_warm, %4$d AS revision, 50 + rand(m) AS sma_20,
          pmod(m, 100) / 1.0D AS rsi_14, 0.25D AS macd_12_26_9, pmod(m, 9) / 700.0D AS volatility_20
        FROM (
          SELECT m, symbol, timestamp_seconds(unix_date(DATE'%1$s') * 86400L + m * 480)
            AS bar_start, CAST(30 + pmod(hash(m, symbol, %4$d), 40) AS DECIMAL(18,8)) AS price
          FROM (SELECT id AS m FROM range(%3$d))
          CROSS JOIN (SELECT explode(array(%2$s)) AS symbol))"""
            .replace("50 + rand(m)", "50 + pmod(m, 11) / 3.0D")
            .formatted(
                day,
                CompanyReference.own().stream()
                    .limit(symbols)
                    .map(company -> "'" + company.symbol() + "'")
                    .collect(Collectors.joining(", ")),
                minutes,
                revision));
  }

  /** Scored texts of a day, some of which are known much later. */
  void texts(LocalDate day, int count) {
    long first = offsets;
    offsets += count;
    append(
        GoldSentiment.TABLE,
        """
        SELECT DATE'%1$s' AS day, event_time,
          event_time + make_interval(0, 0, 0, 0, IF(pmod(id, 10) = 0, 30, 0), pmod(id, 90)) AS known_at,
          IF(pmod(id, 3) = 0, 'news', 'posts') AS feed, 'a text' AS text,
          IF(pmod(id, 8) = 0, NULL, %2$s) AS entity, 'neutral' AS label,
          array(0.2D, 0.3D, 0.5D) AS probabilities, pmod(hash(id, 'x'), 2019) / 1009.0D - 1 AS score,
          'model' AS decided_by, '1' AS model_version,
          'c' AS cluster_id, 'n' AS topic_id, 'news' AS topic, 0 AS `partition`, id AS `offset`
        FROM (
          SELECT id, timestamp_seconds(unix_date(DATE'%1$s') * 86400L + pmod(hash(id, 't'), 86400))
            AS event_time
          FROM range(%3$d, %4$d))"""
            .formatted(day, symbolOf("id"), first, offsets));
  }

  /** Refreshes some of them alone. */
  List<String> refreshOnly(String... names) {
    try (MartRefreshes marts = refreshes(names)) {
      return marts.refresh().orThrow();
    }
  }

  /** Of some of them alone. */
  MartRefreshes refreshes(String... names) {
    List<Mart> chosen = Stream.of(names).map(this::mart).toList();
    return MartRefreshes.open(SPARK, lake(), settings, chosen, FailPoint.NONE);
  }

  /** Refreshes once, as a process of its own would. */
  List<String> refresh() {
    return refresh(FailPoint.NONE);
  }

  List<String> refresh(FailPoint failPoint) {
    return refresh(lake(), settings, failPoint);
  }

  static List<String> refresh(Lake lake, Settings settings, FailPoint failPoint) {
    try (MartRefreshes marts = MartRefreshes.open(SPARK, lake, settings, failPoint)) {
      return marts.refresh().orThrow();
    }
  }

  /** Asserts that every mart is what its SQL gives over the whole of what it reads. */
  void assertCurrent() {
    assertCurrent(lake(), settings);
  }

  static void assertCurrent(Lake lake, Settings settings) {
    register(lake, settings);
    for (Mart mart : settings.marts().marts()) {
      assertSame(lake.tables().read(mart.table()), SPARK.sql(mart.sql()), mart.name());
    }
  }

  /** Gives this lake's tables their names in the session that all tests share. */
  static void register(Lake lake, Settings settings) {
    DATABASES.forEach(name -> SPARK.sql("DROP DATABASE IF EXISTS " + name + " CASCADE"));
    LakeSchema.register(SPARK, lake, settings);
  }

  /** Asserts that rows are the same, each as often. */
  static void assertSame(Dataset<Row> actual, Dataset<Row> expected, String what) {
    List<String> found = texts(actual.select(columns(expected)));
    List<String> wanted = texts(expected);
    assertThat(found.size()).as(what + ": rows").isEqualTo(wanted.size());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).as(what).isEqualTo(wanted.get(i));
    }
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.toJSON().collectAsList().stream().sorted().toList();
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Stream.of(rows.columns())
        .map(name -> functions.col("`" + name + "`"))
        .toArray(Column[]::new);
  }
}
