package io.marketlake.history;

import io.marketlake.bars.BarFeed;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.Removals;
import io.marketlake.error.RemovalErrors;
import io.marketlake.schema.SilverTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The days of a feed whose events a retention has removed: bars of them stay as they are. What an
 * erasure took is missing from the bars that are made after it.
 */
record RemovedEvents(BarFeed feed, Optional<LocalDate> newestDay) {

  static RemovedEvents of(LakeTables tables, BarFeed feed) {
    return new RemovedEvents(feed, Removals.newestRetired(tables, SilverTable.of(feed.feed())));
  }

  /**
   * Throws where bars since a moment would be made without events that they once were made of.
   *
   * @param cut microseconds since 1970; the lowest number for all there is
   */
  void requireNoneSince(long cut, BarRebuild.Mode mode) {
    newestDay
        .filter(day -> cut < endOf(day))
        .ifPresent(
            day -> {
              throw RemovalErrors.eventsRemoved(
                  feed.name(), mode.option(), day.toString(), firstWhole(day).toString());
            });
  }

  /** The first date whose bars have none of these events. */
  private LocalDate firstWhole(LocalDate day) {
    LocalDate date = day;
    while (feed.rules().beginOf(date) < endOf(day)) {
      date = date.plusDays(1);
    }
    return date;
  }

  private static long endOf(LocalDate day) {
    return ChronoUnit.MICROS.between(
        Instant.EPOCH, day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
