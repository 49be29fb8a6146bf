package io.marketlake.feature.bar;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.Micros;
import java.io.Serializable;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What the bars of a feed are made by: their lengths, when they are final, and the calendar of
 * their sessions. All times are microseconds since 1970.
 */
public final class BarRules implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Zones are whole quarters of an hour apart, and so are the bounds of their days. */
  private static final Duration ZONE_STEP = Duration.ofMinutes(15);

  private static final Duration DAY = Duration.ofDays(1);

  private final BarSettings settings;
  private final IndicatorSettings indicators;
  private final TradingCalendar calendar;
  private final List<Duration> lengths;
  private final int warmAfter;
  private final long interval;
  private final long lateness;
  private final long quietLateness;
  private final long windowLength;
  private final long windowSlide;
  private final long grid;

  public BarRules(BarSettings settings, IndicatorSettings indicators, TradingCalendar calendar) {
    this.settings = settings;
    this.indicators = indicators;
    this.calendar = calendar;
    List<Duration> all = new ArrayList<>();
    all.add(settings.interval());
    all.addAll(settings.rollUps());
    this.lengths = List.copyOf(all);
    this.warmAfter = Math.max(settings.warmAfter(), indicators.barsToForget() + 1);
    this.interval = Micros.of(settings.interval());
    this.lateness = Micros.of(settings.lateness());
    this.quietLateness = Micros.of(settings.quietLateness());
    this.windowLength = Micros.of(settings.windowLength());
    this.windowSlide = Micros.of(settings.windowSlide());
    this.grid = common(common(interval, windowSlide), Micros.of(ZONE_STEP));
  }

  private static long common(long a, long b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValueExact();
  }

  /** The lengths of bars: the base interval first, then those rolled up from it. */
  public List<Duration> lengths() {
    return lengths;
  }

  IndicatorSettings indicators() {
    return indicators;
  }

  /**
   * From which bar of a series on its indicators count as warm: from the one that the settings say,
   * and not before the slowest of them has forgotten where the series began.
   */
  int warmAfter() {
    return warmAfter;
  }

  /** The length of a base bar. */
  public Duration base() {
    return settings.interval();
  }

  /** The length of a base bar, in microseconds. */
  public long interval() {
    return interval;
  }

  long windowLength() {
    return windowLength;
  }

  long windowSlide() {
    return windowSlide;
  }

  /** The start of the base bar that an event falls into. */
  public long startOf(long eventTime) {
    return Math.floorDiv(eventTime, interval) * interval;
  }

  /** Where an open bar of the base length ends. */
  public long endOf(BarPart bar) {
    return bar.start() + interval;
  }

  /** The start of the last window that an event falls into; the others are whole slides before. */
  long lastWindow(long eventTime) {
    return Math.floorDiv(eventTime, windowSlide) * windowSlide;
  }

  /** Whether what ends there is final once these are the newest event times. */
  public boolean isFinal(long end, long ofSymbol, long ofPartition) {
    return ofSymbol >= end + lateness || ofPartition >= end + quietLateness;
  }

  /** Whether a symbol's own newest event time makes final what ends there. */
  boolean isPassed(long end, long ofSymbol) {
    return ofSymbol >= end + lateness;
  }

  /** From when on, by the newest event time of its partition, what ends there is final. */
  public long quietFrom(long end) {
    return end + quietLateness;
  }

  /** Crossings that a symbol's own events make. */
  Crossings ownCrossings() {
    return new Crossings(lateness, grid);
  }

  /** Crossings that the events of a whole partition make. */
  Crossings quietCrossings() {
    return new Crossings(quietLateness, grid);
  }

  /** The first moment of a date by the feed's calendar: a rebuild from that date begins there. */
  public long beginOf(LocalDate date) {
    return Micros.of(calendar.dayStart(date));
  }

  /** Whether no bar of any length begins before a moment at which a date begins, and ends after. */
  public boolean isOnGrid(long dateBegin) {
    return dateBegin % interval == 0;
  }

  /** The date that a bar belongs to. */
  public LocalDate date(long start) {
    return LocalDate.ofEpochDay(dateOf(start));
  }

  /** Where the window that starts there ends. */
  public long windowEnd(long start) {
    return start + windowLength;
  }

  /** The start of the first window that ends after a moment. */
  public long firstWindowBeyond(long moment) {
    return lastWindow(moment - windowLength) + windowSlide;
  }

  /** The starts of the windows that an event falls into. */
  public List<Long> windowsOf(long eventTime) {
    List<Long> starts = new ArrayList<>();
    for (long start = lastWindow(eventTime);
        start > eventTime - windowLength;
        start -= windowSlide) {
      starts.add(start);
    }
    return starts;
  }

  /** The date that a bar belongs to, in days since 1970. */
  long dateOf(long start) {
    return calendar.sessionDate(Micros.instant(start)).toEpochDay();
  }

  boolean inSession(long start) {
    return calendar.inSession(Micros.instant(start));
  }

  /** The lengths of bars and windows, which what is open depends on, as a text. */
  String lengthsText() {
    return lengths + " " + settings.windowLength() + " " + settings.windowSlide();
  }

  /** What the bars depend on, as a text. */
  @Override
  public String toString() {
    return settings + " " + indicators + " " + calendar;
  }

  /**
   * Bounds of a bar: [start, end).
   *
   * @param complete where the last base bar that begins in it ends: a session's end may lie within
   *     a base bar
   */
  record Span(long start, long end, long complete) {}

  /**
   * The bounds of the bar of that length which holds a base bar of a session. Bars are counted from
   * the session's opening, and the last of them ends with it.
   */
  Span span(int length, long baseStart) {
    LocalDate date = calendar.sessionDate(Micros.instant(baseStart));
    long open = Micros.of(calendar.sessionStart(date));
    long close = Micros.of(calendar.sessionEnd(date));
    Duration wanted = lengths.get(length);
    long size = wanted.equals(DAY) ? close - open : Micros.of(wanted);
    long start = open + Math.floorDiv(baseStart - open, size) * size;
    long end = Math.min(start + size, close);
    return new Span(start, end, -Math.floorDiv(-end, interval) * interval);
  }
}
