package io.marketlake.feature.bar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the rules of bars say of dates, of settings that have changed, and of themselves.
 *
 * <p>Tier: CI.
 */
class BarRulesTest {
  private static final LocalDate DATE = LocalDate.parse("2026-03-02");

  private static BarRules rules(
      List<Duration> rollUps, Duration window, Duration slide, TradingCalendar calendar) {
    return rules(Duration.ofMinutes(1), rollUps, window, slide, calendar);
  }

  private static BarRules ofBase(Duration base, TradingCalendar calendar) {
    return rules(base, List.of(), Duration.ofMinutes(1), Duration.ofSeconds(30), calendar);
  }

  private static BarRules rules(
      Duration base,
      List<Duration> rollUps,
      Duration window,
      Duration slide,
      TradingCalendar calendar) {
    return new BarRules(
        new BarSettings(
            base, rollUps, Duration.ofSeconds(10), Duration.ofMinutes(10), 250, window, slide),
        IndicatorSettings.DEFAULTS,
        calendar);
  }

  private static BarRules rolledUp(TradingCalendar calendar, Duration... rollUps) {
    return rules(List.of(rollUps), Duration.ofMinutes(1), Duration.ofSeconds(30), calendar);
  }

  private static boolean isOnGrid(BarRules rules) {
    return rules.isOnGrid(rules.beginOf(DATE));
  }

  @Test
  void aDateBeginsOnTheGridUnlessABaseBarHoldsItsBeginning() {
    Duration hour = Duration.ofHours(1);
    Duration day = Duration.ofDays(1);
    TradingCalendar newYork = TradingCalendar.continuous("new-york", ZoneId.of("America/New_York"));
    TradingCalendar kolkata = TradingCalendar.continuous("kolkata", ZoneId.of("Asia/Kolkata"));
    assertThat(isOnGrid(rolledUp(TradingCalendar.continuous(), hour.multipliedBy(12), day)))
        .isTrue();
    // Midnight in New York is 5:00 UTC, and in India 18:30; longer bars are counted from there.
    assertThat(isOnGrid(rolledUp(newYork, hour.multipliedBy(2), day))).isTrue();
    assertThat(isOnGrid(rolledUp(kolkata, hour, day))).isTrue();
    assertThat(isOnGrid(ofBase(Duration.ofMinutes(30), kolkata))).isTrue();
    assertThat(isOnGrid(ofBase(hour, kolkata))).isFalse();
  }

  @Test
  void aStateOfOtherLengthsIsRefusedAlsoWhereOnlyAWindowsLengthHasChanged() {
    Duration hour = Duration.ofHours(1);
    BarRules before = rolledUp(TradingCalendar.continuous(), hour);
    byte[] state = SymbolState.begin(before).toBytes(before);
    assertThat(SymbolState.fromBytes(state, rolledUp(TradingCalendar.continuous(), hour)))
        .isNotNull();
    Duration minute = Duration.ofMinutes(1);
    for (BarRules other :
        List.of(
            rolledUp(TradingCalendar.continuous(), Duration.ofHours(2)),
            rules(
                List.of(hour),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                TradingCalendar.continuous()),
            rules(List.of(hour), minute, minute, TradingCalendar.continuous()))) {
      assertThatThrownBy(() -> SymbolState.fromBytes(state, other))
          .isInstanceOf(SymbolState.OtherRulesException.class)
          .hasMessage(
              "its lengths are " + before.lengthsText() + " and not " + other.lengthsText());
    }
  }

  /** A rebuild that was interrupted is told from another by this text, in another process too. */
  @Test
  void equalRulesHaveEqualTextsHoweverTheirCalendarWasRead() {
    List<LocalDate> dates = List.of(DATE, DATE.plusDays(40), DATE.plusDays(7));
    assertThat(sessions(dates).toString())
        .isEqualTo(sessions(List.of(dates.get(2), dates.get(1), dates.get(0))).toString())
        .contains("holidays=[2026-03-02, 2026-03-09, 2026-04-11]")
        .contains("earlyCloses={2026-03-03=13:00, 2026-03-10=13:00, 2026-04-12=13:00}");
    assertThat(sessions(dates).toString()).isNotEqualTo(sessions(dates.subList(0, 2)).toString());
  }

  private static BarRules sessions(List<LocalDate> dates) {
    Set<LocalDate> holidays = new LinkedHashSet<>(dates);
    Map<LocalDate, LocalTime> early = new LinkedHashMap<>();
    dates.forEach(date -> early.put(date.plusDays(1), LocalTime.of(13, 0)));
    return rolledUp(
        TradingCalendar.of(
            "us",
            ZoneId.of("America/New_York"),
            new TradingSessions(
                LocalTime.of(9, 30),
                LocalTime.of(16, 0),
                EnumSet.allOf(DayOfWeek.class),
                Collections.unmodifiableSet(holidays),
                Collections.unmodifiableMap(early))));
  }
}
