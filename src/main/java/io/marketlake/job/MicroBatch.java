package io.marketlake.job;

import java.time.Instant;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The micro-batch that a layer works on. The same micro-batch tried again has the same values. */
public interface MicroBatch {
  /** Its number within the query's checkpoint, from 0; negative in a refill. */
  long id();

  /**
   * Whether it is a step of a refill: rows that a layer's tables lack, though some of its tables
   * may have had them before.
   */
  default boolean isRefill() {
    return id() < 0;
  }

  /** Whether it has so few rows that plans and tasks of their own cost more than they gain. */
  default boolean isSmall() {
    return false;
  }

  /** When it was planned; a retry keeps it. */
  Instant plannedAt();

  /**
   * Fixes a choice that the outside world may change, such as a model's version: the first try's
   * choice is stored before it is used, and every later try of the same micro-batch gets it.
   */
  String fixed(String name, Supplier<String> choice);

  /** Keeps computed rows until the micro-batch ends, so that several outputs share them. */
  Dataset<Row> keep(Dataset<Row> rows);
}
