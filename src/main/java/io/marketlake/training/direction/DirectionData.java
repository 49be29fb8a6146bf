package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.Micros;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bars and texts to learn from.
 *
 * @param name the file or table that they are of
 * @param sha256 the hash of the bars, in hexadecimal
 * @param bars the rows of each series, by its name: feed and symbol, or symbol alone
 * @param texts the scored texts of each symbol
 * @param calendars the sessions of each series; one that is not there trades around the clock
 * @param scored what forecasts of these bars were given, where there are some
 * @param reading how they were read, by name
 */
public record DirectionData(
    String name,
    String sha256,
    SortedMap<String, List<DirectionBar>> bars,
    Map<String, List<ScoredText>> texts,
    Map<String, TradingCalendar> calendars,
    List<ScoredFeatures> scored,
    Map<String, String> reading) {

  /** In what was read, how many scored texts there were. */
  public static final String TEXTS = "texts";

  private static final TradingCalendar AROUND_THE_CLOCK = TradingCalendar.continuous();

  public DirectionData {
    bars = Collections.unmodifiableSortedMap(new TreeMap<>(bars));
    texts = Map.copyOf(texts);
    calendars = Map.copyOf(calendars);
    scored = List.copyOf(scored);
    reading = Collections.unmodifiableSortedMap(new TreeMap<>(reading));
  }

  /** With other bars and texts. */
  public DirectionData with(
      SortedMap<String, List<DirectionBar>> otherBars, Map<String, List<ScoredText>> otherTexts) {
    return new DirectionData(name, sha256, otherBars, otherTexts, calendars, scored, reading);
  }

  /** What was known at a moment, and no more. */
  DirectionData knownAt(long moment) {
    return between(Long.MIN_VALUE, moment);
  }

  /**
   * Bars that start at a moment or later, and what was known at another.
   *
   * @param from in microseconds since 1970
   * @param knownAt in microseconds since 1970
   */
  public DirectionData between(long from, long knownAt) {
    SortedMap<String, List<DirectionBar>> known = new TreeMap<>();
    bars.forEach(
        (series, rows) ->
            known.put(
                series,
                rows.stream()
                    .filter(row -> row.start() >= from && row.knownAt() <= knownAt)
                    .toList()));
    Map<String, List<ScoredText>> knownTexts = new TreeMap<>();
    texts.forEach(
        (symbol, all) ->
            knownTexts.put(
                symbol, all.stream().filter(text -> text.knownAt() <= knownAt).toList()));
    return with(known, knownTexts);
  }

  /** The session's date that a moment of a series belongs to, in days since 1970. */
  long day(String series, long moment) {
    return calendars
        .getOrDefault(series, AROUND_THE_CLOCK)
        .sessionDate(Micros.instant(moment))
        .toEpochDay();
  }

  /** How many rows of bars there are. */
  long rows() {
    return bars.values().stream().mapToLong(List::size).sum();
  }
}
