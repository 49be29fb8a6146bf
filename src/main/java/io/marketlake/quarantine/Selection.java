package io.marketlake.quarantine;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.error.QuarantineErrors;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.QuarantineEvents;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Which records of quarantine are meant; an empty part leaves none out.
 *
 * @param rejectedAs the class, such as invalid; without one, declared drops are not meant
 * @param reason the name of a rule that they broke, or a part of a reason
 * @param from the first kafka_time
 * @param to the first kafka_time after them
 */
public record Selection(
    Optional<String> feed,
    Optional<String> rejectedAs,
    Optional<String> reason,
    Optional<Instant> from,
    Optional<Instant> to) {

  private static final List<String> CLASSES =
      List.of(
          QuarantineEvents.MALFORMED,
          QuarantineEvents.INVALID,
          QuarantineEvents.DUPLICATE,
          QuarantineEvents.DROPPED);

  public Selection {
    rejectedAs
        .filter(name -> !CLASSES.contains(name))
        .ifPresent(
            name -> {
              throw QuarantineErrors.unknownClass(name, CLASSES);
            });
  }

  /** Whether declared drops are meant, whose bytes only bronze has. */
  boolean ofDrops() {
    return rejectedAs.equals(Optional.of(QuarantineEvents.DROPPED));
  }

  /** What rows of {@link QuarantineEvents} fulfil that are meant, but for declared drops. */
  Column matches() {
    Column matches = lit(true);
    if (feed.isPresent()) {
      matches = matches.and(col(BronzeEvents.FEED).equalTo(feed.get()));
    }
    if (rejectedAs.isPresent()) {
      matches = matches.and(col(QuarantineEvents.CLASS).equalTo(rejectedAs.get()));
    }
    if (reason.isPresent()) {
      String wanted = reason.get();
      matches =
          matches.and(
              array_contains(col(QuarantineEvents.FAILED_RULES), wanted)
                  .or(exists(col(QuarantineEvents.REASONS), text -> text.contains(wanted))));
    }
    if (from.isPresent()) {
      matches =
          matches
              .and(col(BronzeEvents.DAY).geq(lit(Date.valueOf(day(from.get())))))
              .and(col(BronzeEvents.KAFKA_TIME).geq(lit(Timestamp.from(from.get()))));
    }
    if (to.isPresent()) {
      matches =
          matches
              .and(col(BronzeEvents.DAY).leq(lit(Date.valueOf(day(to.get())))))
              .and(col(BronzeEvents.KAFKA_TIME).lt(lit(Timestamp.from(to.get()))));
    }
    return matches;
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
