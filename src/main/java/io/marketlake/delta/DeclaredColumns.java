package io.marketlake.delta;

import static org.apache.spark.sql.functions.lit;

import io.marketlake.error.Errors;
import io.marketlake.schema.Column;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a table is declared to have, beside those that it has. A declared one that it
 * lacks is added, and until then read as null; one that is no longer declared stays as it is; one
 * of another type is refused, since a table's files can't be read under two types by every reader.
 */
final class DeclaredColumns {
  private final Table table;

  DeclaredColumns(Table table) {
    this.table = table;
  }

  /**
   * The columns that are yet to be added.
   *
   * @throws io.marketlake.error.PipelineException if a column has another type than is declared;
   *     all such columns are named
   */
  StructType missingIn(StructType present) {
    Set<String> names = Set.of(present.fieldNames());
    List<StructField> missing = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    List<String> cures = new ArrayList<>();
    for (StructField wanted : table.structType().fields()) {
      if (!names.contains(wanted.name())) {
        missing.add(wanted);
        continue;
      }
      DataType found = present.apply(wanted.name()).dataType();
      if (!found.sameType(wanted.dataType())) {
        differences.add(
            "%s is %s and is now declared as %s"
                .formatted(wanted.name(), found.simpleString(), wanted.dataType().simpleString()));
        cures.add("column = " + wanted.name() + "_" + shortName(wanted.dataType()));
      }
    }
    if (!differences.isEmpty()) {
      String difference = String.join("; and ", differences);
      throw SilverTable.isOfAFeed(table)
          ? Errors.otherSchema(table.id(), table.name(), difference, String.join(", ", cures))
          : Errors.otherRelease(table.id(), difference);
    }
    return new StructType(missing.toArray(StructField[]::new));
  }

  /** Rows of the table with every declared column, null where the table does not have it yet. */
  Dataset<Row> of(Dataset<Row> rows) {
    Set<String> names = Set.of(rows.columns());
    Map<String, org.apache.spark.sql.Column> absent = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      if (!names.contains(column.name())) {
        absent.put(column.name(), lit(null).cast(column.type()));
      }
    }
    return absent.isEmpty() ? rows : rows.withColumns(absent);
  }

  /** Such as decimal of decimal(18,8), and strings of a list of them. */
  private static String shortName(DataType type) {
    String name = type.simpleString().replaceAll("[^a-z].*", "");
    return name.equals("bigint") ? "long" : name.equals("array") ? "strings" : name;
  }
}
