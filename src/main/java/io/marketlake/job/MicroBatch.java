package io.marketlake.job;

import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The micro-batch that a layer works on. The same micro-batch tried again has the same values. */
public interface MicroBatch {
  /** Its number within the query's checkpoint, from 0. */
  long id();

  /** When it was planned; a retry keeps it. */
  Instant plannedAt();

  /** Keeps computed rows until the micro-batch ends, so that several outputs share them. */
  Dataset<Row> keep(Dataset<Row> rows);
}
