package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.DeltaKernelReader;
import io.marketlake.DeltaLogLines;
import io.marketlake.PlainRows;
import io.marketlake.SyntheticRows;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.LakeTables;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.job.FailPoint;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.schema.Column;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to a lake, each of its tables can be read by the oldest readers of Delta, and
 * Delta Kernel, which has nothing of Spark's, sees the rows of gold that Spark sees. The tests are
 * steps in the life of one lake.
 *
 * <p>Tier: CI.
 */
@TestMethodOrder(OrderAnnotation.class)
class OtherReadersTest {
  private static final List<LayerName> LAYERS =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS, LayerName.GOLD);

  /** Later than the sample's events, so that their bars are final. */
  private static final Instant AFTER = Instant.parse("2026-03-02T15:00:00Z");

  @TempDir private static Path folder;
  private static TestLake lake;
  private static LakeTables tables;
  private static List<Table> all;

  @BeforeAll
  static void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
    lake.publishModel();
    tables = lake.lake().tables();
    all = LakeSchema.tables(lake.settings());
    for (int part = 1; part <= 2; part++) {
      SampleEvents.send(lake, 5 * part);
      Prices.market(part, AFTER.plus(Duration.ofHours(part)), 100).send(lake);
      lake.run(LAYERS);
      // The second time, days of marts are replaced.
      assertThat(MartLake.refresh(lake.lake(), lake.settings(), FailPoint.NONE))
          .contains("gold.symbol_day", "gold.symbol_kpis");
    }
    all.forEach(tables::ensure);
    // What only other jobs write, and those to come; no job reads what is in gold alone.
    for (Table table : all) {
      if (isGold(table) && tables.isEmpty(table)) {
        SyntheticRows.of(table, 12)
            .coalesce(1)
            .write()
            .format("delta")
            .mode("append")
            .save(tables.pathOf(table));
      }
    }
  }

  private static void assertReadableByAll() {
    assertThat(all).allMatch(tables::exists);
    for (Table table : all) {
      new DeltaLogLines(tables.pathOf(table)).assertOldestReadersCanRead(table.id());
    }
  }

  private static void assertKernelSeesWhatSparkSees(Table table) {
    List<String> spark = PlainRows.of(tables.read(table));

    assertThat(spark).as(table.id()).isNotEmpty();
    assertThat(DeltaKernelReader.rows(tables.pathOf(table)))
        .as(table.id())
        .containsExactlyInAnyOrderElementsOf(spark);
  }

  private static boolean isGold(Table table) {
    return table.layer().equals("gold");
  }

  @Test
  @Order(1)
  void afterWrites() {
    assertReadableByAll();
  }

  @Test
  @Order(2)
  void afterOptimize() {
    new Maintenance(lake.lake(), lake.settings().maintenance(), Instant.now())
        .run(all, Maintenance.Mode.OPEN_DAYS_TOO);

    assertThat(
            all.stream()
                .filter(t -> new DeltaLogLines(tables.pathOf(t)).operations().contains("OPTIMIZE"))
                .map(Table::id))
        .contains("bronze.events", "silver.ticks", "gold.sentiment", "gold.rule_counts");
    assertReadableByAll();
  }

  @Test
  @Order(3)
  void afterACorrectedRebuild() {
    new Rebuilds("ticks").run(lake, Mode.CORRECTED);
    MartLake.refresh(lake.lake(), lake.settings(), FailPoint.NONE);

    assertReadableByAll();
  }

  @Test
  @Order(4)
  void afterAChangeOfEachTablesColumns() {
    for (Table table : all) {
      tables.ensure(withRemark(table));
      assertThat(tables.read(table).columns()).as(table.id()).contains("remark");
    }

    SyntheticRows.of(withRemark(GoldSentiment.TABLE), 4)
        .write()
        .format("delta")
        .mode("append")
        .save(tables.pathOf(GoldSentiment.TABLE));
    assertReadableByAll();
  }

  private static Table withRemark(Table table) {
    List<Column> columns = new ArrayList<>(table.columns());
    columns.add(new Column("remark", DataTypes.StringType, true, "of a later release"));
    return new Table(table.layer(), table.name(), columns, table.partitionedBy(), "");
  }

  /** Files of before and after all that, packed and not, and columns that only new ones have. */
  @Test
  @Order(5)
  void deltaKernelSeesTheRowsOfGoldThatSparkSees() {
    all.stream()
        .filter(OtherReadersTest::isGold)
        .forEach(OtherReadersTest::assertKernelSeesWhatSparkSees);
  }

  @Test
  @Order(6)
  void goldIsPartitionedByDay() {
    for (Table table : all.stream().filter(OtherReadersTest::isGold).toList()) {
      assertThat(table.partitionedBy()).as(table.id()).containsExactly("day");
      assertThat(
              Stream.of(table.structType().fields())
                  .filter(field -> field.name().equals("day"))
                  .map(field -> field.dataType().getClass()))
          .hasSize(1)
          .allMatch(DateType.class::isAssignableFrom);
    }
  }
}
