package io.marketlake.quarantine;

import io.marketlake.schema.Feed;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which corrections repeat what silver has taken since they were judged. */
public interface Repeats {
  /** Whether a feed keeps repeats out of silver at all. */
  boolean keptOut(Feed feed);

  /** Of rows of the feed's silver table, those that it has by now under another coordinate. */
  Dataset<Row> of(Feed feed, Dataset<Row> corrections);
}
