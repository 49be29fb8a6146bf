package io.marketlake.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packing changes no row that counts, whoever else writes and wherever it ends.
 *
 * <p>Tier: CI.
 */
class LatestRowsTest {
  private static final Table TABLE = SilverBarStates.TABLE;
  private static final LatestRows.Keys KEYS =
      new LatestRows.Keys(
          SilverBarStates.KEY,
          SilverBarStates.STEP,
          SilverBarStates.TIER,
          SilverBarStates.RECENT,
          SilverBarStates.BASE);

  /** So many files make a packing due. */
  private static final int DUE = 24;

  /** More rows than stay recent. */
  private static final int MANY = 21_000;

  @TempDir private Path folder;
  private LakeTables tables;
  private LatestRows rows;
  private long commits;
  private final Map<Long, Long> steps = new HashMap<>();

  @BeforeEach
  void makeTable() {
    tables =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON))
            .tables();
    tables.ensure(TABLE);
    rows = tables.latestRows(TABLE, KEYS);
  }

  /** A row of each symbol from one to another, in so many files. */
  private void append(long from, long to, long step, int files) {
    String[] columns =
        List.of(TABLE.structType().fields()).stream()
            .map(
                field ->
                    switch (field.name()) {
                      case SilverBarStates.TIER -> "'recent' AS tier";
                      case SilverBars.SOURCE_FEED -> "'ticks' AS source_feed";
                      case SilverBarStates.STATE_KEY -> "concat('symbol ', id) AS state_key";
                      case SilverBars.SYMBOL -> "CAST(id AS STRING) AS symbol";
                      case SilverBarStates.STEP -> "CAST(" + step + " AS BIGINT) AS step";
                      default ->
                          "CAST(NULL AS " + field.dataType().sql() + ") AS `" + field.name() + "`";
                    })
            .toArray(String[]::new);
    Dataset<Row> appended = TestSpark.session().range(from, to, 1, files).selectExpr(columns);
    assertThat(tables.append(TABLE, appended, new Commit("w", commits, "r" + commits))).isTrue();
    commits++;
    for (long id = from; id < to; id++) {
      steps.merge(id, step, Math::max);
    }
  }

  private static Map<Long, Long> steps(Dataset<Row> of) {
    Map<Long, Long> found = new HashMap<>();
    for (Row row : of.select("symbol", "step").collectAsList()) {
      assertThat(found.put(Long.valueOf(row.getString(0)), row.getLong(1))).isNull();
    }
    return found;
  }

  private Map<String, Long> tiers() {
    Map<String, Long> tiers = new TreeMap<>();
    tables
        .read(TABLE)
        .groupBy("tier")
        .count()
        .collectAsList()
        .forEach(row -> tiers.put(row.getString(0), row.getLong(1)));
    return tiers;
  }

  private void assertAll() {
    assertThat(steps(rows.all())).isEqualTo(steps);
    assertThat(steps(tables.latestRows(TABLE, KEYS).all())).isEqualTo(steps);
  }

  @Test
  void packingChangesNoRowThatCounts() {
    append(0, MANY, 0, DUE - 1);
    rows.pack();
    assertThat(tiers()).as("not due yet").isEqualTo(Map.of("recent", (long) MANY));
    append(0, 100, 1, 1);
    assertAll();
    rows.pack();
    assertThat(tiers()).isEqualTo(Map.of("base", (long) MANY));
    assertAll();
    append(50, MANY + 50, 2, 1);
    append(0, 500, 3, DUE - 1);
    assertAll();
    rows.pack();
    assertThat(tiers()).as("many move into the base").isEqualTo(Map.of("base", MANY + 50L));
    append(10, 20, 4, 2 * DUE);
    rows.pack();
    assertThat(tiers()).as("few stay").isEqualTo(Map.of("base", MANY + 50L, "recent", 10L));
    assertAll();
    Dataset<Row> asked =
        TestSpark.session()
            .range(15, 17)
            .selectExpr("'ticks' AS source_feed", "concat('symbol ', id) AS state_key");
    assertThat(steps(rows.of(asked, col("step").equalTo(2).and(col("symbol").equalTo("600")))))
        .isEqualTo(Map.of(15L, 4L, 16L, 4L, 600L, 2L));
    assertThat(steps(rows.of(asked, lit(false)))).isEqualTo(Map.of(15L, 4L, 16L, 4L));
  }

  @Test
  void veryManyRowsInOneFileGoIntoTheBaseAtOnce() {
    append(0, 2 * MANY, 0, 1);
    rows.pack();
    assertThat(tiers()).isEqualTo(Map.of("base", 2L * MANY));
    append(0, 5, 1, 1);
    assertAll();
    assertThat(steps(rows.ofKeys(col("state_key").isin("symbol 4", "symbol 5"))))
        .isEqualTo(Map.of(4L, 1L, 5L, 0L));
  }

  /** The rows of one whose packing meets this on its way. */
  private LatestRows meeting(Runnable other) {
    return tables.behind(new Fence(Map.of(), other)).latestRows(TABLE, KEYS);
  }

  @Test
  void rowsThatAreAppendedWhilePackingCount() {
    append(0, MANY, 0, DUE);
    meeting(() -> append(5, 10, 1, 1)).pack();
    assertThat(tiers()).containsEntry("base", (long) MANY).containsEntry("recent", 5L);
    assertAll();
  }

  @Test
  void ofTwoPackingsAtOnceOneGivesWayAndNothingIsLost() {
    append(0, MANY, 0, DUE);
    meeting(rows::pack).pack();
    assertThat(tiers()).isEqualTo(Map.of("base", (long) MANY));
    assertAll();
  }

  @Test
  void aPackingThatEndsHalfWayLeavesTheTableAsItWas() {
    append(0, MANY, 0, DUE);
    LatestRows interrupted =
        meeting(
            () -> {
              throw new IllegalStateException("killed");
            });
    assertThatThrownBy(interrupted::pack).hasMessage("killed");
    assertThat(tiers()).isEqualTo(Map.of("recent", (long) MANY));
    assertAll();
    rows.pack();
    assertThat(tiers()).isEqualTo(Map.of("base", (long) MANY));
    assertAll();
  }
}
