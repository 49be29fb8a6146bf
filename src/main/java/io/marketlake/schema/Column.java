package io.marketlake.schema;

import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * A column of a table.
 *
 * @param nullable whether a row may have none; as marketlake writes it, not as Delta stores it
 * @param doc its meaning
 * @param unit what it is counted in; empty where it is no quantity
 * @param source where its values come from, where that is not what its table says
 */
public record Column(
    String name,
    DataType type,
    boolean nullable,
    String doc,
    String unit,
    Optional<String> source) {

  /** A column that is no quantity, and comes from where its table's columns do. */
  public Column(String name, DataType type, boolean nullable, String doc) {
    this(name, type, nullable, doc, "", Optional.empty());
  }

  /** The same column, counted in a unit. */
  public Column in(String itsUnit) {
    return new Column(name, type, nullable, doc, itsUnit, source);
  }

  /** The same column, whose values come from elsewhere than its table's others do. */
  public Column from(String itsSource) {
    return new Column(name, type, nullable, doc, unit, Optional.of(itsSource));
  }

  static Column required(String name, DataType type, String doc) {
    return new Column(name, type, false, doc);
  }

  static Column optional(String name, DataType type, String doc) {
    return new Column(name, type, true, doc);
  }

  /**
   * The column as Delta stores it. Every column is nullable in storage: a NOT NULL invariant would
   * make a commit fail where a quarantine row is owed.
   */
  StructField structField() {
    Metadata comment = new MetadataBuilder().putString("comment", doc).build();
    return DataTypes.createStructField(name, type, true, comment);
  }
}
