package io.marketlake.silver;

import io.marketlake.schema.Expectation.Uniqueness;
import io.marketlake.schema.Feed;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What silver accepted before, for feeds whose events are compared with each other. */
@FunctionalInterface
public interface AcceptedEvents {
  /**
   * The feed's accepted events that candidates may repeat: at least all that have the values of one
   * of them in the rule's columns and lie within its span of event time.
   *
   * @param candidates rows with {@code event_time} and the rule's columns
   * @return rows of the feed's silver table
   */
  Dataset<Row> near(Feed feed, Dataset<Row> candidates, Uniqueness rule);

  /**
   * Whether one of a few candidates may repeat another or an accepted event: false where that is
   * known without reading the events.
   *
   * @param candidates rows with {@code event_time} and the rule's columns
   */
  default boolean mayRepeat(Feed feed, Dataset<Row> candidates, Uniqueness rule) {
    return true;
  }

  /**
   * Events that are going to be accepted whatever comes: those of a replay that has begun to write.
   * Asked for before the others, so that one which is written in between is in both rather than in
   * neither.
   *
   * @return rows of the feed's silver table; to be read at once, since they are soon gone
   */
  default Optional<Dataset<Row>> announced(Feed feed) {
    return Optional.empty();
  }
}
