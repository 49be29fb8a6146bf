package io.marketlake.athena;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.GeneratedFiles;
import io.marketlake.schema.Column;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * The folder {@code athena/}: what follows from the tables is made from them, and what was written
 * by hand has nothing that Athena would refuse.
 *
 * <p>Tier: CI.
 */
class AthenaFilesTest {
  private static final Path FOLDER = Path.of("athena");

  private final List<Table> gold = Statements.gold();

  private List<String> withTimes() {
    return gold.stream().filter(AthenaFiles::hasTimes).map(Table::name).toList();
  }

  private Set<String> relations() {
    Set<String> names =
        gold.stream().map(Table::name).collect(Collectors.toCollection(TreeSet::new));
    AthenaFiles.views(gold).keySet().forEach(file -> names.add(file.replace(".sql", "")));
    Statements.views().forEach(view -> names.add(view.name()));
    return names;
  }

  @Test
  void eachGoldTableHasItsStatement() {
    GeneratedFiles.assertAre(FOLDER.resolve("tables"), ".*", AthenaFiles.tables(gold));
    GeneratedFiles.assertIs(FOLDER.resolve("columns.txt"), AthenaFiles.columns(gold));
  }

  @Test
  void eachGoldTableWithTimesHasAViewOfPlainOnes() {
    GeneratedFiles.assertAre(
        FOLDER.resolve("views"), ".*" + AthenaFiles.PLAIN + "\\.sql", AthenaFiles.views(gold));
  }

  @Test
  void theStatementOfATableIsTheOneThatAthenaTakes() {
    assertThat(AthenaFiles.tables(gold).get("sentiment.sql"))
        .isEqualTo(
            "CREATE EXTERNAL TABLE marketlake.sentiment LOCATION"
                + " 's3://YOUR-BUCKET/lake/gold/sentiment/' TBLPROPERTIES ('table_type'='DELTA')\n");
  }

  @Test
  void timesWithinAColumnLoseTheirZoneToo() {
    StructType step =
        new StructType()
            .add("at", DataTypes.TimestampType)
            .add("price", DataTypes.createDecimalType(18, 8));
    Table table =
        new Table(
            "gold",
            "steps",
            List.of(
                new Column("day", DataTypes.DateType, true, "day"),
                new Column("made_at", DataTypes.TimestampType, true, "when"),
                new Column("steps", DataTypes.createArrayType(step), true, "its steps")),
            List.of("day"),
            "Steps.");

    assertThat(AthenaFiles.views(List.of(table)).get("steps_utc.sql"))
        .isEqualTo(
            """
            -- Steps. Times are in UTC. Made by scripts/docs.sh.
            CREATE OR REPLACE VIEW marketlake.steps_utc AS
            SELECT
              "day",
              CAST("made_at" AT TIME ZONE 'UTC' AS timestamp) AS "made_at",
              CAST("steps" AS array(row("at" timestamp, "price" decimal(18, 8)))) AS "steps"
            FROM marketlake.steps
            """);
  }

  @Test
  void noViewAndNoQueryHasWhatAthenaRefuses() {
    for (Statements.Named sql : Statements.viewsAndQueries()) {
      assertThat(new AthenaSql(sql.name(), sql.text()).problems(withTimes(), relations()))
          .as(sql.file().toString())
          .isEmpty();
    }
  }

  @Test
  void theViewsOfWhatHoldsNowHaveAllColumnsOfTheirTables() {
    for (Table table : List.of(GoldAlerts.TABLE, GoldDirection.TABLE)) {
      String view =
          Statements.views().stream()
              .filter(v -> v.name().equals(table.name() + "_current"))
              .findFirst()
              .orElseThrow()
              .text();
      List<String> selected =
          Pattern.compile("^  \\w+\\.\"(\\w+)\",?$", Pattern.MULTILINE)
              .matcher(view)
              .results()
              .map(found -> found.group(1))
              .toList();
      assertThat(selected).isEqualTo(table.columns().stream().map(Column::name).toList());
    }
  }

  @Test
  void viewsReadTablesAndViewsOfPlainTimesOnlySoThatTheirOrderIsClear() {
    for (Statements.Named view : Statements.views()) {
      if (!view.name().endsWith(AthenaFiles.PLAIN)) {
        assertThat(new AthenaSql(view.name(), view.text()).reads())
            .as(view.name())
            .isNotEmpty()
            .allMatch(
                read ->
                    read.endsWith(AthenaFiles.PLAIN)
                        || gold.stream().anyMatch(t -> t.name().equals(read)));
      }
    }
  }

  /**
   * By the partitions of a table: a view would be computed for its days. An open alert may be of
   * any day, and steps of alerts are few.
   */
  @Test
  void eachQueryStartsFromTheNewestDayBesidesThatOfOpenAlerts() {
    assertThat(Statements.queries())
        .filteredOn(query -> !startsFromNewestDay(query.text()))
        .extracting(Statements.Named::name)
        .containsExactly("open_alerts");
  }

  private boolean startsFromNewestDay(String query) {
    Matcher newest =
        Pattern.compile("\\(SELECT max\\(day\\) FROM marketlake\\.(\\w+)\\)").matcher(query);
    return newest.find()
        && (newest.group(1).endsWith(AthenaFiles.PLAIN)
            || gold.stream().anyMatch(table -> table.name().equals(newest.group(1))));
  }

  @Test
  void everyFileSaysWhatItIsForAndTheReadmeNamesIt() throws IOException {
    String readme = Files.readString(FOLDER.resolve("README.md"));
    for (Statements.Named sql : Statements.viewsAndQueries()) {
      assertThat(sql.text()).as(sql.file().toString()).startsWith("-- ").endsWith("\n");
      if (!sql.name().endsWith(AthenaFiles.PLAIN)) {
        assertThat(readme).contains("`" + FOLDER.relativize(sql.file()) + "`");
      }
    }
  }

  @Test
  void theWorkgroupRunsEngineThreeAndLimitsWhatAQueryScans() throws IOException {
    JsonNode workgroup = new JsonMapper().readTree(FOLDER.resolve("workgroup.json").toFile());
    JsonNode settings = workgroup.path("Configuration");

    assertThat(workgroup.path("Name").asText()).isEqualTo("marketlake");
    assertThat(settings.path("EngineVersion").path("SelectedEngineVersion").asText())
        .isEqualTo("Athena engine version 3");
    assertThat(settings.path("BytesScannedCutoffPerQuery").asLong())
        .isBetween(10_000_000L, 1L << 40);
    assertThat(settings.path("EnforceWorkGroupConfiguration").asBoolean())
        .as("else a client could pass the limit")
        .isTrue();
  }
}
