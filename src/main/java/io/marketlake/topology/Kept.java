package io.marketlake.topology;

import io.marketlake.job.MicroBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** A micro-batch, with the rows that it keeps until it ends. */
final class Kept implements MicroBatch, AutoCloseable {
  private final long id;
  private final Instant plannedAt;
  private final List<Dataset<Row>> kept = new ArrayList<>();

  Kept(long id, Instant plannedAt) {
    this.id = id;
    this.plannedAt = plannedAt;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Instant plannedAt() {
    return plannedAt;
  }

  @Override
  public Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> persisted = rows.persist(StorageLevel.MEMORY_AND_DISK());
    kept.add(persisted);
    return persisted;
  }

  @Override
  public void close() {
    for (Dataset<Row> rows : kept) {
      rows.unpersist();
    }
  }
}
