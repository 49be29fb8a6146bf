package io.marketlake.silver;

import io.marketlake.schema.Feed;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What silver has counted before. */
@FunctionalInterface
public interface JudgedBefore {
  /** The rows of {@link io.marketlake.schema.GoldRuleCounts} of a feed. */
  Dataset<Row> counts(Feed feed);
}
