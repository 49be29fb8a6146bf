package io.marketlake.config;

import io.marketlake.feature.market.SaleConditions;
import io.marketlake.feature.market.SaleConditions.Format;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads the trading calendars and the tables of sale conditions.
 *
 * @param records what their records are built with
 */
record MarketReader(RecordBuilder records) {
  private static final String DATE_FORM = "a date such as 2024-11-29";
  private static final String TIME_FORM = "the times of a day, such as 09:30";
  private static final List<String> WORKDAYS = List.of("mon", "tue", "wed", "thu", "fri");

  /** The calendars by name, with the one that is built in. */
  Map<String, TradingCalendar> calendars(SettingsReader in) {
    Map<String, TradingCalendar> calendars = new TreeMap<>();
    for (String name : in.names()) {
      if (name.equals(TradingCalendar.CONTINUOUS)) {
        in.problem(name, "is built in and can't be changed; give the calendar another name");
        continue;
      }
      TradingCalendar calendar =
          records.build(in.section(name), section -> calendar(name, section));
      // A feed that names a calendar with a mistake in it has not made another mistake.
      calendars.put(
          name, calendar == null ? TradingCalendar.continuous(name, ZoneOffset.UTC) : calendar);
    }
    calendars.put(TradingCalendar.CONTINUOUS, TradingCalendar.continuous());
    return calendars;
  }

  private static Supplier<TradingCalendar> calendar(String name, SettingsReader in) {
    require(in, "zone");
    ZoneId zone = in.choice("zone", FeedReader::zone, "the time zones", ZoneOffset.UTC);
    boolean hasSessions = in.has("open") || in.has("close");
    LocalTime open = time(in, "open", hasSessions);
    LocalTime close = time(in, "close", hasSessions);
    Set<DayOfWeek> days = days(in);
    Set<LocalDate> holidays = holidays(in);
    Map<LocalDate, LocalTime> earlyCloses =
        in.has("early-closes") ? earlyCloses(in.section("early-closes")) : Map.of();
    if (!hasSessions) {
      for (String key : List.of("days", "holidays", "early-closes")) {
        if (in.has(key)) {
          in.problem(key, "needs open and close; without them a calendar is continuous");
        }
      }
    }
    in.rejectUnknownKeys();
    return () ->
        hasSessions
            ? TradingCalendar.of(
                name, zone, new TradingSessions(open, close, days, holidays, earlyCloses))
            : TradingCalendar.continuous(name, zone);
  }

  private static void require(SettingsReader in, String key) {
    if (!in.has(key)) {
      in.problem(key, "is missing");
    }
  }

  private static LocalTime time(SettingsReader in, String key, boolean isNeeded) {
    if (isNeeded) {
      require(in, key);
    }
    return in.choice(key, MarketReader::time, TIME_FORM, LocalTime.MIDNIGHT);
  }

  private static Optional<LocalTime> time(String text) {
    try {
      return Optional.of(LocalTime.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Set<DayOfWeek> days(SettingsReader in) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String text : in.has("days") ? in.texts("days") : WORKDAYS) {
      Optional<DayOfWeek> day =
          EnumSet.allOf(DayOfWeek.class).stream()
              .filter(d -> d.name().toLowerCase(Locale.ROOT).substring(0, 3).equals(text))
              .findFirst();
      day.ifPresentOrElse(
          days::add,
          () ->
              in.problem(
                  "days",
                  "has '" + text + "', which is none of mon, tue, wed, thu, fri, sat, sun"));
    }
    return days;
  }

  private static Set<LocalDate> holidays(SettingsReader in) {
    Set<LocalDate> holidays = new TreeSet<>();
    for (String text : in.texts("holidays")) {
      Optional<LocalDate> date = date(text);
      if (date.isEmpty()) {
        in.problem("holidays", "has '" + text + "', which is not " + DATE_FORM);
      } else if (!holidays.add(date.get())) {
        in.problem("holidays", "has " + text + " twice");
      }
    }
    return holidays;
  }

  private static Map<LocalDate, LocalTime> earlyCloses(SettingsReader in) {
    Map<LocalDate, LocalTime> closes = new TreeMap<>();
    for (String text : in.names()) {
      LocalTime close = time(in, text, true);
      date(text)
          .ifPresentOrElse(
              date -> closes.put(date, close), () -> in.problem(text, "is not " + DATE_FORM));
    }
    return closes;
  }

  /** The tables of sale conditions by name. */
  Map<String, SaleConditions> saleConditions(SettingsReader in) {
    Map<String, SaleConditions> tables = new TreeMap<>();
    for (String name : in.names()) {
      SaleConditions table = records.build(in.section(name), MarketReader::table);
      tables.put(name, table == null ? SaleConditions.all() : table);
    }
    return tables;
  }

  private static Supplier<SaleConditions> table(SettingsReader in) {
    require(in, "format");
    Format format = in.choice("format", Format::named, "codes, hex-flags", Format.CODES);
    Supplier<SaleConditions> table =
        format == Format.CODES ? codes(in.section("codes")) : flags(in.section("flags"));
    in.rejectUnknownKeys();
    return table;
  }

  private static Supplier<SaleConditions> codes(SettingsReader in) {
    Map<String, Byte> effects = new TreeMap<>();
    for (String code : in.names()) {
      effects.put(code, effect(in.section(code)));
    }
    return () -> SaleConditions.ofCodes(effects);
  }

  private static Supplier<SaleConditions> flags(SettingsReader in) {
    Map<Long, Byte> effects = new TreeMap<>();
    for (String text : in.names()) {
      byte effect = effect(in.section(text));
      Optional<Long> flag = SaleConditions.flagsOf(text).filter(f -> Long.bitCount(f) == 1);
      if (flag.isEmpty()) {
        in.problem(text, "is no flag: one bit as a hexadecimal number, such as 0x00002000");
      } else if (effects.put(flag.get(), effect) != null) {
        in.problem(text, "is a flag that the table has already, written in another way");
      }
    }
    return () -> SaleConditions.ofFlags(effects);
  }

  private static byte effect(SettingsReader in) {
    // For people who read the table; nothing goes by it.
    in.optionalText("name");
    boolean last = in.flag("last", true);
    boolean highLow = in.flag("high-low", true);
    boolean volume = in.flag("volume", true);
    in.rejectUnknownKeys();
    return SaleConditions.effectOf(last, highLow, volume);
  }
}
