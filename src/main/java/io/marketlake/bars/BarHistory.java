package io.marketlake.bars;

import io.marketlake.schema.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the tables of bars hold already. */
public interface BarHistory {
  /**
   * The newest state of these symbols or partitions, and of all others that fulfil a condition.
   *
   * @param keys rows of {@link io.marketlake.schema.SilverBarStates#KEY}
   */
  Dataset<Row> states(Dataset<Row> keys, Column orFulfilling);

  /** The newest state of every Kafka partition of a feed. */
  Dataset<Row> partitions(String feed);

  /** The rows of a table of bars as they are now. */
  Dataset<Row> written(Table table);

  /** Packs the states where there are many small files of them. */
  void pack();
}
