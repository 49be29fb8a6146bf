package io.marketlake.silver;

import io.marketlake.schema.Feed;
import java.time.Duration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What silver accepted before, for feeds whose events are compared with each other. */
@FunctionalInterface
public interface AcceptedEvents {
  /**
   * The feed's accepted events that may have the same values as the candidates: at least all within
   * a span of event time of any of them.
   *
   * @param candidates rows with {@code event_time}
   * @param within the span
   * @return rows of the feed's silver table
   */
  Dataset<Row> near(Feed feed, Dataset<Row> candidates, Duration within);
}
