package io.marketlake.job;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A transformation of rows: no I/O, no action, no clock and no session inside, so that a stream, a
 * batch and a test run the same code. An implementation checks the columns that it needs first.
 */
@FunctionalInterface
public interface Stage {
  Dataset<Row> apply(Dataset<Row> rows);
}
