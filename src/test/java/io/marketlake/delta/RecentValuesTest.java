package io.marketlake.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.marketlake.TestSpark;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class RecentValuesTest {
  private static final Table TABLE = BronzeEvents.TABLE;
  private static final Column HASH = xxhash64(col("offset"));
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);
  private static final LocalDate FRIDAY = MONDAY.plusDays(4);

  @TempDir private Path folder;
  private LakeTables tables;
  private RecentValues values;
  private int commits;

  @BeforeEach
  void makeTable() {
    tables =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON))
            .tables();
    tables.ensure(TABLE);
    values = of(tables, 1_000);
  }

  private static RecentValues of(LakeTables tables, long mostRows) {
    return tables.recentValues(TABLE, BronzeEvents.DAY, HASH, mostRows);
  }

  private void append(LocalDate day, long from, long until) {
    Dataset<Row> rows = TestSpark.session().range(from, until).toDF();
    for (StructField field : TABLE.structType().fields()) {
      rows =
          rows.withColumn(
              field.name(),
              functions.expr(
                  switch (field.name()) {
                    case "feed" -> "'ticks'";
                    case "day" -> "DATE'" + day + "'";
                    case "known_at" -> "TIMESTAMP'2026-03-02 12:00:00'";
                    case "offset" -> "id";
                    default -> "CAST(NULL AS " + field.dataType().sql() + ")";
                  }));
    }
    tables.append(TABLE, rows.coalesce(1), new Commit("a-checkpoint", commits++, "a range"));
  }

  private boolean mayHave(LocalDate first, LocalDate last, long... offsets) {
    List<Long> hashes =
        TestSpark.session()
            .createDataset(LongStream.of(offsets).boxed().toList(), Encoders.LONG())
            .toDF("offset")
            .select(HASH)
            .as(Encoders.LONG())
            .collectAsList();
    return values.mayHave(first, last, hashes.stream().mapToLong(Long::longValue).toArray());
  }

  @Test
  void valuesOfTheDaysAreKnownWheneverTheyCame() {
    assertThat(mayHave(MONDAY, FRIDAY, 1)).isFalse();

    append(MONDAY, 0, 5);
    append(FRIDAY, 5, 9);
    assertThat(mayHave(MONDAY, TUESDAY, 7, 4)).isTrue();
    assertThat(mayHave(MONDAY, TUESDAY, 7, 9)).isFalse();
    assertThat(mayHave(TUESDAY, FRIDAY, 5)).isTrue();

    append(TUESDAY, 9, 10);
    assertThat(mayHave(MONDAY, TUESDAY, 7, 9)).isTrue();
    assertThat(mayHave(MONDAY, TUESDAY)).isFalse();
  }

  @Test
  void whatWasReadIsNotReadAgain() throws IOException {
    for (int i = 0; i < 70; i++) {
      append(MONDAY, i, i + 1);
      assertThat(mayHave(MONDAY, MONDAY, i)).isTrue();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }

    append(MONDAY, 100, 101);
    assertThat(mayHave(MONDAY, MONDAY, 3)).isTrue();
    assertThat(mayHave(MONDAY, MONDAY, 69)).isTrue();
    assertThat(mayHave(MONDAY, MONDAY, 100)).isTrue();
    assertThat(mayHave(MONDAY, MONDAY, 99)).isFalse();
  }

  @Test
  void packedFilesHaveTheSame() {
    append(MONDAY, 0, 5);
    append(MONDAY, 5, 9);
    assertThat(mayHave(MONDAY, MONDAY, 8)).isTrue();

    DeltaTable.forPath(tables.pathOf(TABLE)).optimize().executeCompaction();

    assertThat(mayHave(MONDAY, MONDAY, 8)).isTrue();
    assertThat(mayHave(MONDAY, MONDAY, 9)).isFalse();
  }

  @Test
  void ofMoreRowsThanAreKeptAnyValueMayBeThere() {
    values = of(tables, 10);
    append(MONDAY, 0, 6);
    assertThat(mayHave(MONDAY, MONDAY, 6)).isFalse();

    append(FRIDAY, 6, 12);
    assertThat(mayHave(MONDAY, FRIDAY, 99)).isTrue();
    assertThat(mayHave(FRIDAY, FRIDAY, 5)).isFalse();
    assertThat(mayHave(FRIDAY, FRIDAY, 11)).isTrue();
    assertThat(mayHave(MONDAY, MONDAY, 5)).isTrue();
    assertThat(mayHave(MONDAY, MONDAY, 6)).isFalse();
  }
}
