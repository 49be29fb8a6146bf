package io.marketlake.schema;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** A column of a table. {@code doc} says its meaning and, where it is not obvious, its unit. */
public record Column(String name, DataType type, boolean nullable, String doc) {

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
