package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.GeneratedFiles;
import io.marketlake.TestSpark;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Lake;
import io.marketlake.schema.Column;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every table and view says what a row is, and of each column its meaning, unit and source;
 * docs/tables.md is made of that.
 *
 * <p>Tier: CI.
 */
class TablesDocTest {
  @TempDir private static Path folder;
  private static List<Table> tables;
  private static List<TablesDoc.View> views;

  @BeforeAll
  static void lookAtAllTablesAndViews() {
    Settings settings =
        SettingsLoader.load(Optional.empty(), Map.of("lake.path", folder.toString()), Map.of())
            .settings();
    tables = LakeSchema.tables(settings);
    SparkSession spark = TestSpark.session();
    Lake lake = Lake.open(spark, settings.lake());
    tables.forEach(lake.tables()::ensure);
    forgetNames(spark);
    LakeSchema.register(spark, lake, settings);
    views = TablesDoc.views(spark, tables);
  }

  /** The catalog is one for all tests of the JVM. */
  @AfterAll
  static void forgetNames() {
    forgetNames(TestSpark.session());
  }

  private static void forgetNames(SparkSession spark) {
    for (String layer : List.of("bronze", "silver", "quarantine", "gold", "reference", "ops")) {
      spark.sql("DROP DATABASE IF EXISTS " + layer + " CASCADE");
    }
  }

  @Test
  void theDocumentIsWhatTheCodeSays() {
    GeneratedFiles.assertIs(Path.of("docs/tables.md"), TablesDoc.text(tables, views));
  }

  @Test
  void everyTableSaysWhatARowIsByWhichColumnsItIsKnownAndWhereItComesFrom() {
    for (Table table : tables) {
      List<String> names = table.columns().stream().map(Column::name).toList();

      assertThat(table.doc()).as(table.id()).isNotBlank();
      assertThat(table.grain()).as(table.id() + ": grain").isNotBlank();
      assertThat(table.source()).as(table.id() + ": source").isNotBlank();
      assertThat(table.key()).as(table.id() + ": key").isNotEmpty().isSubsetOf(names);
      assertThat(names).as(table.id()).doesNotHaveDuplicates();
    }
  }

  @Test
  void everyColumnHasAMeaningAndEveryQuantityAUnit() {
    for (Table table : tables) {
      for (Column column : table.columns()) {
        assertThat(column.doc()).as(table.id() + "." + column.name()).isNotBlank();
        if (TablesDoc.isQuantity(column)) {
          assertThat(column.unit()).as(table.id() + "." + column.name() + ": unit").isNotBlank();
        }
      }
    }
  }

  /** A mart would read the table of such a feed in the place of the view. */
  @Test
  void aFeedCantBeNamedAsAViewOfSilverIs() {
    assertThat(views.stream().map(TablesDoc.View::id).filter(id -> id.startsWith("silver.")))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            id -> assertThat(SilverTable.TAKEN).contains(id.substring(id.indexOf('.') + 1)));
  }

  @Test
  void everyViewAndEachOfItsColumnsHasAMeaning() {
    assertThat(views)
        .extracting(TablesDoc.View::id)
        .contains("silver.bars_current", "ops.champions");
    for (TablesDoc.View view : views) {
      assertThat(view.doc()).as(view.id() + ": COMMENT").isNotBlank();
      for (Column column : view.columns()) {
        assertThat(column.doc()).as(view.id() + "." + column.name()).isNotBlank();
      }
    }
  }
}
