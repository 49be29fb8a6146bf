package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.SyntheticRows;
import io.marketlake.TestLake;
import io.marketlake.TestS3;
import io.marketlake.TestSpark;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * scripts/athena-local.sh runs every view and query of {@code athena/} on Trino, and each says what
 * Spark says, row for row. Spark's words for a view or a query are in {@code
 * src/test/resources/athena}, written anew rather than translated; those of a view of plain times
 * follow from its table.
 *
 * <p>Tier: proof. It fetches Trino (0.8 GB) at its first run, and needs a Java 24 or newer.
 */
@Tag("proof")
class AthenaOnTrinoTest {
  private static final Path ATHENA = Path.of("athena");
  private static final Path SPARK = Path.of("src/test/resources/athena");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSS][.SSS]");

  /** Sums of doubles differ in their last digits by the order of the addends. */
  private static final MathContext DIGITS = new MathContext(12);

  @TempDir private Path folder;

  @Test
  void everyViewAndQuerySaysWhatSparkSaysOnALocalDisk() throws IOException {
    TestLake lake = new TestLake(folder.resolve("lake"));
    assertTrinoSaysWhatSparkSays(lake, Map.of());
  }

  @Test
  void everyViewAndQuerySaysWhatSparkSaysOnS3() throws IOException {
    TestLake lake = TestLake.onS3("athena", Map.of("lease.duration", "20s"));
    Map<String, String> environment = new HashMap<>(TestS3.environment());
    environment.put("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString());
    assertTrinoSaysWhatSparkSays(lake, environment);
  }

  private void assertTrinoSaysWhatSparkSays(TestLake lake, Map<String, String> environment)
      throws IOException {
    fill(lake);
    Path output = folder.resolve("output");
    Scripts.Result result =
        Scripts.run(
            environment,
            "scripts/athena-local.sh",
            List.of("--lake", place(lake), "--output", output.toString()));
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("left out");

    SparkSession spark = TestSpark.session();
    TablesDocTest.forgetNames();
    LakeSchema.register(spark, lake.lake(), lake.settings());
    try {
      for (String kind : List.of("views", "queries")) {
        for (String name : names(ATHENA.resolve(kind))) {
          Dataset<Row> expected = spark.sql(sparkSql(lake, kind, name));
          List<String> trino =
              rows(output.resolve(kind).resolve(name + ".json"), expected.schema());
          List<String> said = rows(expected);

          assertThat(said).as(kind + "/" + name).isNotEmpty();
          if (kind.equals("queries")) {
            assertThat(trino).as(kind + "/" + name).containsExactlyElementsOf(said);
          } else {
            assertThat(trino).as(kind + "/" + name).containsExactlyInAnyOrderElementsOf(said);
          }
          System.out.printf("%s/%s: %d rows, as Spark says%n", kind, name, said.size());
        }
      }
    } finally {
      TablesDocTest.forgetNames();
    }
  }

  private static String place(TestLake lake) {
    return lake.settings().lake().isOnS3()
        ? lake.settings().lake().toString()
        : lake.lake().folder().toString();
  }

  private static void fill(TestLake lake) {
    lake.publishModel();
    SampleEvents.send(lake, 0);
    lake.run(TestLake.FUSED);
    SampleEvents.send(lake, 5);
    lake.run(TestLake.FUSED);
    MartLake marts = new MartLake(lake.settings(), 6);
    for (String date : List.of("2026-02-27", "2026-03-02", "2026-03-03")) {
      LocalDate day = LocalDate.parse(date);
      marts.trades(day, 120);
      marts.ticks(day, 60);
      marts.bars(day, 180, 0);
      marts.texts(day, 150);
    }
    assertThat(marts.refresh()).hasSize(lake.settings().marts().marts().size());
    LakeTables tables = lake.lake().tables();
    for (int days : List.of(2, 40)) {
      append(
          tables,
          GoldSentiment.TABLE,
          tables
              .read(GoldSentiment.TABLE)
              .filter("day = DATE'2026-03-02' AND offset % 4 <> 0")
              .withColumn("topic_id", functions.lit("topic of " + days + " days ago"))
              .withColumn(
                  "event_time", functions.expr("event_time - INTERVAL %d DAYS".formatted(days)))
              .withColumn("day", functions.expr("date_sub(day, %d)".formatted(days))));
    }
    tables.ensure(GoldChallenger.TABLE);
    append(
        tables,
        GoldChallenger.TABLE,
        tables
            .read(GoldSentiment.TABLE)
            .withColumn("model_version", functions.lit("challenger"))
            .withColumn("label", functions.expr("if(offset % 3 = 0, 'neutral', label)"))
            .withColumn("score", functions.expr("score / 2")));
    for (Table table : LakeSchema.tables(lake.settings())) {
      tables.ensure(table);
      if (table.layer().equals("gold") && tables.isEmpty(table)) {
        append(tables, table, told(table, SyntheticRows.of(table, 60)));
      }
    }
  }

  /** So that queries have rows to tell, and an alert's steps an order. */
  private static Dataset<Row> told(Table table, Dataset<Row> rows) {
    return switch (table.id()) {
      case "gold.alerts" ->
          rows.coalesce(1)
              .withColumn("number", functions.expr("CAST(monotonically_increasing_id() AS INT)"));
      case "gold.model_quality" -> rows.withColumn("period", functions.lit("window"));
      // Two bars of each series, of which one came late on a day that has no forecast, and what
      // became of some.
      case "gold.direction" ->
          rows.withColumn("kind", functions.lit("forecast"))
              .unionByName(
                  rows.withColumn("kind", functions.lit("forecast"))
                      .withColumn("bar_end", functions.expr("bar_end + INTERVAL 1 HOUR")))
              .unionByName(
                  rows.withColumn("kind", functions.lit("late"))
                      .withColumn("day", functions.expr("date_add(day, 1)"))
                      .withColumn("bar_end", functions.expr("bar_end + INTERVAL 1 DAY")))
              .unionByName(
                  rows.filter("hash(symbol, bar_start) % 2 = 0")
                      .withColumn("kind", functions.lit("outcome")));
      default -> rows;
    };
  }

  private static void append(LakeTables tables, Table table, Dataset<Row> rows) {
    rows.write().format("delta").mode("append").save(tables.pathOf(table));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString().replace(".sql", "")).sorted().toList();
    }
  }

  private static String sparkSql(TestLake lake, String kind, String name) throws IOException {
    if (kind.equals("views") && name.endsWith("_utc")) {
      Table table =
          LakeSchema.tables(lake.settings()).stream()
              .filter(t -> t.layer().equals("gold") && t.name().equals(name.replace("_utc", "")))
              .findFirst()
              .orElseThrow();
      return table.columns().stream()
          .map(column -> "`" + column.name() + "`")
          .collect(Collectors.joining(", ", "SELECT ", " FROM " + table.id()));
    }
    Path file = SPARK.resolve(kind).resolve(name + ".sql");
    assertThat(file).as("what Spark is asked in place of %s/%s", kind, name).exists();
    return Files.readString(file);
  }

  /** Trino's rows: a JSON object a line. */
  private static List<String> rows(Path file, StructType schema) throws IOException {
    JsonMapper json = new JsonMapper();
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode row = json.readTree(line);
      Map<String, String> values = new TreeMap<>();
      for (StructField field : schema.fields()) {
        assertThat(row.has(field.name())).as("%s has the column %s", file, field.name()).isTrue();
        values.put(field.name(), text(row.get(field.name()), field.dataType()));
      }
      assertThat(row.size()).as("columns of %s", file).isEqualTo(schema.size());
      rows.add(values.toString());
    }
    return rows;
  }

  private static String text(JsonNode value, DataType type) throws IOException {
    if (value.isNull()) {
      return "null";
    }
    boolean isNested = type instanceof ArrayType || type instanceof StructType;
    if (isNested && value.isTextual()) {
      return text(new JsonMapper().readTree(value.asText()), type);
    }
    if (type instanceof ArrayType array) {
      List<String> elements = new ArrayList<>();
      for (JsonNode element : value) {
        elements.add(text(element, array.elementType()));
      }
      return elements.toString();
    }
    if (type instanceof StructType struct) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < struct.size(); i++) {
        StructField field = struct.fields()[i];
        fields.add(
            text(value.isArray() ? value.get(i) : value.get(field.name()), field.dataType()));
      }
      return fields.toString();
    }
    if (type instanceof TimestampType) {
      return String.valueOf(
          LocalDateTime.parse(value.asText(), TIME).toInstant(ZoneOffset.UTC).toEpochMilli());
    }
    return type instanceof NumericType ? number(new BigDecimal(value.asText())) : value.asText();
  }

  private static List<String> rows(Dataset<Row> rows) {
    StructType schema = rows.schema();
    List<String> texts = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      Map<String, String> values = new TreeMap<>();
      for (int i = 0; i < schema.size(); i++) {
        values.put(schema.fields()[i].name(), text(row.get(i)));
      }
      texts.add(values.toString());
    }
    return texts;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Row row) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        fields.add(text(row.get(i)));
      }
      return fields.toString();
    }
    if (value instanceof Seq<?> seq) {
      return JavaConverters.seqAsJavaList(seq).stream()
          .map(AthenaOnTrinoTest::text)
          .toList()
          .toString();
    }
    if (value instanceof Timestamp time) {
      // Athena's plain times count milliseconds; what is finer is rounded.
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
      return String.valueOf(Math.floorDiv(micros + 500, 1_000));
    }
    if (value instanceof Date
        || value instanceof Boolean
        || value instanceof String
        || value == null) {
      return String.valueOf(value);
    }
    return number(new BigDecimal(value.toString()));
  }

  private static String number(BigDecimal number) {
    BigDecimal rounded = number.round(DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
