package io.marketlake.marts;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.marketlake.error.MartErrors;
import io.marketlake.schema.BronzeEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Holds what a mart's query gives to what its header says, before anything is written. */
final class MartCheck {
  private static final String COUNT = "__rows";

  private final Mart mart;

  MartCheck(Mart mart) {
    this.mart = mart;
  }

  /** How many rows there are, of how many days. */
  record Size(long rows, long days) {}

  /** Throws where the table was made with columns of other types. */
  void requireTypes(StructType present) {
    String differences =
        mart.columns().stream()
            .filter(column -> List.of(present.fieldNames()).contains(column.name()))
            .filter(column -> !present.apply(column.name()).dataType().sameType(column.type()))
            .map(
                column ->
                    "%s is %s and is now declared as %s"
                        .formatted(
                            column.name(),
                            present.apply(column.name()).dataType().simpleString(),
                            column.type().simpleString()))
            .collect(Collectors.joining("; and "));
    if (!differences.isEmpty()) {
      throw MartErrors.otherType(mart.file(), mart.table().id(), differences);
    }
  }

  /** Throws where the query's columns are not those of the header. */
  void requireColumns(StructType found) {
    List<String> differences = new ArrayList<>();
    List<String> present = List.of(found.fieldNames());
    for (MartColumn column : mart.columns()) {
      if (!present.contains(column.name())) {
        differences.add("its query gives no column " + column.name());
        continue;
      }
      DataType type = found.apply(column.name()).dataType();
      if (!type.sameType(column.type())) {
        differences.add(
            "its query gives %s as %s, and its header says %s"
                .formatted(column.name(), type.simpleString(), column.type().simpleString()));
      }
    }
    List<String> declared = mart.columns().stream().map(MartColumn::name).toList();
    for (StructField field : found.fields()) {
      if (!declared.contains(field.name())) {
        differences.add("its header does not declare the column " + field.name());
      }
    }
    if (!differences.isEmpty()) {
      throw MartErrors.otherColumns(mart.file(), String.join("; and ", differences));
    }
  }

  /** Throws where two rows have one key, or a row has no day. */
  Size requireKey(Dataset<Row> rows) {
    Column[] key = key();
    Dataset<Row> groups = rows.groupBy(key).agg(count(lit(1)).as(COUNT));
    Row figures =
        groups
            .agg(
                max(col(COUNT)),
                sum(col(COUNT)),
                sum(when(col(BronzeEvents.DAY).isNull(), col(COUNT)).otherwise(0L)),
                countDistinct(col(BronzeEvents.DAY)))
            .first();
    if (figures.isNullAt(0)) {
      return new Size(0, 0);
    }
    if (figures.getLong(2) > 0) {
      throw MartErrors.noDay(mart.file(), figures.getLong(2));
    }
    if (figures.getLong(0) > 1) {
      Row example = groups.filter(col(COUNT).gt(1)).select(key).first();
      throw MartErrors.repeatedKey(
          mart.file(), String.join(", ", mart.key()), example.mkString(", "));
    }
    return new Size(figures.getLong(1), figures.getLong(3));
  }

  /** The columns of the key. */
  Column[] key() {
    return mart.key().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
  }
}
