package io.marketlake.history;

import static org.apache.spark.sql.functions.broadcast;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Joins of rows on columns of the same name. */
final class Joins {
  private Joins() {}

  /** The columns, as Spark wants them. */
  static Seq<String> on(String... columns) {
    return on(List.of(columns));
  }

  static Seq<String> on(List<String> columns) {
    return JavaConverters.asScalaBuffer(columns).toSeq();
  }

  /** Those of the rows that a few others have the like of in these columns. */
  static Dataset<Row> having(Dataset<Row> rows, Dataset<Row> few, String... columns) {
    return rows.join(broadcast(few), on(columns), "left_semi");
  }
}
