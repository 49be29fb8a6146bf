package io.marketlake.feature.bar;

import static io.marketlake.feature.bar.Market.SECOND;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Bars of a market with sessions, and series that begin at different times.
 *
 * <p>Tier: CI.
 */
class SessionBarsTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalDate THANKSGIVING = LocalDate.parse("2013-11-28");

  private static BarRules rules(Duration interval, List<Duration> rollUps, LocalTime close) {
    return new BarRules(
        new BarSettings(
            interval,
            rollUps,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            250,
            Duration.ofMinutes(1),
            Duration.ofSeconds(30)),
        IndicatorSettings.DEFAULTS,
        TradingCalendar.of(
            "us",
            NEW_YORK,
            new TradingSessions(
                LocalTime.of(9, 30),
                close,
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                Set.of(THANKSGIVING),
                Map.of(THANKSGIVING.plusDays(1), LocalTime.of(13, 0)))));
  }

  private static final BarRules RULES =
      rules(
          Duration.ofMinutes(1),
          List.of(Duration.ofHours(1), Duration.ofDays(1)),
          LocalTime.of(16, 0));

  private static long micros(LocalDate date, int hour, int minute) {
    return date.atTime(hour, minute).atZone(NEW_YORK).toEpochSecond() * SECOND;
  }

  /** A trade every 15 minutes from 7:00 to 18:45 New York time, each day from one to another. */
  private static List<PriceEvent> trades(LocalDate from, LocalDate to) {
    List<PriceEvent> trades = new ArrayList<>();
    from.datesUntil(to)
        .forEach(
            date -> {
              for (int minute = 7 * 60; minute < 19 * 60; minute += 15) {
                long time = micros(date, minute / 60, minute % 60);
                trades.add(
                    Market.event("S", time, time, trades.size(), 100_000_000L + minute, 1_000_000));
              }
            });
    return trades;
  }

  private static List<FinalBar> bars(Folding folding, Duration length) {
    return requireNonNull(folding.bySymbol.get("S")).stream()
        .filter(bar -> bar.length().equals(length))
        .toList();
  }

  private static List<String> bounds(List<FinalBar> bars) {
    return bars.stream()
        .map(bar -> instant(bar.start()) + "/" + instant(bar.end()) + " " + bar.prices().trades())
        .toList();
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(micros / SECOND);
  }

  @Test
  void aDayBarIsItsSessionWhateverTheClocksDo() {
    Folding folding =
        Folding.ofCuts(
            RULES,
            trades(LocalDate.parse("2013-10-31"), LocalDate.parse("2013-11-06")),
            new Random(1));
    assertThat(bounds(bars(folding, Duration.ofDays(1))))
        .containsExactly(
            "2013-10-31T13:30:00Z/2013-10-31T20:00:00Z 26",
            "2013-11-01T13:30:00Z/2013-11-01T20:00:00Z 26",
            "2013-11-04T14:30:00Z/2013-11-04T21:00:00Z 26",
            "2013-11-05T14:30:00Z/2013-11-05T21:00:00Z 26");
    FinalBar first = bars(folding, Duration.ofDays(1)).get(0);
    assertThat(first.prices().open().unscaledValue().longValue()).isEqualTo(100_000_570L);
    assertThat(first.prices().close().unscaledValue().longValue()).isEqualTo(100_000_945L);
  }

  @Test
  void hoursBeginWithTheSessionAndTheLastEndsWithIt() {
    LocalDate halfDay = THANKSGIVING.plusDays(1);
    Folding folding =
        Folding.ofCuts(RULES, trades(halfDay, THANKSGIVING.plusDays(5)), new Random(5));
    assertThat(bounds(bars(folding, Duration.ofHours(1))))
        .containsExactly(
            "2013-11-29T14:30:00Z/2013-11-29T15:30:00Z 4",
            "2013-11-29T15:30:00Z/2013-11-29T16:30:00Z 4",
            "2013-11-29T16:30:00Z/2013-11-29T17:30:00Z 4",
            "2013-11-29T17:30:00Z/2013-11-29T18:00:00Z 2",
            "2013-12-02T14:30:00Z/2013-12-02T15:30:00Z 4",
            "2013-12-02T15:30:00Z/2013-12-02T16:30:00Z 4",
            "2013-12-02T16:30:00Z/2013-12-02T17:30:00Z 4",
            "2013-12-02T17:30:00Z/2013-12-02T18:30:00Z 4",
            "2013-12-02T18:30:00Z/2013-12-02T19:30:00Z 4",
            "2013-12-02T19:30:00Z/2013-12-02T20:30:00Z 4",
            "2013-12-02T20:30:00Z/2013-12-02T21:00:00Z 2");
  }

  @Test
  void indicatorsAreWarmOnceTheSlowestHasForgottenWhereHistoryStarts() {
    IndicatorSettings slow =
        new IndicatorSettings(List.of(5), List.of(200), 12, 26, 9, 14, 20, 2, 20, 14);
    BarSettings lengths =
        new BarSettings(
            Duration.ofMinutes(1),
            List.of(),
            Duration.ZERO,
            Duration.ZERO,
            250,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));
    TradingCalendar calendar = TradingCalendar.continuous();
    assertThat(new BarRules(lengths, IndicatorSettings.DEFAULTS, calendar).warmAfter())
        .isEqualTo(250);
    assertThat(new BarRules(lengths, slow, calendar).warmAfter()).isEqualTo(1809);
  }

  @Test
  void aHolidayHasNoDayBarAndAHalfDayAShortOne() {
    Folding folding =
        Folding.ofCuts(
            RULES, trades(THANKSGIVING.minusDays(1), THANKSGIVING.plusDays(5)), new Random(2));
    assertThat(bounds(bars(folding, Duration.ofDays(1))))
        .containsExactly(
            "2013-11-27T14:30:00Z/2013-11-27T21:00:00Z 26",
            "2013-11-29T14:30:00Z/2013-11-29T18:00:00Z 14",
            "2013-12-02T14:30:00Z/2013-12-02T21:00:00Z 26");
  }

  @Test
  void barsOutsideOfASessionHaveNoIndicators() {
    Folding folding =
        Folding.ofCuts(
            RULES,
            trades(LocalDate.parse("2013-10-07"), LocalDate.parse("2013-10-12")),
            new Random(3));
    List<FinalBar> base = bars(folding, Duration.ofMinutes(1));
    assertThat(base).hasSizeGreaterThan(5 * 47);
    int inSession = 0;
    for (FinalBar bar : base) {
      LocalTime time = instant(bar.start()).atZone(NEW_YORK).toLocalTime();
      boolean expected = !time.isBefore(LocalTime.of(9, 30)) && time.isBefore(LocalTime.of(16, 0));
      assertThat(bar.inSession()).as("%s", time).isEqualTo(expected);
      if (!expected) {
        assertThat(bar.indicators()).allMatch(Objects::isNull);
        assertThat(bar.stateBefore()).isNull();
      } else {
        inSession++;
        assertThat(bar.stateBefore() != null).isEqualTo(time.equals(LocalTime.of(9, 30)));
        int sma = RULES.indicators().names().indexOf("sma_5");
        assertThat(bar.indicators().get(sma) != null).isEqualTo(inSession >= 5);
      }
    }
    assertThat(inSession).isEqualTo(5 * 26);
  }

  /** An hour's bar that begins in a session may end after it; the day's bar waits for it. */
  @Test
  void aDayBarHoldsABaseBarThatEndsAfterTheSession() {
    BarRules hours = rules(Duration.ofHours(1), List.of(Duration.ofDays(1)), LocalTime.of(15, 40));
    Folding folding = new Folding(hours);
    trades(LocalDate.parse("2013-10-07"), LocalDate.parse("2013-10-09"))
        .forEach(trade -> folding.step(List.of(List.of(trade))));
    assertThat(bounds(bars(folding, Duration.ofDays(1))))
        .containsExactly(
            "2013-10-07T13:30:00Z/2013-10-07T19:40:00Z 24",
            "2013-10-08T13:30:00Z/2013-10-08T19:40:00Z 24");
  }

  /**
   * A trades last half a minute before the close and B each second long after it, so that nothing
   * but B's trades makes the bars of A final.
   */
  @Test
  void theLastBarOfASessionIsFinalTenMinutesAfterItWhileAnythingTradesOnItsPartition() {
    LocalDate date = LocalDate.parse("2013-10-10");
    long close = micros(date, 16, 0);
    List<PriceEvent> trades = new ArrayList<>();
    trades.add(Market.event("S", close - 30 * SECOND, close - 30 * SECOND, 0, 5, 1));
    for (int second = 1; second <= 700; second++) {
      long time = close + second * SECOND;
      trades.add(Market.event("B", time, time, second, 5, 1));
    }
    Folding folding = Folding.ofCuts(RULES, trades, new Random(5));
    for (Duration length : RULES.lengths()) {
      assertThat(bars(folding, length))
          .as("%s", length)
          .singleElement()
          .satisfies(
              bar -> {
                assertThat(bar.end()).isEqualTo(close);
                assertThat(bar.offset()).isEqualTo(600);
                assertThat(bar.knownAt()).isEqualTo(close + 600 * SECOND);
              });
    }
  }

  @Test
  void valuesPastWarmUpDoNotDependOnWhereHistoryStarts() {
    Random random = new Random(4);
    List<PriceEvent> events = new ArrayList<>();
    long price = 10_000_000_000L;
    for (int i = 0; i < 900; i++) {
      price += random.nextInt(20_000_001) - 10_000_000;
      events.add(
          Market.event("S", 10L * i * SECOND, 0, i, price, 1_000_000L * (1 + random.nextInt(9))));
    }
    BarRules rules =
        new BarRules(
            new BarSettings(
                Duration.ofSeconds(10),
                List.of(),
                Duration.ofSeconds(4),
                Duration.ofSeconds(40),
                250,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5)),
            IndicatorSettings.DEFAULTS,
            TradingCalendar.continuous());
    List<FinalBar> whole = bars(Folding.ofCuts(rules, events, random), Duration.ofSeconds(10));
    for (int start : List.of(1, 250, 400)) {
      List<FinalBar> later =
          bars(
              Folding.ofCuts(rules, events.subList(start, events.size()), random),
              Duration.ofSeconds(10));
      assertThat(later.stream().filter(FinalBar::isWarm)).hasSize(later.size() - 249);
      for (int i = 249; i < later.size(); i++) {
        FinalBar expected = whole.get(start + i);
        for (int column = 0; column < rules.indicators().names().size(); column++) {
          String name = rules.indicators().names().get(column);
          double scale = name.startsWith("rsi") ? 100 : expected.prices().close().doubleValue();
          assertThat(requireNonNull(later.get(i).indicators().get(column)))
              .as(name)
              .isCloseTo(requireNonNull(expected.indicators().get(column)), within(1e-6 * scale));
        }
      }
    }
  }
}
