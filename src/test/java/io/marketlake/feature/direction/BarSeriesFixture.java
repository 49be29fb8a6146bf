package io.marketlake.feature.direction;

import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.indicator.Indicators;
import io.marketlake.schema.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bars of one symbol for tests: by hand, and of a random walk with real indicators. */
public final class BarSeriesFixture {
  public static final long MINUTE = Micros.of(Duration.ofMinutes(1));
  private static final long KNOWN_AFTER = Micros.of(Duration.ofSeconds(10));
  private static final IndicatorValues NO_INDICATORS = IndicatorValues.of(List.of());

  private BarSeriesFixture() {}

  public static long at(String moment) {
    return Micros.of(Instant.parse(moment));
  }

  /** A minute's bar, known 10 s after its end. */
  public static DirectionBar bar(String start, double open, double close) {
    long from = at(start);
    return bar(from, from + MINUTE + KNOWN_AFTER, 0, open, close, true);
  }

  public static DirectionBar bar(
      long start, long knownAt, int revision, double open, double close, boolean inSession) {
    return new DirectionBar(
        "AAPL",
        start,
        start + MINUTE,
        knownAt,
        revision,
        open,
        Math.max(open, close),
        Math.min(open, close),
        close,
        100,
        Double.NaN,
        NO_INDICATORS,
        true,
        inSession);
  }

  /** A random walk of a minute's bars, with gaps, beginning at a Monday's 14:30 UTC. */
  public static List<IndicatorBar> walk(long seed, int bars) {
    Random random = new Random(seed);
    List<IndicatorBar> walk = new ArrayList<>();
    double price = 100;
    for (int i = 0; i < bars; i++) {
      double open = price;
      double close = open * Math.exp(0.002 * random.nextGaussian());
      double high = Math.max(open, close) * (1 + 0.001 * random.nextDouble());
      double low = Math.min(open, close) * (1 - 0.001 * random.nextDouble());
      walk.add(new IndicatorBar(open, high, low, close, random.nextInt(10_000), (high + low) / 2));
      price = close;
    }
    return walk;
  }

  /** The bars of a walk from a place on, as a lake has them whose history begins there. */
  public static List<DirectionBar> series(List<IndicatorBar> walk, int from, int warmAfter) {
    Indicators indicators = Indicators.begin(IndicatorSettings.DEFAULTS);
    List<DirectionBar> series = new ArrayList<>();
    for (int i = from; i < walk.size(); i++) {
      IndicatorBar bar = walk.get(i);
      long start = at("2026-03-02T14:30:00Z") + (i + i / 50) * MINUTE;
      series.add(
          new DirectionBar(
              "AAPL",
              start,
              start + MINUTE,
              start + MINUTE + KNOWN_AFTER,
              0,
              bar.open(),
              bar.high(),
              bar.low(),
              bar.close(),
              bar.volume(),
              bar.vwap(),
              IndicatorValues.of(Arrays.asList(indicators.next(bar))),
              i - from + 1 >= warmAfter,
              true));
    }
    return series;
  }
}
