package io.marketlake.marts;

import io.marketlake.feature.market.SaleConditions;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType.Kind;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A feed whose events have a symbol, a price and a volume, and what its rules say in SQL: the date
 * that a moment belongs to, and what a trade counts for. The SQL says the same as {@link
 * TradingCalendar} and {@link SaleConditions} do.
 *
 * @param source where its events have them
 */
public record PricedFeed(
    Feed feed, BarSource source, SaleConditions conditions, TradingCalendar calendar) {
  private static final Set<Kind> NUMBERS = Set.of(Kind.DECIMAL, Kind.DOUBLE, Kind.LONG);
  private static final List<String> SIDES = List.of("action", "side");

  /** A year that has all that a zone's clocks do. */
  private static final LocalDate SAMPLE = LocalDate.of(2024, 1, 1);

  /**
   * Where a feed's events have a symbol, a price and a volume: where its bars find them, or in
   * columns of these names. Empty for a feed without.
   */
  public static Optional<BarSource> sourceOf(Feed feed) {
    if (feed.bars().isPresent()) {
      return feed.bars();
    }
    return has(feed, "symbol", Set.of(Kind.STRING))
            && has(feed, "price", NUMBERS)
            && has(feed, "volume", NUMBERS)
        ? Optional.of(
            new BarSource(
                "symbol",
                "price",
                "volume",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TradingCalendar.CONTINUOUS))
        : Optional.empty();
  }

  private static boolean has(Feed feed, String column, Set<Kind> kinds) {
    return feed.fields().stream()
        .filter(field -> !field.name().equals(feed.eventTime()))
        .anyMatch(field -> field.column().equals(column) && kinds.contains(field.type().kind()));
  }

  /** Its events in the columns of {@link PricedEvents}. */
  String select() {
    String price = "CAST(`%s` AS %s)".formatted(source.price(), SilverBars.PRICE.sql());
    String volume = "CAST(`%s` AS %s)".formatted(source.volume(), SilverBars.VOLUME_OF_EVENT.sql());
    return """
        SELECT '%s' AS source_feed, day, %s AS trading_day, event_time, known_at,
          `%s` AS symbol, %s AS price,
          greatest(coalesce(%s, CAST(0 AS DECIMAL(18,6))), CAST(0 AS DECIMAL(18,6))) AS volume,
          %s AS side, %s AS sequence,
          (%s & %d) <> 0 AS counts_for_last, (%s & %d) <> 0 AS counts_for_high_low,
          (%s & %d) <> 0 AS counts_for_volume,
          cluster_id, topic_id, topic, `partition`, `offset`
        FROM %s WHERE `%s` IS NOT NULL AND %s IS NOT NULL"""
        .formatted(
            feed.name(),
            tradingDay(SilverTable.EVENT_TIME),
            source.symbol(),
            price,
            volume,
            side(),
            source.sequence().map("coalesce(CAST(`%s` AS BIGINT), 0L)"::formatted).orElse("0L"),
            effect(),
            SaleConditions.LAST,
            effect(),
            SaleConditions.HIGH_LOW,
            effect(),
            SaleConditions.VOLUME,
            SilverTable.of(feed).id(),
            source.symbol(),
            price);
  }

  private String side() {
    Set<String> texts =
        feed.fields().stream()
            .filter(field -> field.type().kind() == Kind.STRING)
            .map(Field::column)
            .collect(Collectors.toSet());
    return SIDES.stream()
        .filter(texts::contains)
        .findFirst()
        .map(
            column ->
                "CASE upper(trim(`%s`)) WHEN 'BUY' THEN 'BUY' WHEN 'SELL' THEN 'SELL' END"
                    .formatted(column))
        .orElse("CAST(NULL AS STRING)");
  }

  /** The date of the feed's calendar that a moment belongs to. */
  String tradingDay(String moment) {
    String local = "from_utc_timestamp(%s, '%s')".formatted(moment, calendar.zone().getId());
    String date = "to_date(%s)".formatted(local);
    Optional<TradingSessions> crossing = calendar.sessions().filter(TradingSessions::crossMidnight);
    if (crossing.isEmpty()) {
      return date;
    }
    String next = "date_add(%s, 1)".formatted(date);
    // Seconds of the day: 17:00 is 61200.
    return "CASE WHEN hour(%1$s) * 3600 + minute(%1$s) * 60 + second(%1$s) >= %2$d AND %3$s THEN %4$s ELSE %5$s END"
        .formatted(
            local,
            crossing.get().open().toSecondOfDay(),
            isTradingDate(crossing.get(), next),
            next,
            date);
  }

  private static String isTradingDate(TradingSessions sessions, String date) {
    String days =
        sessions.days().stream()
            .map(day -> String.valueOf(day.getValue() - 1))
            .collect(Collectors.joining(", "));
    String weekday = "weekday(%s) IN (%s)".formatted(date, days);
    if (sessions.holidays().isEmpty()) {
      return weekday;
    }
    String holidays =
        new TreeSet<>(sessions.holidays())
            .stream().map("DATE'%s'"::formatted).collect(Collectors.joining(", "));
    return weekday + " AND %s NOT IN (%s)".formatted(date, holidays);
  }

  /** The bits of what an event counts for. */
  String effect() {
    Optional<String> code = source.saleCondition().filter(c -> source.saleConditions().isPresent());
    if (code.isEmpty() || (conditions.codes().isEmpty() && conditions.flags().isEmpty())) {
      return String.valueOf(SaleConditions.EVERYTHING);
    }
    return conditions.format() == SaleConditions.Format.CODES
        ? codes(code.get())
        : flags(code.get());
  }

  private String codes(String column) {
    return new TreeMap<>(conditions.codes())
        .entrySet().stream()
            .map(
                e ->
                    "WHEN '%s' THEN %d"
                        .formatted(
                            e.getKey().replace("\\", "\\\\").replace("'", "\\'"), e.getValue()))
            .collect(
                Collectors.joining(
                    " ",
                    "CASE " + stripped(column) + " ",
                    " ELSE " + SaleConditions.EVERYTHING + " END"));
  }

  private static String stripped(String column) {
    return "trim(BOTH ' \\t\\r\\n' FROM `" + column + "`)";
  }

  /** A hexadecimal number whose bits are flags; what is no such number has none. */
  private String flags(String column) {
    String digits = "regexp_replace(%s, '^0[xX]', '')".formatted(stripped(column));
    String number = "CAST(conv(%s, 16, -10) AS BIGINT)".formatted(digits);
    String isNumber = digits + " RLIKE '^0*[0-9A-Fa-f]{1,16}$'";
    String all =
        new TreeMap<>(conditions.flags())
            .entrySet().stream()
                .filter(e -> e.getValue() != SaleConditions.EVERYTHING)
                .map(
                    e ->
                        "IF((%s & %dL) <> 0, %d, %d)"
                            .formatted(number, e.getKey(), e.getValue(), SaleConditions.EVERYTHING))
                .collect(Collectors.joining(" & ", "(" + SaleConditions.EVERYTHING + " & ", ")"));
    return "IF(%s, %s, %d)".formatted(isNumber, all, SaleConditions.EVERYTHING);
  }

  /** Which UTC days the dates of the calendar reach into. */
  DaySpan span() {
    long[] reach = new long[2];
    SAMPLE
        .datesUntil(SAMPLE.plusYears(1))
        .forEach(
            date -> {
              LocalDate first = LocalDate.ofInstant(calendar.dayStart(date), ZoneOffset.UTC);
              LocalDate last =
                  LocalDate.ofInstant(calendar.dayEnd(date).minusNanos(1), ZoneOffset.UTC);
              reach[0] = Math.max(reach[0], ChronoUnit.DAYS.between(first, date));
              reach[1] = Math.max(reach[1], ChronoUnit.DAYS.between(date, last));
            });
    return new DaySpan((int) reach[0], (int) reach[1]);
  }
}
