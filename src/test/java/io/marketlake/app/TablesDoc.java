package io.marketlake.app;

import io.marketlake.schema.Column;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;

/**
 * What docs/tables.md says: every table as its class declares it, and every view as SQL sees it.
 */
final class TablesDoc {
  private static final List<String> LAYERS =
      List.of("bronze", "silver", "quarantine", "gold", "reference", "ops");

  /** A view, its columns with the meaning and unit that the catalog and the tables know. */
  record View(String id, String doc, List<Column> columns) {
    String layer() {
      return id.substring(0, id.indexOf('.'));
    }
  }

  private TablesDoc() {}

  /** The views that the session's catalog has. */
  static List<View> views(SparkSession spark, Collection<Table> tables) {
    List<View> views = new ArrayList<>();
    for (String layer : LAYERS) {
      for (Row listed :
          spark
              .sql("SHOW VIEWS IN " + layer)
              // Views of the session are listed in every layer.
              .filter("NOT isTemporary")
              .select("viewName")
              .orderBy("viewName")
              .collectAsList()) {
        String id = layer + "." + listed.getString(0);
        List<Column> columns = new ArrayList<>();
        for (StructField field : spark.table(id).schema().fields()) {
          Optional<Column> known = columnOf(tables, layer, field.name());
          columns.add(
              new Column(
                  field.name(),
                  field.dataType(),
                  true,
                  field.getComment().nonEmpty()
                      ? field.getComment().get()
                      : known.map(Column::doc).orElse(""),
                  known.map(Column::unit).orElse(""),
                  Optional.empty()));
        }
        views.add(new View(id, comment(spark, id), columns));
      }
    }
    return views;
  }

  private static Optional<Column> columnOf(Collection<Table> tables, String layer, String name) {
    return tables.stream()
        .filter(table -> table.layer().equals(layer))
        // What a feed says of a column is less than what the lake's own tables say.
        .sorted(Comparator.comparing(SilverTable::isOfAFeed))
        .flatMap(table -> table.columns().stream())
        // What a view calls sma is sma_20 in the table, by its period.
        .filter(column -> column.name().matches(name + "(_\\d+)*"))
        .findFirst();
  }

  private static String comment(SparkSession spark, String id) {
    return spark
        .sql("DESCRIBE TABLE EXTENDED " + id)
        .filter("col_name = 'Comment'")
        .collectAsList()
        .stream()
        .map(row -> row.getString(1))
        .findFirst()
        .orElse("");
  }

  static String text(Collection<Table> tables, Collection<View> views) {
    StringBuilder text = new StringBuilder(HEAD);
    text.append("| table or view | one row is |\n|---|---|\n");
    for (String layer : LAYERS) {
      of(layer, tables).forEach(t -> text.append(line(link(t.id()), t.grain())));
      views.stream()
          .filter(view -> view.layer().equals(layer))
          .forEach(view -> text.append(line(link(view.id()) + " (view)", view.doc())));
    }
    for (String layer : LAYERS) {
      of(layer, tables).forEach(t -> text.append(section(t)));
      views.stream()
          .filter(view -> view.layer().equals(layer))
          .forEach(view -> text.append(section(view)));
    }
    return text.toString();
  }

  private static Stream<Table> of(String layer, Collection<Table> tables) {
    return tables.stream().filter(table -> table.layer().equals(layer));
  }

  private static String link(String id) {
    return "[`" + id + "`](#" + id.replace(".", "") + ")";
  }

  private static String section(Table table) {
    StringBuilder text = new StringBuilder("\n## " + table.id() + "\n\n" + table.doc() + "\n\n");
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("one row", table.grain());
    facts.put("key", names(table.key()));
    facts.put(
        "partitioned by",
        table.partitionedBy().isEmpty() ? "nothing" : names(table.partitionedBy()));
    facts.put("written by", "`" + table.writer() + "`");
    facts.put("from", table.source());
    facts.forEach(
        (fact, value) -> text.append("- ").append(fact).append(": ").append(value).append('\n'));
    text.append("\n| column | type | null | unit | meaning | from |\n|---|---|---|---|---|---|\n");
    for (Column column : table.columns()) {
      text.append(
          line(
              "`" + column.name() + "`",
              type(column.type()),
              column.nullable() ? "may be" : "never",
              unit(column),
              column.doc(),
              column.source().orElse("")));
    }
    return text.toString();
  }

  private static String section(View view) {
    StringBuilder text =
        new StringBuilder("\n## " + view.id() + "\n\nA view. " + view.doc() + "\n\n");
    text.append("| column | type | unit | meaning |\n|---|---|---|---|\n");
    for (Column column : view.columns()) {
      text.append(line("`" + column.name() + "`", type(column.type()), unit(column), column.doc()));
    }
    return text.toString();
  }

  private static String names(List<String> columns) {
    return columns.stream().map(c -> "`" + c + "`").collect(Collectors.joining(", "));
  }

  private static String type(DataType type) {
    return "`" + type.catalogString().replace(",", ", ") + "`";
  }

  /** A quantity's unit is declared; that of a time follows from its type. */
  static String unit(Column column) {
    if (!column.unit().isEmpty()) {
      return column.unit();
    }
    if (column.type() instanceof TimestampType) {
      return "UTC";
    }
    if (column.type() instanceof DateType) {
      return "day";
    }
    return column.type() instanceof BooleanType ? "true or false" : "";
  }

  /** Whether somebody has to say what it is counted in. */
  static boolean isQuantity(Column column) {
    return column.type() instanceof NumericType;
  }

  private static String line(String... cells) {
    return Stream.of(cells)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static final String HEAD =
      """
      # Tables

      <!-- Made by scripts/docs.sh from the classes of the package schema, the feeds of conf/feeds and the
      views of LakeCatalog. A test fails when they say something else. -->

      Every table and view of a lake under the settings that ship; a feed of your own gets a table
      `silver.<feed>` and views `bronze.<feed>` and `quarantine.<feed>`. In storage every column may be
      null, so that old rows keep their place when a column comes in; *never* says what marketlake writes
      today. `from` names where a column's values come from, where that is not what its table says. Views
      are of Spark's SQL ([query.sh](../scripts/spark-submit/query.sh)); those of Athena are in
      [athena](../athena/README.md).

      """;
}
