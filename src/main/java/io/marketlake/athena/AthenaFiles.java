package io.marketlake.athena;

import io.marketlake.schema.Column;
import io.marketlake.schema.Table;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The statements that follow from the tables of gold alone: one that registers each, and for each
 * that has times a view in which these are plain timestamps in UTC, since Athena has no view with a
 * timestamp with time zone.
 */
public final class AthenaFiles {
  static final String DATABASE = "marketlake";

  /** What stands for the lake until somebody says where it is. */
  static final String LAKE = "s3://YOUR-BUCKET/lake";

  /** What the name of a view with plain times ends with. */
  static final String PLAIN = "_utc";

  private AthenaFiles() {}

  /**
   * All files by their path within the folder: {@code tables/<table>.sql}, {@code
   * views/<table>_utc.sql} and {@code columns.txt}.
   *
   * @param gold the tables of gold, a user's own marts among them
   */
  public static Map<String, String> of(Collection<Table> gold) {
    Map<String, String> files = new TreeMap<>();
    tables(gold).forEach((name, text) -> files.put("tables/" + name, text));
    views(gold).forEach((name, text) -> files.put("views/" + name, text));
    files.put("columns.txt", columns(gold));
    return files;
  }

  static Map<String, String> tables(Collection<Table> gold) {
    Map<String, String> files = new TreeMap<>();
    gold.forEach(table -> files.put(table.name() + ".sql", statement(table)));
    return files;
  }

  /**
   * Names no columns: Athena takes them from the Delta log, and refuses the statement with them.
   */
  private static String statement(Table table) {
    return "CREATE EXTERNAL TABLE %s.%s LOCATION '%s/%s/' TBLPROPERTIES ('table_type'='DELTA')%n"
        .formatted(DATABASE, table.name(), LAKE, table.path());
  }

  /** The columns that Glue should know of each table, to tell one that it learnt long ago. */
  static String columns(Collection<Table> gold) {
    return gold.stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .map(
            table ->
                table.name()
                    + " "
                    + table.columns().stream()
                        .map(column -> column.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(" "))
                    + "\n")
        .collect(Collectors.joining());
  }

  static Map<String, String> views(Collection<Table> gold) {
    Map<String, String> files = new TreeMap<>();
    gold.stream()
        .filter(AthenaFiles::hasTimes)
        .forEach(table -> files.put(table.name() + PLAIN + ".sql", view(table)));
    return files;
  }

  static boolean hasTimes(Table table) {
    return table.columns().stream().anyMatch(column -> hasTimes(column.type()));
  }

  private static String view(Table table) {
    return "-- %s Times are in UTC. Made by scripts/docs.sh.%n"
            .formatted(table.doc().replaceAll("\\s+", " "))
        + "CREATE OR REPLACE VIEW %s.%s%s AS%nSELECT%n  ".formatted(DATABASE, table.name(), PLAIN)
        + table.columns().stream().map(AthenaFiles::selected).collect(Collectors.joining(",\n  "))
        + "%nFROM %s.%s%n".formatted(DATABASE, table.name());
  }

  private static String selected(Column column) {
    String name = "\"" + column.name() + "\"";
    if (column.type() instanceof TimestampType) {
      return "CAST(%s AT TIME ZONE 'UTC' AS timestamp) AS %s".formatted(name, name);
    }
    return hasTimes(column.type())
        ? "CAST(%s AS %s) AS %s".formatted(name, type(column.type()), name)
        : name;
  }

  private static boolean hasTimes(DataType type) {
    if (type instanceof ArrayType array) {
      return hasTimes(array.elementType());
    }
    if (type instanceof MapType map) {
      return hasTimes(map.keyType()) || hasTimes(map.valueType());
    }
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).anyMatch(field -> hasTimes(field.dataType()));
    }
    return type instanceof TimestampType;
  }

  /** A type in Athena's words, its times without a zone. */
  private static String type(DataType type) {
    if (type instanceof ArrayType array) {
      return "array(" + type(array.elementType()) + ")";
    }
    if (type instanceof MapType map) {
      return "map(" + type(map.keyType()) + ", " + type(map.valueType()) + ")";
    }
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields())
          .map(field -> "\"" + field.name() + "\" " + type(field.dataType()))
          .collect(Collectors.joining(", ", "row(", ")"));
    }
    if (type instanceof StringType) {
      return "varchar";
    }
    if (type instanceof BinaryType) {
      return "varbinary";
    }
    if (type instanceof IntegerType) {
      return "integer";
    }
    if (type instanceof LongType) {
      return "bigint";
    }
    return type instanceof DecimalType decimal
        ? "decimal(%d, %d)".formatted(decimal.precision(), decimal.scale())
        : type.typeName();
  }
}
