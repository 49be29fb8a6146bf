package io.marketlake.feature.bar;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Made-up events of a few symbols: bursts, silences, disorder, and jumps of the clock both ways.
 */
final class Market {
  static final long SECOND = 1_000_000;

  /** Bars of 10 s that are final 4 s after their end, or 40 s by others of their partition. */
  static final BarRules RULES = rules(TradingCalendar.continuous());

  private Market() {}

  static BarRules rules(TradingCalendar calendar) {
    return new BarRules(
        new BarSettings(
            Duration.ofSeconds(10),
            List.of(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofDays(1)),
            Duration.ofSeconds(4),
            Duration.ofSeconds(40),
            5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5)),
        IndicatorSettings.DEFAULTS,
        calendar);
  }

  /** Events of one partition. */
  static List<PriceEvent> events(Random random, int events, long begin) {
    List<PriceEvent> market = new ArrayList<>();
    long now = begin;
    long offset = random.nextInt(3);
    for (int i = 0; i < events; i++) {
      now += random.nextInt(20) == 0 ? random.nextInt(90) * SECOND : random.nextInt(3) * SECOND;
      long behind = random.nextInt(6) == 0 ? random.nextInt(60) * SECOND : 0;
      market.add(
          event(
              "S" + random.nextInt(4),
              now - behind + random.nextInt(3),
              now,
              offset,
              1 + random.nextInt(1000),
              random.nextInt(1 << 30)));
      offset += 1 + random.nextInt(3);
    }
    return market;
  }

  static PriceEvent event(
      String symbol, long time, long knownAt, long offset, long price, long volume) {
    return new PriceEvent(symbol, time, knownAt, price, volume, 0, (byte) 7, offset);
  }
}
