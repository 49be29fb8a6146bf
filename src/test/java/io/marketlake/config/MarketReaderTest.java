package io.marketlake.config;

import static io.marketlake.feature.market.SaleConditions.EVERYTHING;
import static io.marketlake.feature.market.SaleConditions.HIGH_LOW;
import static io.marketlake.feature.market.SaleConditions.VOLUME;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.marketlake.error.PipelineException;
import io.marketlake.feature.market.SaleConditions;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import io.marketlake.schema.BarSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables of sale conditions and the calendars that ship, and those of users.
 *
 * <p>Tier: CI.
 */
class MarketReaderTest {
  private static final Path TAPE = Path.of("../shared/data/trades_2013-10-10.csv.gz");
  private static final byte NOTHING = 0;
  private static final byte ALL_BUT_LAST = HIGH_LOW | VOLUME;

  /** The codes that occur on the real tape, and what their trades count for. */
  private static final Map<String, Byte> CODES_OF_THE_TAPE =
      Map.ofEntries(
          Map.entry("1", EVERYTHING),
          Map.entry("20", EVERYTHING),
          Map.entry("20000020", EVERYTHING),
          Map.entry("20000001", EVERYTHING),
          Map.entry("80", EVERYTHING),
          Map.entry("40", EVERYTHING),
          Map.entry("20200040", EVERYTHING),
          Map.entry("20000200", ALL_BUT_LAST),
          Map.entry("2000", VOLUME),
          Map.entry("20002000", VOLUME),
          Map.entry("20002020", VOLUME),
          Map.entry("102000", VOLUME),
          Map.entry("20102000", VOLUME),
          Map.entry("100000", VOLUME),
          Map.entry("20100000", VOLUME),
          Map.entry("20100200", VOLUME),
          Map.entry("20040200", VOLUME),
          Map.entry("20000002", VOLUME),
          Map.entry("20000004", VOLUME),
          Map.entry("20000008", VOLUME),
          Map.entry("2004", VOLUME),
          Map.entry("106004", VOLUME),
          Map.entry("1000000", NOTHING),
          Map.entry("4000000", NOTHING));

  @TempDir private Path folder;

  @Test
  void everyFlagOfTheShippedTableCountsForWhatTheTapesSay() {
    SaleConditions table = shippedTable();
    Set<Integer> volumeAlone = Set.of(1, 2, 3, 10, 13, 18, 20, 22, 31);
    Set<Integer> allButLast = Set.of(9, 11, 14, 25);
    Set<Integer> nothing = Set.of(24, 26);

    for (int bit = 0; bit < 32; bit++) {
      byte expected =
          volumeAlone.contains(bit)
              ? VOLUME
              : allButLast.contains(bit)
                  ? ALL_BUT_LAST
                  : nothing.contains(bit) ? NOTHING : EVERYTHING;
      assertThat(table.effect(Long.toHexString(1L << bit))).as("bit %s", bit).isEqualTo(expected);
    }
  }

  @Test
  void everyCodeOfTheRealTapeIsDecoded() throws IOException {
    SaleConditions table = shippedTable();
    CODES_OF_THE_TAPE.forEach(
        (code, effect) -> assertThat(table.effect(code)).as(code).isEqualTo(effect));
    assumeTrue(Files.exists(TAPE), "the real tape is absent");
    Map<String, Long> trades = new TreeMap<>();
    Map<Byte, Long> byEffect = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(TAPE)), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .skip(1)
          .map(line -> line.substring(line.lastIndexOf(',') + 1))
          .forEach(
              code -> {
                trades.merge(code, 1L, Long::sum);
                byEffect.merge(table.effect(code), 1L, Long::sum);
              });
    }

    assertThat(trades).containsOnlyKeys(CODES_OF_THE_TAPE.keySet());
    assertThat(byEffect)
        .isEqualTo(Map.of(EVERYTHING, 198_192L, ALL_BUT_LAST, 25L, VOLUME, 3_075L, NOTHING, 8L));
  }

  @Test
  void oneLineGivesBarsOfExtendedHoursPrices() {
    Settings settings =
        load(
            file(
                "sale-conditions.lean-us-equities.flags.0x00002000 { last = true, high-low = true }"));

    SaleConditions table = requireNonNull(settings.saleConditions().get("lean-us-equities"));

    assertThat(table.effect("2000")).isEqualTo(EVERYTHING);
    assertThat(table.effect("20102000")).isEqualTo(VOLUME);
  }

  @Test
  void theShippedCalendarHasTheRealTapesSession() {
    TradingCalendar stocks = usEquities();

    assertThat(stocks.zone()).isEqualTo(ZoneId.of("America/New_York"));
    assertThat(stocks.inSession(Instant.parse("2013-10-10T13:29:59.999Z"))).isFalse();
    assertThat(stocks.inSession(Instant.parse("2013-10-10T13:30:00Z"))).isTrue();
    assertThat(stocks.inSession(Instant.parse("2013-10-10T19:59:59.999Z"))).isTrue();
    assertThat(stocks.inSession(Instant.parse("2013-10-10T20:00:00Z"))).isFalse();
    assertThat(stocks.sessionDate(Instant.parse("2013-10-11T00:30:00Z")))
        .isEqualTo(LocalDate.of(2013, 10, 10));
  }

  /** The session by the exchange's rules, written apart from the table; empty for none. */
  private static Optional<LocalTime> closeByTheRules(LocalDate date) {
    if (isHoliday(date) || isWeekend(date)) {
      return Optional.empty();
    }
    boolean beforeIndependenceDay =
        date.getMonthValue() == 7 && date.getDayOfMonth() == 3 && !isWeekend(date.plusDays(1));
    boolean afterThanksgiving = isThanksgiving(date.minusDays(1));
    boolean christmasEve = date.getMonthValue() == 12 && date.getDayOfMonth() == 24;
    return Optional.of(
        beforeIndependenceDay || afterThanksgiving || christmasEve
            ? LocalTime.of(13, 0)
            : LocalTime.of(16, 0));
  }

  private static boolean isWeekend(LocalDate date) {
    return date.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0;
  }

  private static boolean isThanksgiving(LocalDate date) {
    return isNth(date, 11, DayOfWeek.THURSDAY, 4);
  }

  private static boolean isNth(LocalDate date, int month, DayOfWeek day, int nth) {
    return date.getMonthValue() == month
        && date.getDayOfWeek() == day
        && (date.getDayOfMonth() + 6) / 7 == nth;
  }

  private static boolean isHoliday(LocalDate date) {
    int year = date.getYear();
    LocalDate newYear = LocalDate.of(year, 1, 1);
    boolean isObserved =
        // A New Year's Day on a Saturday is not made up for: the books of the old year close then.
        date.equals(newYear.getDayOfWeek() == DayOfWeek.SATURDAY ? newYear : observed(newYear))
            || (year >= 2022 && date.equals(observed(LocalDate.of(year, 6, 19))))
            || date.equals(observed(LocalDate.of(year, 7, 4)))
            || date.equals(observed(LocalDate.of(year, 12, 25)));
    boolean isMonday =
        isNth(date, 1, DayOfWeek.MONDAY, 3)
            || isNth(date, 2, DayOfWeek.MONDAY, 3)
            || (isNthOfAny(date, DayOfWeek.MONDAY, 5) && date.plusDays(7).getMonthValue() == 6)
            || isNth(date, 9, DayOfWeek.MONDAY, 1);
    return isObserved
        || isMonday
        || isThanksgiving(date)
        || date.equals(easter(year).minusDays(2))
        || Set.of(LocalDate.of(2018, 12, 5), LocalDate.of(2025, 1, 9)).contains(date);
  }

  private static boolean isNthOfAny(LocalDate date, DayOfWeek day, int month) {
    return date.getDayOfWeek() == day && date.getMonthValue() == month;
  }

  private static LocalDate observed(LocalDate holiday) {
    return switch (holiday.getDayOfWeek()) {
      case SATURDAY -> holiday.minusDays(1);
      case SUNDAY -> holiday.plusDays(1);
      default -> holiday;
    };
  }

  /** Gauss's rule for the years 1900 to 2099, with its two exceptions. */
  private static LocalDate easter(int year) {
    int moon = (19 * (year % 19) + 24) % 30;
    int sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7;
    int days = moon + sunday;
    if (days == 35 || (days == 34 && moon == 28 && year % 19 > 10)) {
      days -= 7;
    }
    return LocalDate.of(year, 3, 22).plusDays(days);
  }

  @Test
  void theShippedCalendarFollowsTheExchangesRules() {
    TradingCalendar stocks = usEquities();
    int sessions = 0;

    for (LocalDate date = LocalDate.of(2013, 1, 1);
        date.getYear() <= 2027;
        date = date.plusDays(1)) {
      Optional<LocalTime> close = closeByTheRules(date);
      Instant noon = date.atTime(12, 0).atZone(stocks.zone()).toInstant();
      assertThat(stocks.inSession(noon)).as("%s", date).isEqualTo(close.isPresent());
      if (close.isPresent()) {
        Instant end = date.atTime(close.get()).atZone(stocks.zone()).toInstant();
        assertThat(stocks.inSession(end.minusNanos(1))).as("%s", date).isTrue();
        assertThat(stocks.inSession(end)).as("%s", date).isFalse();
        sessions += date.getYear() == 2024 ? 1 : 0;
      }
    }
    assertThat(sessions).as("the exchange's own count for 2024").isEqualTo(252);
  }

  @Test
  void usersDeclareCalendarsAndTablesOfTheirOwn() {
    Settings settings =
        load(
            file(
                """
                calendars {
                  futures {
                    zone = America/Chicago, open = "17:00", close = "16:00"
                    days = [mon, tue, wed, thu, fri], holidays = ["2024-12-25"]
                    early-closes { "2024-12-24" = "12:15" }
                  }
                  tokyo-days { zone = Asia/Tokyo }
                  us-equities.holidays += "2028-01-17"
                }
                sale-conditions.own {
                  format = codes
                  codes { "@" {}, I { name = odd-lot, last = false, high-low = false } }
                }
                feeds.trades.bars {
                  sale-condition = sale_condition, sale-conditions = own, calendar = futures
                }
                """));
    BarSource source = settings.feedsNamed(List.of("trades")).get(0).bars().orElseThrow();

    assertThat(source)
        .isEqualTo(
            new BarSource(
                "symbol",
                "price",
                "volume",
                Optional.empty(),
                Optional.of("sale_condition"),
                Optional.of("own"),
                "futures"));
    assertThat(settings.calendarOf(source))
        .isEqualTo(
            TradingCalendar.of(
                "futures",
                ZoneId.of("America/Chicago"),
                new TradingSessions(
                    LocalTime.of(17, 0),
                    LocalTime.of(16, 0),
                    Set.of(
                        DayOfWeek.MONDAY,
                        DayOfWeek.TUESDAY,
                        DayOfWeek.WEDNESDAY,
                        DayOfWeek.THURSDAY,
                        DayOfWeek.FRIDAY),
                    Set.of(LocalDate.of(2024, 12, 25)),
                    Map.of(LocalDate.of(2024, 12, 24), LocalTime.of(12, 15)))));
    assertThat(settings.saleConditionsOf(source))
        .isEqualTo(SaleConditions.ofCodes(Map.of("@", EVERYTHING, "I", VOLUME)));
    assertThat(settings.calendars())
        .containsEntry(
            "tokyo-days", TradingCalendar.continuous("tokyo-days", ZoneId.of("Asia/Tokyo")));
    assertThat(
            requireNonNull(settings.calendars().get("us-equities"))
                .inSession(Instant.parse("2028-01-17T17:00:00Z")))
        .isFalse();
    assertThat(usEquities().inSession(Instant.parse("2028-01-17T17:00:00Z"))).isTrue();
  }

  @Test
  void aFeedMakesBarsOnlyWhereItSaysSo() {
    assertThat(load(Optional.empty()).feeds().values())
        .filteredOn(feed -> feed.bars().isPresent())
        .extracting(feed -> feed.name())
        .containsExactly("ticks");
    assertThat(load(file("feeds { ticks.bars = null, trades.bars {} }")).feeds().values())
        .filteredOn(feed -> feed.bars().isPresent())
        .extracting(feed -> feed.name())
        .containsExactly("trades");
  }

  @Test
  void withoutATableEveryTradeCountsForEverything() {
    Settings settings = load(Optional.empty());
    BarSource source = settings.feedsNamed(List.of("ticks")).get(0).bars().orElseThrow();

    assertThat(settings.calendarOf(source)).isEqualTo(TradingCalendar.continuous());
    assertThat(settings.saleConditionsOf(source)).isEqualTo(SaleConditions.all());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "calendars.own {} | calendars.own.zone is missing",
        "calendars.own { zone = Mars } | calendars.own.zone is 'Mars', which is none of the time zones",
        "calendars.own { zone = UTC, open = '9' } | calendars.own.open is '9', which is none of the times of a day, such as 09:30; and calendars.own.close is missing",
        "calendars.own { zone = UTC, holidays = [] } | calendars.own.holidays needs open and close; without them a calendar is continuous",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', days = [mon, Tue] } | calendars.own.days has 'Tue', which is none of mon, tue, wed, thu, fri, sat, sun",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', days = [] } | calendars.own.days must name a day at least",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', holidays = ['2024-02-30'] } | calendars.own.holidays has '2024-02-30', which is not a date such as 2024-11-29",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', holidays = ['2024-02-28', '2024-02-28'] } | calendars.own.holidays has 2024-02-28 twice",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', early-closes { today = '12:00' } } | calendars.own.early-closes.today is not a date such as 2024-11-29",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', early-closes { '2024-11-29' = noon } } | calendars.own.early-closes.2024-11-29 is 'noon', which is none of the times of a day",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', early-closes { '2024-11-30' = '12:00' } } | calendars.own.early-closes has 2024-11-30, on which there is no session",
        "calendars.own { zone = UTC, open = '09:00', close = '17:00', early-closes { '2024-11-29' = '18:00' } } | calendars.own.early-closes has 18:00 for 2024-11-29, which is not within the session",
        "calendars.own { zone = UTC, opens = '09:00' } | calendars.own.opens is unknown; did you mean calendars.own.open?",
        "calendars.continuous { zone = UTC } | calendars.continuous is built in and can't be changed; give the calendar another name",
        "calendars.own = x | calendars.own must be a block { … }",
        "sale-conditions.own { codes {} } | sale-conditions.own.format is missing",
        "sale-conditions.own { format = bits } | sale-conditions.own.format is 'bits', which is none of codes, hex-flags",
        "sale-conditions.own { format = codes } | sale-conditions.own.codes must be a block { … }",
        "sale-conditions.own { format = codes, codes { A { last = no } } } | sale-conditions.own.codes.A.last is 'no', which is none of true, false",
        "sale-conditions.own { format = codes, codes { A { high = true } } } | sale-conditions.own.codes.A.high is unknown; did you mean",
        "sale-conditions.own { format = hex-flags, flags { '0x3' {} } } | sale-conditions.own.flags.0x3 is no flag: one bit as a hexadecimal number, such as 0x00002000",
        "sale-conditions.own { format = hex-flags, flags { T {} } } | sale-conditions.own.flags.T is no flag",
        "sale-conditions.lean-us-equities.flags { '0x2000' {} } | sale-conditions.lean-us-equities.flags.0x2000 is a flag that the table has already, written in another way",
      })
  void oneMistakeIsOneClearSentence(String text, String expected) {
    Optional<Path> file = file(text.replace('\'', '"'));

    PipelineException mistake = catchThrowableOfType(PipelineException.class, () -> load(file));

    assertThat(mistake.getMessage())
        .startsWith("the settings can't be used, because " + expected)
        .doesNotContain("\n");
    assertThat(mistake.code().exitStatus()).isEqualTo(2);
  }

  @Test
  void aFeedMayNameACalendarWithAMistakeAndTheMistakeIsToldOnce() {
    Optional<Path> file =
        file("calendars.own { zone = Mars }, feeds.ticks.bars { calendar = own, price = source }");

    assertThat(catchThrowableOfType(PipelineException.class, () -> load(file)))
        .hasMessage(
            "the settings can't be used, because calendars.own.zone is 'Mars', which is none of the"
                + " time zones; and feeds.ticks.bars.price is source, whose type is not decimal,"
                + " double or long; correct them where they are set (conf/marketlake.conf lists"
                + " every key).");
  }

  @Test
  void aTableIsShownInOneLineOfTheEffectiveSettings() {
    assertThat(SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).effective())
        .containsKeys(
            "calendars.us-equities.early-closes",
            "calendars.us-equities.holidays",
            "sale-conditions.lean-us-equities.flags",
            "sale-conditions.lean-us-equities.format")
        .hasEntrySatisfying(
            "sale-conditions.lean-us-equities.flags",
            flags -> assertThat(flags).contains("\"0x00002000\":{").contains("extended-hours"))
        .doesNotContainKey("sale-conditions.lean-us-equities.flags.0x00002000.last");
  }

  private SaleConditions shippedTable() {
    return requireNonNull(load(Optional.empty()).saleConditions().get("lean-us-equities"));
  }

  private TradingCalendar usEquities() {
    return requireNonNull(load(Optional.empty()).calendars().get("us-equities"));
  }

  private Optional<Path> file(String text) {
    try {
      return Optional.of(
          Files.writeString(Files.createTempFile(folder, "settings", ".conf"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Settings load(Optional<Path> file) {
    return SettingsLoader.load(file, Map.of(), Map.of()).settings();
  }
}
