package io.marketlake.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.company.Company;
import io.marketlake.feature.company.CompanyHistory;
import io.marketlake.reference.ReferenceLoad.Loaded;
import io.marketlake.schema.Column;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.schema.TimeFormat;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class ReferenceLoadTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final ReferenceSettings SETTINGS = new ReferenceSettings(Duration.ofMinutes(5));
  private static final Company APPLE = company("AAPL", "Apple Inc.", "Technology");
  private static final Company VISA = company("V", "Visa Inc.", "Financials");

  private static final S3Settings S3 = new S3Settings(Optional.empty(), Optional.empty(), false);

  @TempDir private Path folder;
  private LakeTables tables;
  private CompanyTable companies;

  private static Company company(String symbol, String name, String sector) {
    return new Company(symbol, name, List.of(name + "x"), sector, null, "Land", null, "USD");
  }

  @BeforeEach
  void openALake() {
    Lake lake =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.resolve("lake").toString(), S3));
    tables = lake.tables();
    companies = new CompanyTable(TestSpark.session(), tables, List.of(APPLE, VISA));
  }

  private Optional<Loaded> load(List<Company> list, List<Feed> feeds, Instant... moments) {
    Deque<Instant> clock = new ArrayDeque<>(Arrays.asList(moments));
    return new ReferenceLoad(companies, tables, feeds, SETTINGS, clock::removeFirst)
        .load(list, "my.csv");
  }

  private static long micros(Instant moment) {
    return moment.toEpochMilli() * 1000;
  }

  @Test
  void onlyWhatChangesIsAddedAndTheFirstVersionIsWrittenDownWithIt() {
    assertThat(companies.history().newest()).containsOnlyKeys("AAPL", "V");
    Company renamed = company("V", "Visa Incorporated", "Financials");
    Company added = company("SAP", "SAP SE", "Technology");

    Loaded first = load(List.of(APPLE, renamed, added), List.of(), NOON, NOON).orElseThrow();
    Instant later = NOON.plusSeconds(3600);
    Loaded second = load(List.of(renamed, added), List.of(), later, later).orElseThrow();
    Optional<Loaded> third = load(List.of(renamed, added), List.of(), later, later);

    assertThat(first.change().summary()).isEqualTo("1 added, 1 changed, 0 removed");
    assertThat(first.change().lines())
        .containsExactly(
            "+ SAP: SAP SE",
            "~ V: name 'Visa Inc.' -> 'Visa Incorporated'; aliases '[Visa Inc.x]' ->"
                + " '[Visa Incorporatedx]'");
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.knownAt()).isEqualTo(NOON.plusSeconds(300));
    assertThat(second.version()).isEqualTo(2);
    assertThat(third).as("nothing changed").isEmpty();
    assertThat(
            tables
                .read(ReferenceCompanies.TABLE)
                .orderBy("version", "symbol")
                .selectExpr("concat_ws(' ', version, symbol, is_listed, source)")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(
            "0 AAPL true marketlake",
            "0 V true marketlake",
            "1 SAP true my.csv",
            "1 V true my.csv",
            "2 AAPL false my.csv");
    CompanyHistory history = companies.history();
    assertThat(history.asOf(micros(first.knownAt()) - 1))
        .isEqualTo(Map.of("AAPL", APPLE, "V", VISA));
    assertThat(history.asOf(micros(first.knownAt())))
        .isEqualTo(Map.of("AAPL", APPLE, "V", renamed, "SAP", added));
    assertThat(history.asOf(micros(second.knownAt())))
        .isEqualTo(Map.of("V", renamed, "SAP", added));
  }

  @Test
  void aVersionHoldsAfterTheOneBeforeThoughTheClockWasSetBack() {
    Loaded first = load(List.of(APPLE), List.of(), NOON, NOON).orElseThrow();
    Instant earlier = NOON.minusSeconds(7200);

    Loaded second = load(List.of(VISA), List.of(), earlier, earlier).orElseThrow();

    assertThat(second.knownAt()).isEqualTo(first.knownAt().plusMillis(1));
  }

  @Test
  void aVersionHoldsAfterEveryRowThatWasMadeWithoutItUnlessThatLiesFarAhead() {
    Feed ticks = feed("ticks", KnownAt.KAFKA_TIME, "symbol");
    Feed trades = feed("trades", KnownAt.KAFKA_TIME, "symbol");
    Feed others = feed("others", KnownAt.KAFKA_TIME, null);
    addRows(ticks, NOON, NOON.plusSeconds(900), NOON.plusSeconds(86_500));
    addRows(trades, NOON.minusSeconds(5));
    addRows(others, NOON.plusSeconds(7200));

    Loaded loaded = load(List.of(APPLE), List.of(ticks, trades, others), NOON, NOON).orElseThrow();

    assertThat(loaded.knownAt()).isEqualTo(NOON.plusSeconds(900).plusMillis(1));
    assertThat(loaded.ahead()).isEqualTo(Map.of("silver.ticks", 1L));
  }

  @Test
  void aVersionThatWasWrittenTooLateIsTold() {
    Instant committed = NOON.plusSeconds(200);

    assertThatThrownBy(() -> load(List.of(APPLE), List.of(), NOON, committed))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("version 1 of the reference may lack in rows that are there")
        .hasMessageContaining("2026-03-02T12:05:00Z");
  }

  @Test
  void whereEventsAreKnownLaterThanTheyComeAVersionWaitsSoMuchLonger() {
    KnownAt quarterOfAnHour = new KnownAt(KnownAt.Source.EVENT, Duration.ofMinutes(15));

    Loaded loaded =
        load(List.of(APPLE), List.of(feed("ticks", quarterOfAnHour, "symbol")), NOON, NOON)
            .orElseThrow();

    assertThat(loaded.knownAt()).isEqualTo(NOON.plusSeconds(20 * 60));
  }

  private static Feed feed(String name, KnownAt knownAt, @Nullable String company) {
    return new Feed(
        name,
        name,
        List.of(field("symbol", "string"), field("time", "timestamp")),
        "symbol",
        "time",
        ZoneOffset.UTC,
        knownAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.ofNullable(company));
  }

  private static Field field(String name, String type) {
    return new Field(
        name,
        name,
        FieldType.named(type).orElseThrow(),
        true,
        List.of(TimeFormat.ISO),
        Optional.empty(),
        name);
  }

  /** Adds rows that are known at these moments to a feed's silver table. */
  private void addRows(Feed feed, Instant... knownAt) {
    Table table = SilverTable.of(feed);
    tables.ensure(table);
    Dataset<Row> rows =
        TestSpark.session()
            .createDataFrame(
                Arrays.stream(knownAt).map(m -> RowFactory.create(Timestamp.from(m))).toList(),
                new StructType().add("known_at", DataTypes.TimestampType));
    for (Column column : table.columns()) {
      if (!column.name().equals("known_at")) {
        rows = rows.withColumn(column.name(), functions.lit(null).cast(column.type()));
      }
    }
    assertThat(tables.append(table, rows, new Commit("test", 0, feed.name()))).isTrue();
  }
}
