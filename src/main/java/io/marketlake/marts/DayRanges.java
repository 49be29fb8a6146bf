package io.marketlake.marts;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.delta.TouchedDays;
import io.marketlake.schema.BronzeEvents;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;

/**
 * Some days, as ranges that neither overlap nor follow on each other. A range may have no first and
 * no last day.
 */
final class DayRanges implements Predicate<LocalDate> {
  /** Stand for no first and for no last day. */
  private static final LocalDate EVER = LocalDate.MIN;

  private static final LocalDate ENDLESS = LocalDate.MAX;

  /** A condition that names ranges has no more of them. */
  private static final int MOST_RANGES = 200;

  static final DayRanges NONE = new DayRanges(new TreeMap<>());
  static final DayRanges ALL = range(EVER, ENDLESS);

  /** The last day of each range by its first one. */
  private final NavigableMap<LocalDate, LocalDate> lastByFirst;

  private DayRanges(NavigableMap<LocalDate, LocalDate> lastByFirst) {
    this.lastByFirst = lastByFirst;
  }

  private static DayRanges range(LocalDate first, LocalDate last) {
    NavigableMap<LocalDate, LocalDate> one = new TreeMap<>();
    if (!last.isBefore(first)) {
      one.put(first, last);
    }
    return new DayRanges(one);
  }

  /** All days from one on. */
  static DayRanges from(LocalDate first) {
    return range(first, ENDLESS);
  }

  static DayRanges of(Collection<LocalDate> days) {
    List<DayRanges> each = days.stream().map(day -> range(day, day)).toList();
    return union(each);
  }

  static DayRanges of(TouchedDays touched) {
    if (touched.everything()) {
      return ALL;
    }
    DayRanges days = of(touched.days());
    return touched.since().map(DayRanges::from).map(days::or).orElse(days);
  }

  private static DayRanges union(Collection<DayRanges> all) {
    List<Map.Entry<LocalDate, LocalDate>> sorted = new ArrayList<>();
    all.forEach(each -> sorted.addAll(each.lastByFirst.entrySet()));
    sorted.sort(Map.Entry.comparingByKey());
    TreeMap<LocalDate, LocalDate> joined = new TreeMap<>();
    for (Map.Entry<LocalDate, LocalDate> next : sorted) {
      Map.Entry<LocalDate, LocalDate> before = joined.lastEntry();
      if (before != null && !next.getKey().isAfter(moved(before.getValue(), 1))) {
        LocalDate last = before.getValue();
        joined.put(before.getKey(), last.isAfter(next.getValue()) ? last : next.getValue());
      } else {
        joined.put(next.getKey(), next.getValue());
      }
    }
    return new DayRanges(joined);
  }

  private static LocalDate moved(LocalDate day, long days) {
    return day.equals(EVER) || day.equals(ENDLESS) ? day : day.plusDays(days);
  }

  boolean isNone() {
    return lastByFirst.isEmpty();
  }

  boolean isAll() {
    return ENDLESS.equals(lastByFirst.get(EVER));
  }

  @Override
  public boolean test(LocalDate day) {
    Map.Entry<LocalDate, LocalDate> range = lastByFirst.floorEntry(day);
    return range != null && !range.getValue().isBefore(day);
  }

  DayRanges or(DayRanges other) {
    return union(List.of(this, other));
  }

  /** Those of them that are not before a day. */
  DayRanges since(Optional<LocalDate> first) {
    if (first.isEmpty()) {
      return this;
    }
    LocalDate from = first.get();
    return union(
        lastByFirst.entrySet().stream()
            .map(e -> range(e.getKey().isBefore(from) ? from : e.getKey(), e.getValue()))
            .toList());
  }

  /** Whether any of them is before a day. */
  boolean hasAnyBefore(LocalDate day) {
    return !isNone() && lastByFirst.firstKey().isBefore(day);
  }

  /** Of days that were touched, the days of the rows that need any of them. */
  DayRanges reachedBy(DaySpan span) {
    return stretched(span.ahead(), span.back());
  }

  /** Of days of rows, the days that they need. */
  DayRanges neededBy(DaySpan span) {
    return stretched(span.back(), span.ahead());
  }

  private DayRanges stretched(int before, int after) {
    return union(
        lastByFirst.entrySet().stream()
            .map(e -> range(moved(e.getKey(), -before), moved(e.getValue(), after)))
            .toList());
  }

  /** The same days or, where they are very many ranges, those between them as well. */
  DayRanges inFewRanges() {
    return lastByFirst.size() <= MOST_RANGES
        ? this
        : range(lastByFirst.firstKey(), lastByFirst.lastEntry().getValue());
  }

  /** What a row of one of these days fulfils. */
  Column condition() {
    Column day = col(BronzeEvents.DAY);
    Column any = lit(false);
    for (Map.Entry<LocalDate, LocalDate> range : lastByFirst.entrySet()) {
      Column in = lit(true);
      if (!range.getKey().equals(EVER)) {
        in = in.and(day.geq(Date.valueOf(range.getKey())));
      }
      if (!range.getValue().equals(ENDLESS)) {
        in = in.and(day.leq(Date.valueOf(range.getValue())));
      }
      any = any.or(in);
    }
    return any;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DayRanges days && days.lastByFirst.equals(lastByFirst);
  }

  @Override
  public int hashCode() {
    return lastByFirst.hashCode();
  }

  @Override
  public String toString() {
    if (isAll()) {
      return "all days";
    }
    List<String> texts = new ArrayList<>();
    lastByFirst.forEach(
        (first, last) ->
            texts.add(
                first.equals(last)
                    ? first.toString()
                    : (first.equals(EVER) ? "ever" : first.toString())
                        + " to "
                        + (last.equals(ENDLESS) ? "ever" : last.toString())));
    return texts.size() > 3
        ? texts.size() + " ranges of days, the first " + texts.get(0)
        : String.join(", ", texts);
  }
}
