package io.marketlake.feature.indicator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Series of bars to try the indicators on, and the indicators over a whole series. */
final class BarSeries {
  private BarSeries() {}

  /** One-minute bars of six shares, a week of February 2019; not part of the repository. */
  static final Path REAL = Path.of("../shared/data/bars_1m_2019.csv.gz");

  static Map<String, List<IndicatorBar>> real() {
    Map<String, List<IndicatorBar>> bySymbol = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(REAL)), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .forEach(
              cells ->
                  bySymbol
                      .computeIfAbsent(cells[0], symbol -> new ArrayList<>())
                      .add(
                          bar(
                              Double.parseDouble(cells[2]),
                              Double.parseDouble(cells[3]),
                              Double.parseDouble(cells[4]),
                              Double.parseDouble(cells[5]),
                              Double.parseDouble(cells[6]))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bySymbol;
  }

  /** The values of each bar, a row a bar. */
  static List<@Nullable Double[]> values(IndicatorSettings settings, List<IndicatorBar> bars) {
    Indicators indicators = Indicators.begin(settings);
    List<@Nullable Double[]> rows = new ArrayList<>();
    bars.forEach(bar -> rows.add(indicators.next(bar)));
    return rows;
  }

  /** Closes as given, with a high and a low around them. */
  static List<IndicatorBar> ofCloses(int length, IntToDoubleFunction close) {
    return IntStream.range(0, length)
        .mapToObj(
            i -> {
              double now = close.applyAsDouble(i);
              return bar(now, now * 1.001, now * 0.999, now, 100 + i % 7);
            })
        .toList();
  }

  /** Walks by steps of some 0.1 % to 3 %, from tiny prices to huge ones, of any length. */
  static Arbitrary<List<IndicatorBar>> walks(int shortest, int longest) {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.of(1e-6, 0.01, 1.0, 28.37, 171.14, 1e6),
            Arbitraries.of(0.001, 0.003, 0.03),
            Arbitraries.integers().between(shortest, longest))
        .as((seed, start, step, length) -> walk(seed, start, step, length, price -> price));
  }

  /** As {@link #walks}, but each session of 40 bars begins up to a fifth away. */
  static Arbitrary<List<IndicatorBar>> walksWithGaps(int shortest, int longest) {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.of(0.01, 1.0, 171.14, 1e6),
            Arbitraries.integers().between(shortest, longest))
        .as(
            (seed, start, length) -> {
              Random gaps = new Random(seed);
              int[] bars = {0};
              return walk(
                  seed,
                  start,
                  0.002,
                  length,
                  price -> bars[0]++ % 40 == 39 ? price * (0.8 + 0.4 * gaps.nextDouble()) : price);
            });
  }

  /** Walks on whole cents, with stretches where nothing moves and nothing is traded. */
  static Arbitrary<List<IndicatorBar>> walksWithFlatStretches(int shortest, int longest) {
    return Combinators.combine(
            Arbitraries.longs(), Arbitraries.integers().between(shortest, longest))
        .as(
            (seed, length) -> {
              List<IndicatorBar> walk =
                  walk(seed, 52.5, 0.004, length, price -> Math.rint(price * 100) / 100);
              List<IndicatorBar> bars = new ArrayList<>();
              for (int i = 0; i < walk.size(); i++) {
                boolean flat = i % 90 > 55;
                bars.add(flat ? still(bars.get(i - 1).close()) : walk.get(i));
              }
              return bars;
            });
  }

  private static List<IndicatorBar> walk(
      long seed, double start, double step, int length, DoubleUnaryOperator shape) {
    Random random = new Random(seed);
    List<IndicatorBar> bars = new ArrayList<>();
    double close = start;
    for (int i = 0; i < length; i++) {
      double open = shape.applyAsDouble(close);
      close = shape.applyAsDouble(open * Math.exp(step * random.nextGaussian()));
      double high = Math.max(open, close) * (1 + step * random.nextDouble());
      double low = Math.min(open, close) * (1 - step * random.nextDouble());
      bars.add(bar(open, high, low, close, 1 + random.nextInt(100_000)));
    }
    return bars;
  }

  private static IndicatorBar bar(
      double open, double high, double low, double close, double volume) {
    return new IndicatorBar(open, high, low, close, volume, (high + low + close) / 3);
  }

  private static IndicatorBar still(double price) {
    return bar(price, price, price, price, 0);
  }
}
