package io.marketlake.delta;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a table's log says of the rows of a day, without a look at them.
 *
 * @param rows how many there are; empty where a file was written without statistics
 * @param newest of each time asked for, the newest of the day, in milliseconds rounded down or up;
 *     absent where no file says it
 */
public record DayRows(LocalDate day, OptionalLong rows, Map<String, Instant> newest) {
  public DayRows {
    newest = Map.copyOf(newest);
  }

  /** Of this file or day and another one of the same day together. */
  DayRows with(DayRows other) {
    Map<String, Instant> both = new TreeMap<>(newest);
    other.newest.forEach((name, time) -> both.merge(name, time, (a, b) -> a.isAfter(b) ? a : b));
    OptionalLong sum =
        rows.isPresent() && other.rows.isPresent()
            ? OptionalLong.of(rows.getAsLong() + other.rows.getAsLong())
            : OptionalLong.empty();
    return new DayRows(day, sum, both);
  }
}
