package io.marketlake.report;

import org.apache.spark.sql.Row;

/** A row of an answer. */
record Answer(Row row) {
  /** A figure; NaN where it is null. */
  double figure(String column) {
    Object value = row.getAs(column);
    return value == null ? Double.NaN : ((Number) value).doubleValue();
  }

  /** A text; empty where it is null. */
  String text(String column) {
    Object value = row.getAs(column);
    return value == null ? "" : value.toString();
  }

  /** A text no longer than a line of a table. */
  String line(String column) {
    String text = text(column);
    int most = 160;
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** The parts of a struct, by their names. */
  Answer part(String column) {
    return new Answer(row.getAs(column));
  }

  int number(String column) {
    return row.<Number>getAs(column).intValue();
  }
}
