package io.marketlake.silver;

import io.marketlake.schema.Feed;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What silver accepted before, for feeds whose events carry the producer's id. */
@FunctionalInterface
public interface AcceptedEvents {
  /**
   * The feed's accepted events that may share an id with the candidates: at least all within 24
   * hours of event time of any of them.
   *
   * @param candidates rows with {@code event_time}
   * @return rows of the feed's silver table
   */
  Dataset<Row> near(Feed feed, Dataset<Row> candidates);
}
