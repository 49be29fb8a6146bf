package io.marketlake.delta;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which days of a table commits have changed.
 *
 * @param everything whether rows were changed that belong to no day, or the log no longer tells
 * @param days the days, unless everything counts as changed
 * @param since of a table whose rows count from a day on: the first day from which a new one does
 */
public record TouchedDays(
    boolean everything, SortedSet<LocalDate> days, Optional<LocalDate> since) {
  public TouchedDays {
    days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
  }

  static final TouchedDays EVERYTHING = new TouchedDays(true, new TreeSet<>(), Optional.empty());
  static final TouchedDays NONE = new TouchedDays(false, new TreeSet<>(), Optional.empty());

  /** Whether nothing has changed. */
  public boolean isNone() {
    return !everything && days.isEmpty() && since.isEmpty();
  }
}
