package io.marketlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that the write itself computes: once a commit, counted by what was written.
 *
 * <p>Tier: CI.
 */
class AppendAsItComesTest {
  private static final Table TABLE = BronzeEvents.TABLE;

  @TempDir private Path folder;
  private LakeTables tables;

  @BeforeEach
  void makeTable() {
    tables =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON))
            .tables();
    tables.ensure(TABLE);
  }

  /** Rows of twelve days and two feeds, which are more partitions than are written side by side. */
  private static Dataset<Row> rows(int count) {
    Dataset<Row> rows = TestSpark.session().range(0, count, 1, 2).toDF();
    for (org.apache.spark.sql.types.StructField field : TABLE.structType().fields()) {
      rows =
          rows.withColumn(
              field.name(),
              functions.expr(
                  switch (field.name()) {
                    case "feed" -> "if(id % 2 = 0, 'ticks', 'news')";
                    case "day" -> "date_add(DATE'2026-03-01', CAST(id % 12 AS INT))";
                    case "known_at" -> "timestamp_millis(1772409191000 + id)";
                    case "offset" -> "id";
                    default -> "CAST(NULL AS " + field.dataType().sql() + ")";
                  }));
    }
    return rows;
  }

  private static void nothing() {}

  private static Commit commit(long batch) {
    return new Commit("a-checkpoint", batch, "range " + batch);
  }

  private @Nullable TableRows append(int count, Commit commit) {
    return tables
        .appendAsItComes(TABLE, rows(count), commit, AppendAsItComesTest::nothing)
        .now()
        .orElse(null);
  }

  @Test
  void sayWhatWasWrittenAndNothingTheSecondTime() {
    assertThat(append(1_000, commit(0)))
        .isEqualTo(new TableRows(1_000, Instant.ofEpochMilli(1_772_409_191_999L)));
    long version = tables.version(TABLE);

    assertThat(append(1_000, commit(0))).isNull();

    assertThat(tables.version(TABLE)).isEqualTo(version);
    assertThat(tables.read(TABLE).select("offset").distinct().count()).isEqualTo(1_000);
    assertThatThrownBy(() -> append(5, new Commit("a-checkpoint", 0, "another range")))
        .isInstanceOf(PipelineException.class);
  }

  @Test
  void areNoCommitWhereThereAreNone() {
    long version = tables.version(TABLE);

    assertThat(append(0, commit(0))).isNull();

    assertThat(tables.version(TABLE)).isEqualTo(version);
    assertThat(append(3, commit(0))).as("the number is free").isNotNull();
  }

  @Test
  void areNotThereWhereTheyAreRefusedOnceTheyAreWritten() {
    long version = tables.version(TABLE);

    assertThatThrownBy(
            () ->
                tables.appendAsItComes(
                    TABLE,
                    rows(20),
                    commit(0),
                    () -> {
                      throw new IllegalStateException("another topic");
                    }))
        .hasMessage("another topic");

    assertThat(tables.version(TABLE)).isEqualTo(version);
    assertThat(append(20, commit(0))).isNotNull();
    assertThat(tables.read(TABLE).count()).isEqualTo(20);
  }

  @Test
  void areReadWhereDeltaDoesNotSayHowNewTheyAre() {
    TestSpark.session()
        .sql(
            "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.dataSkippingStatsColumns' = 'offset')"
                .formatted(tables.pathOf(TABLE)));

    assertThat(append(1_000, commit(0)))
        .isEqualTo(new TableRows(1_000, Instant.ofEpochMilli(1_772_409_191_999L)));
    assertThat(tables.read(TABLE).count()).isEqualTo(1_000);
  }
}
