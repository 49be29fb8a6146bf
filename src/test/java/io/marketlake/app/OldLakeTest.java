package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.Lake;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/**
 * A lake that an earlier release wrote, under this one: src/test/resources/lakes/README.md says
 * what is in it. Silver had yet to take eight of its records.
 *
 * <p>Tier: CI, of what silver does; all layers: proof.
 */
class OldLakeTest {
  private static final Path LAKE = Path.of("src/test/resources/lakes/format-1.zip");
  private static final Map<String, Long> ROWS =
      Map.ofEntries(
          Map.entry("bronze.events", 47L),
          Map.entry("silver.ticks", 24L),
          Map.entry("silver.trades", 6L),
          Map.entry("silver.news", 2L),
          Map.entry("silver.posts", 2L),
          Map.entry("quarantine.events", 5L),
          Map.entry("silver.bars", 6L),
          Map.entry("silver.windows", 14L),
          Map.entry("silver.late", 0L),
          Map.entry("gold.sentiment", 4L));

  /** The ticks of that time had a field that nobody declared. */
  private static final String DECLARED_SINCE =
      """
      feeds.ticks.fields = [
        { name = symbol, type = string, required = true, expr = "upper(trim(symbol))" }
        { name = price, type = "decimal(18,8)", required = true }
        { name = volume, type = "decimal(18,6)", required = true }
        { name = timestamp, type = timestamp, required = true, formats = [iso, local, epoch] }
        { name = source, type = string }
        { name = spread, type = "decimal(9,4)" }
      ]
      """;

  @TempDir private Path folder;
  private TestLake lake;
  private Path conf;

  @BeforeEach
  void unpack() throws IOException {
    Path root = folder.resolve("lake");
    try (InputStream file = Files.newInputStream(LAKE);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = root.resolve(entry.getName()).normalize();
        assertThat(target).startsWithRaw(root);
        Files.createDirectories(target.getParent());
        Files.copy(zip, target);
      }
    }
    conf = Files.writeString(folder.resolve("since.conf"), DECLARED_SINCE);
    lake = new TestLake(root, Optional.of(conf), Map.of());
  }

  @Test
  void itOpensAndSilverGoesOnWithItsCheckpoint() throws IOException {
    assertThat(queried()).as("SQL on it, before any job has written").containsExactly(33L, 2L, 6L);
    assertThat(format()).isEqualTo("{\"format\":1}");
    Map<Table, Dataset<Row>> before = present();
    ROWS.forEach((id, rows) -> assertThat(count(id)).as(id).isEqualTo(rows));
    assertThat(format()).as("a writer has opened it").isEqualTo("{\"format\":2}");
    List<Path> checkpoints = lake.checkpoints();

    lake.run(List.of(LayerName.SILVER));

    assertThat(count("silver.ticks")).isEqualTo(30);
    assertThat(count("silver.posts")).isEqualTo(3);
    assertThat(count("quarantine.events")).isEqualTo(6);
    before.forEach(this::assertOldRowsLackWhatIsNew);
    assertThat(lake.checkpoints()).containsExactlyElementsOf(checkpoints);
  }

  @Tag("proof")
  @Test
  void allLayersGoOnAndDoctorFindsNothing() {
    List<Path> checkpoints = lake.checkpoints();
    lake.send(
        "ticks",
        """
        {"symbol":"AAPL","price":140,"volume":1,"timestamp":"2026-11-19T15:50:00Z","spread":0.02}""");
    runKilled(LayerName.BRONZE, "bronze.events");
    runKilled(
        LayerName.SILVER,
        "silver.news",
        "silver.posts",
        "silver.ticks",
        "silver.trades",
        "quarantine.events",
        "gold.rule_counts");
    runKilled(LayerName.BARS, "silver.bars", "silver.windows", "silver.late", "silver.bar_states");
    runKilled(LayerName.GOLD, "gold.sentiment");

    assertThat(count("bronze.events")).isEqualTo(48);
    assertThat(lake.silver("ticks").filter("spread is not null").collectAsList())
        .as("the new tick, of a topic that was made again, and no old one")
        .singleElement()
        .satisfies(row -> assertThat(row.<BigDecimal>getAs("spread")).hasToString("0.0200"));
    assertThat(count("silver.bars")).isGreaterThan(6);
    assertThat(count("gold.sentiment")).isEqualTo(5);
    assertThat(lake.sentiment().select("model_version").distinct().count()).isEqualTo(1);
    assertThat(lake.checkpoints())
        .as("Kafka's topics are others, so that bronze alone begins a checkpoint")
        .hasSize(checkpoints.size() + 1)
        .containsAll(checkpoints);
    assertThat(doctor()).isZero();
  }

  /** Runs a layer that is killed once it has brought each of its tables up to date, then whole. */
  private void runKilled(LayerName layer, String... tables) {
    Map<String, Long> before = new TreeMap<>();
    for (String table : tables) {
      ROWS.keySet().stream().filter(table::equals).forEach(id -> before.put(id, count(id)));
    }
    for (String table : tables) {
      ThrowAt killed = new ThrowAt("ensured " + table);
      assertThatThrownBy(() -> lake.run(List.of(layer), killed))
          .as(table)
          .hasMessageContaining("fail point");
      before.forEach(
          (id, rows) ->
              assertThat(count(id)).as("%s after a kill at %s", id, table).isEqualTo(rows));
    }
    lake.run(List.of(layer));
  }

  /** How many rows the views of ticks have, and that of bars. */
  private List<Long> queried() {
    SparkSession spark = TestSpark.session();
    Lake old = Lake.openExisting(spark, lake.settings().lake());
    try {
      LakeSchema.register(spark, old, lake.settings());
      return Stream.of("bronze.ticks", "quarantine.ticks", "silver.bars_current")
          .map(view -> spark.table(view).count())
          .toList();
    } finally {
      for (String database : List.of("bronze", "silver", "quarantine", "gold")) {
        spark.sql("DROP DATABASE IF EXISTS " + database + " CASCADE");
      }
    }
  }

  private String format() throws IOException {
    return Files.readString(folder.resolve("lake/_marketlake/lake.json"));
  }

  /** The tables as they are on disk, with the columns that they have there. */
  private Map<Table, Dataset<Row>> present() {
    Map<Table, Dataset<Row>> found = new TreeMap<>(Comparator.comparing(Table::id));
    for (Table table : LakeSchema.tables(lake.settings())) {
      Path path = folder.resolve("lake").resolve(table.path());
      if (Files.isDirectory(path)) {
        found.put(
            table,
            TestSpark.session()
                .read()
                .format("delta")
                .option("versionAsOf", lake.lake().tables().version(table))
                .load(path.toString()));
      }
    }
    return found;
  }

  private void assertOldRowsLackWhatIsNew(Table table, Dataset<Row> old) {
    List<String> had = List.of(old.columns());
    if (!had.containsAll(Coordinate.IDENTITY)) {
      return;
    }
    Dataset<Row> now =
        lake.lake()
            .tables()
            .read(table)
            .join(
                old.select(
                    Coordinate.IDENTITY.stream()
                        .map(c -> functions.col("`" + c + "`"))
                        .toArray(Column[]::new)),
                JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(),
                "left_semi");
    table.columns().stream()
        .map(io.marketlake.schema.Column::name)
        .filter(column -> !had.contains(column))
        .forEach(
            column ->
                assertThat(now.filter(functions.col(column).isNotNull()).count())
                    .as("%s.%s of old rows", table.id(), column)
                    .isZero());
  }

  private long count(String id) {
    Table table =
        LakeSchema.tables(lake.settings()).stream()
            .filter(t -> t.id().equals(id))
            .findFirst()
            .orElseThrow();
    return lake.lake().tables().read(table).count();
  }

  private int doctor() {
    return Launcher.run(
        new Doctor(),
        "--deep",
        "--conf-file",
        conf.toString(),
        "--set",
        "lake.path=" + folder.resolve("lake"));
  }
}
