package io.marketlake.topology;

import java.time.Duration;

/**
 * How a query cuts its stream.
 *
 * @param trigger a micro-batch begins at most this often
 * @param maxRecordsPerBatch the most Kafka records of a micro-batch
 * @param parallelWrites tables that a micro-batch writes at the same time
 */
public record StreamSettings(Duration trigger, long maxRecordsPerBatch, int parallelWrites) {

  public StreamSettings {
    if (trigger.isNegative()) {
      throw new IllegalArgumentException("trigger must not be negative");
    }
    if (maxRecordsPerBatch < 1 || parallelWrites < 1) {
      throw new IllegalArgumentException(
          "max-records-per-batch and parallel-writes must be at least 1");
    }
  }
}
