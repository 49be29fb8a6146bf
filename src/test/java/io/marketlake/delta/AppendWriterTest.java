package io.marketlake.delta;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows of several tables, written in one job and committed table by table: as Delta's own writer
 * would have it, once a commit, counted by what was written.
 *
 * <p>Tier: CI.
 */
class AppendWriterTest {
  private static final Table TABLE = BronzeEvents.TABLE;

  @TempDir private Path folder;
  private LakeTables tables;
  private AppendWriter writer;

  @BeforeEach
  void makeTable() {
    tables =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON))
            .tables();
    tables.ensure(TABLE);
    writer = tables.appendWriter();
  }

  /** Rows of some days and two feeds, of which some have no day. */
  private static Dataset<Row> rows(int count, int days) {
    Dataset<Row> rows = TestSpark.session().range(0, count, 1, 2).toDF();
    for (StructField field : TABLE.structType().fields()) {
      rows =
          rows.withColumn(
              field.name(),
              expr(
                  switch (field.name()) {
                    case "feed" -> "if(id % 2 = 0, 'ticks', 'news of: 100% / day')";
                    case "day" ->
                        "if(id % 17 = 3, NULL, date_add(DATE'2026-03-01', CAST(id % "
                            + days
                            + " AS INT)))";
                    case "known_at" -> "timestamp_millis(1772409191000 + id)";
                    case "kafka_time" -> "timestamp_millis(1772409190000 - id)";
                    case "value" -> "CAST(CONCAT('{', id, '}') AS BINARY)";
                    case "offset" -> "id";
                    case "partition" -> "if(id % 5 = 0, NULL, 3)";
                    default -> "CAST(NULL AS " + field.dataType().sql() + ")";
                  }));
    }
    return rows.drop("id");
  }

  private static Commit commit(long batch) {
    return new Commit("a-checkpoint", batch, "range " + batch);
  }

  private @Nullable TableRows append(int count, Commit commit) {
    return append(rows(count, 12), commit);
  }

  private @Nullable TableRows append(Dataset<Row> rows, Commit commit) {
    AppendWriter.Appends appends = writer.begin(commit);
    if (!appends.begin(TABLE, rows)) {
      return null;
    }
    Map<Table, TableRows> written = appends.write(Map.of(TABLE, rows), 2);
    written.keySet().forEach(appends::commit);
    return written.get(TABLE);
  }

  private Dataset<Row> sorted(Dataset<Row> rows) {
    return rows.select(TABLE.select()).orderBy("offset");
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
  void areNotThereBeforeTheyAreCommitted() {
    AppendWriter.Appends appends = writer.begin(commit(0));
    Dataset<Row> rows = rows(20, 12);
    assertThat(appends.begin(TABLE, rows)).isTrue();
    assertThat(appends.write(Map.of(TABLE, rows), 2)).containsKey(TABLE);

    assertThat(tables.read(TABLE).count()).isZero();
    assertThat(append(20, commit(0))).as("the commit is still to be made").isNotNull();
    assertThatThrownBy(() -> appends.commit(TABLE))
        .as("and is made once")
        .isInstanceOf(DeltaConcurrentModificationException.class);
    assertThat(tables.read(TABLE).count()).isEqualTo(20);
  }

  /** The other table is written by Delta's own writer, from the same rows. */
  @ParameterizedTest
  @ValueSource(ints = {1, 12, 100})
  void areStoredAsDeltaItselfWouldStoreThem(int days) {
    Table byDelta = TABLE.under("apart");
    tables.ensure(byDelta);
    Dataset<Row> rows = rows(5_000, days);
    tables.append(byDelta, rows, commit(0));

    assertThat(append(rows, commit(0))).extracting(TableRows::rows).isEqualTo(5_000L);

    assertThat(sorted(tables.read(TABLE)).collectAsList())
        .isEqualTo(sorted(tables.read(byDelta)).collectAsList());
    assertThat(files(TABLE)).isEqualTo(files(byDelta));
    assertThat(metrics(TABLE)).isEqualTo(metrics(byDelta));
    String missing =
        tables.read(TABLE).filter("day IS NULL AND feed = 'ticks'").count()
            + " of "
            + tables.read(TABLE).filter("day = DATE'2026-03-01' AND offset < 4000").count();
    assertThat(missing)
        .isEqualTo(
            tables.read(byDelta).filter("day IS NULL AND feed = 'ticks'").count()
                + " of "
                + tables.read(byDelta).filter("day = DATE'2026-03-01' AND offset < 4000").count());
  }

  /** What the log says of the values of all files of a partition. */
  private Map<String, String> files(Table table) {
    Map<String, String> files = new TreeMap<>();
    DeltaLog log = DeltaLog.forTable(TestSpark.session(), tables.pathOf(table));
    for (Row file :
        log.update(false, scala.Option.empty(), scala.Option.empty())
            .allFiles()
            .toDF()
            .selectExpr(
                "to_json(partitionValues) AS partition",
                "regexp_replace(path, '/[^/]*$', '') AS folder",
                "from_json(stats, 'numRecords LONG, minValues STRING, maxValues STRING,"
                    + " nullCount STRING') AS stats")
            .groupBy("partition", "folder")
            .agg(
                expr("sum(stats.numRecords)"),
                expr("min(stats.minValues)"),
                expr("max(stats.maxValues)"),
                expr("count(stats.nullCount)"))
            .collectAsList()) {
      files.put(row(file, 0) + " " + row(file, 1), file.mkString(" "));
    }
    return files;
  }

  private static String row(Row row, int column) {
    return String.valueOf(row.get(column));
  }

  /** What the history says that the newest commit has brought. */
  private Object metrics(Table table) {
    Map<Object, Object> metrics =
        new TreeMap<>(
            DeltaTable.forPath(TestSpark.session(), tables.pathOf(table))
                .history(1)
                .select("operationMetrics")
                .first()
                .getJavaMap(0));
    metrics.remove("numOutputBytes");
    return metrics;
  }

  @Test
  void ofSeveralTablesAreWrittenTogether() {
    Table other = TABLE.under("apart");
    tables.ensure(other);
    Dataset<Row> rows = rows(100, 3);
    Map<Table, Dataset<Row>> both = Map.of(TABLE, rows, other, rows.filter("offset < 10"));
    append(rows.limit(1), commit(0));
    AppendWriter.Appends appends = writer.begin(commit(0));
    assertThat(appends.begin(TABLE, rows.limit(1))).as("it has the commit").isFalse();
    assertThat(appends.begin(other, rows)).isTrue();

    Map<Table, TableRows> written = appends.write(both, 1);

    assertThat(written).containsOnlyKeys(other);
    appends.commit(other);
    assertThat(tables.read(other).count()).isEqualTo(10);
    assertThat(tables.read(TABLE).count()).isEqualTo(1);
  }

  @Test
  void goByTheTableAsItIsNow() {
    append(10, commit(0));
    TestSpark.session()
        .sql(
            "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.dataSkippingStatsColumns' = 'topic')"
                .formatted(tables.pathOf(TABLE)));

    assertThat(append(1_000, commit(1)))
        .isEqualTo(new TableRows(1_000, Instant.ofEpochMilli(1_772_409_191_999L)));

    assertThat(tables.read(TABLE).count()).isEqualTo(1_010);
    assertThat(files(TABLE).values()).anyMatch(file -> file.contains("null"));
  }

  @Test
  void areNoFilesWhereTheyCanNotBeComputed() throws IOException {
    Dataset<Row> failing =
        rows(2_000, 3)
            .coalesce(1)
            .withColumn("topic", expr("if(offset = 1999, raise_error('broken'), 'ok')"));

    assertThatThrownBy(() -> append(failing, commit(0))).hasStackTraceContaining("broken");

    try (Stream<Path> found = Files.walk(folder)) {
      assertThat(found.filter(path -> path.toString().endsWith(".parquet"))).isEmpty();
    }
  }
}
