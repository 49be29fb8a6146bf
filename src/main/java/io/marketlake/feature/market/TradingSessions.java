package io.marketlake.feature.market;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When a market trades, one session a trading date, in local time.
 *
 * <p>A session whose close is not later than its open crosses midnight and belongs to the date on
 * which it ends: 17:00 to 16:00 is a futures market, and 17:00 to 17:00 trades round the clock. A
 * close of 00:00 is the end of the day on which the session opens.
 *
 * @param open when a session begins; whole seconds
 * @param close when it ends; whole seconds
 * @param days the weekdays of trading dates
 * @param holidays dates that are no trading dates
 * @param earlyCloses when a session ends on a trading date on which it ends early
 */
public record TradingSessions(
    LocalTime open,
    LocalTime close,
    Set<DayOfWeek> days,
    Set<LocalDate> holidays,
    Map<LocalDate, LocalTime> earlyCloses)
    implements Serializable {

  public TradingSessions {
    // Sorted, so that equal sessions have equal texts in every process.
    days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
    holidays = Collections.unmodifiableSortedSet(new TreeSet<>(holidays));
    earlyCloses = Collections.unmodifiableSortedMap(new TreeMap<>(earlyCloses));
    if (!isWholeSeconds(open) || !isWholeSeconds(close)) {
      throw new IllegalArgumentException("open and close must be whole seconds");
    }
    if (days.isEmpty()) {
      throw new IllegalArgumentException("days must name a day at least");
    }
    boolean endsAtMidnight = close.equals(LocalTime.MIDNIGHT);
    LocalTime earliest = !endsAtMidnight && !close.isAfter(open) ? LocalTime.MIDNIGHT : open;
    for (Map.Entry<LocalDate, LocalTime> early : earlyCloses.entrySet()) {
      LocalDate date = early.getKey();
      LocalTime end = early.getValue();
      if (!days.contains(date.getDayOfWeek()) || holidays.contains(date)) {
        throw new IllegalArgumentException(
            "earlyCloses has " + date + ", on which there is no session");
      }
      boolean isEarly = endsAtMidnight || end.isBefore(close);
      if (!isEarly || !end.isAfter(earliest) || !isWholeSeconds(end)) {
        throw new IllegalArgumentException(
            "earlyCloses has " + end + " for " + date + ", which is not within the session");
      }
    }
  }

  private static boolean isWholeSeconds(LocalTime time) {
    return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Whether a session begins on the eve of its date. */
  public boolean crossMidnight() {
    return !close.equals(LocalTime.MIDNIGHT) && !close.isAfter(open);
  }

  /** Whether a session belongs to that date. */
  boolean isTradingDate(LocalDate date) {
    return days.contains(date.getDayOfWeek()) && !holidays.contains(date);
  }

  /** When the session of a trading date ends. */
  LocalTime closeOf(LocalDate date) {
    return earlyCloses.getOrDefault(date, close);
  }
}
