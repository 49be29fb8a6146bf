package io.marketlake.schema;

import java.time.Duration;

/**
 * When the lake could first know an event of a feed.
 *
 * @param source the clock
 * @param delay added to the event's own time where that is the clock
 */
public record KnownAt(Source source, Duration delay) {

  /** The clock of {@code known_at}. */
  public enum Source {
    /** The Kafka record's timestamp. */
    KAFKA,
    /** The event's own time; for an event with a date only, the end of that day in its zone. */
    EVENT
  }

  public static final KnownAt KAFKA_TIME = new KnownAt(Source.KAFKA, Duration.ZERO);
}
