package io.marketlake.feature.market;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The trading dates and sessions of a market.
 *
 * <p>Every moment belongs to exactly one date: dates are intervals {@code [dayStart, dayEnd)}
 * without gaps, and {@link #sessionDate} names the one that a moment lies in. A date begins at
 * midnight in the market's zone, but where its session crosses midnight, with that session. So the
 * hours before and after a session belong to its date, and a weekend or a holiday is a date without
 * a session. A day of 23 or 25 hours is as long as it is; a local time that a change of the clock
 * skips counts as that much later, and one that occurs twice as the earlier.
 *
 * <p>The answers for a date are kept, so that a question costs a comparison. Safe under several
 * threads.
 */
public final class TradingCalendar implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name of the calendar that every feed has unless it names another. */
  public static final String CONTINUOUS = "continuous";

  private static final LocalDate LEAP_YEAR = LocalDate.of(2024, 1, 1);
  private static final long DAY_SECONDS = 86_400;

  /** A power of two, and more dates than a task meets close to each other. */
  private static final int KEPT_DAYS = 512;

  private final String name;
  private final ZoneId zone;
  private final @Nullable TradingSessions sessions;

  /** Kept without a lock: a day is immutable, and computed again where two threads race. */
  private final transient @Nullable Day[] days = new @Nullable Day[KEPT_DAYS];

  private transient @Nullable Day latest;

  /**
   * Bounds in seconds since 1970, the number in days since then; open and close are equal where
   * there is no session.
   */
  private record Day(LocalDate date, long number, long start, long end, long open, long close) {
    boolean contains(long second) {
      return second >= start && second < end;
    }
  }

  private TradingCalendar(String name, ZoneId zone, @Nullable TradingSessions sessions) {
    this.name = name;
    this.zone = zone;
    this.sessions = sessions;
  }

  /** Trades around the clock on every day; days are UTC. */
  public static TradingCalendar continuous() {
    return continuous(CONTINUOUS, ZoneId.of("UTC"));
  }

  /** Trades around the clock on every day; days are those of the zone. */
  public static TradingCalendar continuous(String name, ZoneId zone) {
    return new TradingCalendar(name, zone, null);
  }

  public static TradingCalendar of(String name, ZoneId zone, TradingSessions sessions) {
    return new TradingCalendar(name, zone, sessions);
  }

  public String name() {
    return name;
  }

  public ZoneId zone() {
    return zone;
  }

  /** When the market trades; empty where it does around the clock. */
  public Optional<TradingSessions> sessions() {
    return Optional.ofNullable(sessions);
  }

  /** Whether the market trades at that moment: {@code [open, close)} of a session. */
  public boolean inSession(Instant moment) {
    long second = moment.getEpochSecond();
    Day day = dayOf(second);
    return second >= day.open && second < day.close;
  }

  /** The date that a moment belongs to. */
  public LocalDate sessionDate(Instant moment) {
    return dayOf(moment.getEpochSecond()).date;
  }

  /** The first moment of a date. */
  public Instant dayStart(LocalDate date) {
    return Instant.ofEpochSecond(day(date.toEpochDay()).start);
  }

  /** The first moment after a date, which is the first of the next one. */
  public Instant dayEnd(LocalDate date) {
    return Instant.ofEpochSecond(day(date.toEpochDay()).end);
  }

  /** When a date's session opens; the same as its end where the date has none. */
  public Instant sessionStart(LocalDate date) {
    return Instant.ofEpochSecond(day(date.toEpochDay()).open);
  }

  /** When a date's session closes, that moment not included. */
  public Instant sessionEnd(LocalDate date) {
    return Instant.ofEpochSecond(day(date.toEpochDay()).close);
  }

  /**
   * Whether every session opens at a multiple of this length since 1970, so that bars of that
   * length can hold a session and nothing of the time before it. Asked of the sessions of a leap
   * year, which has all that a zone's clocks do.
   */
  public boolean opensOnGridOf(Duration length) {
    long nanos = length.toNanos();
    return LEAP_YEAR
        .datesUntil(LEAP_YEAR.plusYears(1))
        .filter(date -> sessionStart(date).isBefore(sessionEnd(date)))
        .allMatch(
            date -> TimeUnit.SECONDS.toNanos(sessionStart(date).getEpochSecond()) % nanos == 0);
  }

  private Day dayOf(long second) {
    Day recent = latest;
    if (recent != null && recent.contains(second)) {
      return recent;
    }
    // A zone is less than a day from UTC, and a session's date is at most the next day's.
    long utc = Math.floorDiv(second, DAY_SECONDS);
    for (long number = utc - 1; number <= utc + 2; number++) {
      Day day = day(number);
      if (day.contains(second)) {
        latest = day;
        return day;
      }
    }
    throw new IllegalStateException("no date of " + name + " has the second " + second);
  }

  private Day day(long number) {
    int place = (int) (number & (KEPT_DAYS - 1));
    Day kept = days[place];
    if (kept != null && kept.number == number) {
      return kept;
    }
    Day day = computed(LocalDate.ofEpochDay(number), number);
    days[place] = day;
    return day;
  }

  private Day computed(LocalDate date, long number) {
    long start = start(date);
    long end = start(date.plusDays(1));
    TradingSessions trading = sessions;
    if (trading == null) {
      return new Day(date, number, start, end, start, end);
    }
    if (!trading.isTradingDate(date)) {
      return new Day(date, number, start, end, start, start);
    }
    long open = trading.crossMidnight() ? start : second(date, trading.open());
    LocalTime close = trading.closeOf(date);
    return new Day(
        date,
        number,
        start,
        end,
        open,
        close.equals(LocalTime.MIDNIGHT) ? end : second(date, close));
  }

  private long start(LocalDate date) {
    TradingSessions trading = sessions;
    return trading != null && trading.crossMidnight() && trading.isTradingDate(date)
        ? second(date.minusDays(1), trading.open())
        : date.atStartOfDay(zone).toEpochSecond();
  }

  private long second(LocalDate date, LocalTime time) {
    return date.atTime(time).atZone(zone).toEpochSecond();
  }

  /** Deserialized, a calendar has to have its days kept anew. */
  private Object readResolve() {
    return new TradingCalendar(name, zone, sessions);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TradingCalendar that
        && name.equals(that.name)
        && zone.equals(that.zone)
        && Objects.equals(sessions, that.sessions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, zone, sessions);
  }

  @Override
  public String toString() {
    return "TradingCalendar[" + name + ", " + zone + ", " + sessions + "]";
  }
}
