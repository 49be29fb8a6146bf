package io.marketlake.report;

import io.marketlake.error.ReportErrors;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Days in UTC, both ends included; a picture has a column for each, so there are not too many. */
public record Period(LocalDate from, LocalDate to) {
  /** The most days that one report is of. */
  public static final int MOST_DAYS = 366;

  /** How many days a report is of by default. */
  public static final int USUAL_DAYS = 7;

  public Period {
    if (to.isBefore(from)) {
      throw ReportErrors.badPeriod(from, to, "it ends before it begins", "swap --from and --to");
    }
    if (ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
      throw ReportErrors.badPeriod(
          from,
          to,
          "it has more than " + MOST_DAYS + " days, and a picture has a column for each",
          "write a report a year");
    }
  }

  /** The days of a usual report that end with this one. */
  public static Period endingWith(LocalDate last) {
    return new Period(last.minusDays(USUAL_DAYS - 1L), last);
  }

  /** The days, in order. */
  public List<LocalDate> days() {
    return from.datesUntil(to.plusDays(1)).toList();
  }

  /** The days as text, in order. */
  List<String> names() {
    return days().stream().map(LocalDate::toString).toList();
  }

  /** The days as narrow as they can be told apart. */
  List<String> shortNames() {
    Stream<String> names = names().stream();
    return from.getYear() == to.getYear()
        ? names.map(n -> n.substring(5)).toList()
        : names.toList();
  }

  boolean includes(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(to);
  }

  /** Those of some days that it includes. */
  <T> SortedMap<LocalDate, T> of(SortedMap<LocalDate, T> days) {
    return days.subMap(from, to.plusDays(1));
  }

  /** A condition in SQL over {@code day}, by which Delta leaves the files of other days alone. */
  String condition() {
    return condition(0, 0);
  }

  /** The same with some days more before and after. */
  String condition(int before, int after) {
    return contains("day", before, after);
  }

  /** A condition in SQL: a date is one of the period. */
  String contains(String date) {
    return contains(date, 0, 0);
  }

  private String contains(String date, int before, int after) {
    return "%s BETWEEN DATE'%s' AND DATE'%s'"
        .formatted(date, from.minusDays(before), to.plusDays(after));
  }

  /** The period in words. */
  public String text() {
    return from.equals(to) ? from + " (UTC)" : from + " to " + to + " (UTC days)";
  }
}
