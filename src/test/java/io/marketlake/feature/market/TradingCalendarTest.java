package io.marketlake.feature.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tier: CI. */
class TradingCalendarTest {
  private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private static final TradingCalendar STOCKS =
      TradingCalendar.of(
          "stocks",
          NEW_YORK,
          new TradingSessions(
              LocalTime.of(9, 30),
              LocalTime.of(16, 0),
              WORKDAYS,
              Set.of(LocalDate.of(2024, 11, 28)),
              Map.of(LocalDate.of(2024, 11, 29), LocalTime.of(13, 0))));

  private static final TradingCalendar FUTURES =
      TradingCalendar.of(
          "futures",
          ZoneId.of("America/Chicago"),
          new TradingSessions(
              LocalTime.of(17, 0),
              LocalTime.of(16, 0),
              WORKDAYS,
              Set.of(LocalDate.of(2024, 12, 25)),
              Map.of(LocalDate.of(2024, 12, 24), LocalTime.of(12, 15))));

  /** Trades round the clock from Sunday's evening to Friday's. */
  private static final TradingCalendar CURRENCIES =
      TradingCalendar.of(
          "currencies",
          NEW_YORK,
          new TradingSessions(
              LocalTime.of(17, 0), LocalTime.of(17, 0), WORKDAYS, Set.of(), Map.of()));

  private static final TradingCalendar LATE_TRADERS =
      TradingCalendar.of(
          "late traders",
          ZoneId.of("America/Sao_Paulo"),
          new TradingSessions(
              LocalTime.of(10, 0), LocalTime.MIDNIGHT, WORKDAYS, Set.of(), Map.of()));

  private static final List<TradingCalendar> ALL =
      List.of(
          STOCKS,
          FUTURES,
          CURRENCIES,
          LATE_TRADERS,
          TradingCalendar.continuous(),
          TradingCalendar.continuous("apia", ZoneId.of("Pacific/Apia")),
          TradingCalendar.continuous("st-johns", ZoneId.of("America/St_Johns")),
          TradingCalendar.continuous("havana", ZoneId.of("America/Havana")));

  private static TradingCalendar named(String name) {
    return ALL.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "stocks, 2024-11-27T14:29:59.999999Z, false, 2024-11-27",
    "stocks, 2024-11-27T14:30:00Z, true, 2024-11-27",
    "stocks, 2024-11-27T20:59:59.999999Z, true, 2024-11-27",
    "stocks, 2024-11-27T21:00:00Z, false, 2024-11-27",
    // After hours, past midnight in UTC.
    "stocks, 2024-11-28T00:30:00Z, false, 2024-11-27",
    // Thanksgiving, and the early close after it.
    "stocks, 2024-11-28T16:00:00Z, false, 2024-11-28",
    "stocks, 2024-11-29T17:59:59Z, true, 2024-11-29",
    "stocks, 2024-11-29T18:00:00Z, false, 2024-11-29",
    "stocks, 2024-11-30T16:00:00Z, false, 2024-11-30",
    // The session is an hour earlier in UTC once the clock was changed.
    "stocks, 2024-03-08T14:29:59Z, false, 2024-03-08",
    "stocks, 2024-03-11T13:30:00Z, true, 2024-03-11",
    "stocks, 2024-03-11T20:00:00Z, false, 2024-03-11",
    // Sunday's evening belongs to Monday, and the break after a session to the day that ends.
    "futures, 2024-11-17T22:59:59Z, false, 2024-11-17",
    "futures, 2024-11-17T23:00:00Z, true, 2024-11-18",
    "futures, 2024-11-18T21:59:59Z, true, 2024-11-18",
    "futures, 2024-11-18T22:00:00Z, false, 2024-11-18",
    "futures, 2024-11-18T23:00:00Z, true, 2024-11-19",
    "futures, 2024-11-22T23:30:00Z, false, 2024-11-22",
    "futures, 2024-11-23T23:30:00Z, false, 2024-11-23",
    // The session of a holiday's eve closes early; the holiday has none.
    "futures, 2024-12-24T18:14:59Z, true, 2024-12-24",
    "futures, 2024-12-24T18:15:00Z, false, 2024-12-24",
    "futures, 2024-12-25T00:00:00Z, false, 2024-12-24",
    "futures, 2024-12-25T12:00:00Z, false, 2024-12-25",
    "futures, 2024-12-25T23:00:00Z, true, 2024-12-26",
    "currencies, 2024-11-18T21:59:59Z, true, 2024-11-18",
    "currencies, 2024-11-18T22:00:00Z, true, 2024-11-19",
    "currencies, 2024-11-22T22:00:00Z, false, 2024-11-22",
    "late traders, 2024-11-19T02:59:59Z, true, 2024-11-18",
    "late traders, 2024-11-19T03:00:00Z, false, 2024-11-19",
    "continuous, 2024-12-25T23:59:59.999999999Z, true, 2024-12-25",
    "continuous, 1969-12-31T23:59:59Z, true, 1969-12-31",
  })
  void aMomentHasADateAndLiesInASessionOrNot(
      String name, Instant moment, boolean inSession, LocalDate date) {
    TradingCalendar calendar = named(name);

    assertThat(calendar.inSession(moment)).isEqualTo(inSession);
    assertThat(calendar.sessionDate(moment)).isEqualTo(date);
  }

  @ParameterizedTest
  @CsvSource({
    "continuous, 2024-03-10, 2024-03-10T00:00:00Z, 2024-03-11T00:00:00Z",
    "stocks, 2024-03-10, 2024-03-10T05:00:00Z, 2024-03-11T04:00:00Z",
    "stocks, 2024-11-03, 2024-11-03T04:00:00Z, 2024-11-04T05:00:00Z",
    "futures, 2024-11-16, 2024-11-16T06:00:00Z, 2024-11-17T06:00:00Z",
    "futures, 2024-11-17, 2024-11-17T06:00:00Z, 2024-11-17T23:00:00Z",
    "futures, 2024-11-18, 2024-11-17T23:00:00Z, 2024-11-18T23:00:00Z",
    "futures, 2024-11-22, 2024-11-21T23:00:00Z, 2024-11-23T06:00:00Z",
    "futures, 2024-12-25, 2024-12-25T06:00:00Z, 2024-12-25T23:00:00Z",
    // Samoa left this day out.
    "apia, 2011-12-29, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
    "apia, 2011-12-30, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z",
    "apia, 2011-12-31, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
  })
  void aDateIsAsLongAsItIsInTheZone(String name, LocalDate date, Instant start, Instant end) {
    assertThat(named(name).dayStart(date)).isEqualTo(start);
    assertThat(named(name).dayEnd(date)).isEqualTo(end);
  }

  @Property(tries = 2000)
  void datesPartTimeWithoutGapsAndEveryMomentLiesInItsOwn(
      @ForAll @IntRange(max = 7) int which,
      @ForAll @LongRange(min = 315_532_800, max = 2_524_608_000L) long second) {
    TradingCalendar calendar = ALL.get(which);
    Instant moment = Instant.ofEpochSecond(second);

    LocalDate date = calendar.sessionDate(moment);

    assertThat(calendar.dayStart(date)).isBeforeOrEqualTo(moment);
    assertThat(calendar.dayEnd(date)).isAfter(moment);
    assertThat(calendar.dayEnd(date)).isEqualTo(calendar.dayStart(date.plusDays(1)));
    assertThat(calendar.dayStart(date)).isEqualTo(calendar.dayEnd(date.minusDays(1)));
    assertThat(Duration.between(calendar.dayStart(date), calendar.dayEnd(date)))
        .isBetween(Duration.ofHours(7), Duration.ofHours(49));
  }

  @Property(tries = 500)
  void whatIsKeptOfADateNeverAnswersForAnother(
      @ForAll List<@LongRange(min = 0, max = 2_000_000_000) Long> seconds) {
    TradingCalendar used = copy(FUTURES);

    for (long second : seconds) {
      Instant moment = Instant.ofEpochSecond(second);
      TradingCalendar fresh = copy(FUTURES);
      assertThat(used.sessionDate(moment)).isEqualTo(fresh.sessionDate(moment));
      assertThat(used.inSession(moment)).isEqualTo(fresh.inSession(moment));
    }
  }

  private static TradingCalendar copy(TradingCalendar calendar) {
    return TradingCalendar.of(
        calendar.name(),
        calendar.zone(),
        new TradingSessions(
            LocalTime.of(17, 0), LocalTime.of(16, 0), WORKDAYS, Set.of(), Map.of()));
  }

  @Test
  void itTravelsToAnotherProcess() throws Exception {
    for (TradingCalendar calendar : ALL) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(calendar);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        TradingCalendar arrived = (TradingCalendar) in.readObject();

        assertThat(arrived).isEqualTo(calendar).hasSameHashCodeAs(calendar);
        assertThat(arrived.dayStart(LocalDate.of(2024, 11, 18)))
            .isEqualTo(calendar.dayStart(LocalDate.of(2024, 11, 18)));
      }
    }
    assertThat(STOCKS).isNotEqualTo(FUTURES);
  }

  @Test
  void sessionsThatCannotBeAreRefused() {
    LocalTime open = LocalTime.of(9, 30);
    LocalTime close = LocalTime.of(16, 0);
    LocalDate friday = LocalDate.of(2024, 11, 29);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TradingSessions(open, close, Set.of(), Set.of(), Map.of()))
        .withMessage("days must name a day at least");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TradingSessions(open.plusNanos(1), close, WORKDAYS, Set.of(), Map.of()))
        .withMessage("open and close must be whole seconds");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TradingSessions(
                    open, close, WORKDAYS, Set.of(friday), Map.of(friday, LocalTime.of(13, 0))))
        .withMessage("earlyCloses has 2024-11-29, on which there is no session");
    for (LocalTime early : List.of(close, LocalTime.of(9, 30), LocalTime.MIDNIGHT)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new TradingSessions(open, close, WORKDAYS, Set.of(), Map.of(friday, early)))
          .withMessage("earlyCloses has %s for 2024-11-29, which is not within the session", early);
    }
  }
}
