package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.indicator.IndicatorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The strategies that read indicators. Each is flat until its indicators are warm and defined, and
 * again after a bar at which they are not: bands that coincide are not, nor is an RSI of moves that
 * are too small for it.
 *
 * <p>They trade what their authors describe, in its plainest form; none is a recommendation.
 */
public final class IndicatorStrategy implements Strategy {
  /** What is wanted next, by what is wanted now and the values of a bar. */
  @FunctionalInterface
  private interface Rule {
    double position(double held, double close, double[] values);
  }

  /** Whether what was read of a bar says anything; asked about each bar, in time. */
  @FunctionalInterface
  private interface Check {
    Check ALWAYS = (bar, values) -> true;

    boolean isDefined(DirectionBar bar, double @Nullable [] values);
  }

  private final String name;
  private final IndicatorSettings columns;
  private final IndicatorSettings wanted;
  private final List<String> names;
  private final Supplier<Check> check;
  private final Rule rule;

  private IndicatorStrategy(
      String name,
      IndicatorSettings columns,
      IndicatorSettings wanted,
      List<String> names,
      Supplier<Check> check,
      Rule rule) {
    this.name = name;
    this.columns = columns;
    this.wanted = wanted;
    this.names = names;
    this.check = check;
    this.rule = rule;
  }

  /**
   * Long while the fast mean of closes is above the slow one, short while it is below; equal means
   * change nothing. The variable-length moving average of Brock, Lakonishok and LeBaron, Simple
   * Technical Trading Rules (Journal of Finance, 1992), without a band.
   *
   * @param columns the indicators that bars have
   * @param fast bars, 2 or more
   * @param slow bars, more than the fast ones
   */
  public static Strategy smaCrossover(IndicatorSettings columns, int fast, int slow) {
    if (slow <= fast) {
      throw new IllegalArgumentException("slow must be above fast (" + fast + "), not " + slow);
    }
    return new IndicatorStrategy(
        "sma-crossover " + fast + "/" + slow,
        columns,
        Periods.ofMeans(fast, slow),
        List.of("sma_" + fast, "sma_" + slow),
        () -> Check.ALWAYS,
        (held, close, values) -> bySign(values[0] - values[1], held));
  }

  /**
   * Long while MACD's line is above its signal line, short while it is below; equal lines change
   * nothing. G. Appel, Technical Analysis: Power Tools for Active Investors (2005).
   *
   * @param columns the indicators that bars have
   */
  public static Strategy macd(IndicatorSettings columns, int fast, int slow, int signal) {
    String periods = fast + "_" + slow + "_" + signal;
    return new IndicatorStrategy(
        "macd " + periods.replace('_', '/'),
        columns,
        Periods.ofMacd(fast, slow, signal),
        List.of("macd_histogram_" + periods),
        () -> Check.ALWAYS,
        (held, close, values) -> bySign(values[0], held));
  }

  /**
   * Goes long when RSI falls below the lower level and short when it rises above the upper one, and
   * is flat again once it has crossed 50. J. W. Wilder, New Concepts in Technical Trading Systems
   * (1978), with its levels of 30 and 70.
   *
   * @param columns the indicators that bars have
   * @param low above 0 and below 50
   * @param high above 50 and below 100
   */
  public static Strategy rsi(IndicatorSettings columns, int period, double low, double high) {
    if (!(low > 0 && low < 50 && high > 50 && high < 100)) {
      throw new IllegalArgumentException(
          "levels must lie on both sides of 50, not " + low + " and " + high);
    }
    return new IndicatorStrategy(
        "rsi " + period + ", " + plain(low) + " to " + plain(high),
        columns,
        Periods.ofRsi(period),
        List.of("rsi_" + period),
        () -> {
          Moves moves = new Moves(period);
          return (bar, values) -> moves.areSeen(bar.close()) || values == null || values[0] != 0;
        },
        (held, close, values) -> reverting(values[0], low, 50, high, held));
  }

  /**
   * Goes long when a close is below the lower band and short when it is above the upper one, and is
   * flat again once a close has crossed the middle. J. Bollinger, Bollinger on Bollinger Bands
   * (2001).
   *
   * @param columns the indicators that bars have
   * @param width deviations between the middle and a band, above 0
   */
  public static Strategy bollinger(IndicatorSettings columns, int period, double width) {
    IndicatorSettings wanted = Periods.ofBands(period, width);
    List<String> bands =
        wanted.names().stream().filter(each -> each.startsWith("bollinger_")).toList();
    return new IndicatorStrategy(
        "bollinger " + period + ", width " + plain(width),
        columns,
        wanted,
        bands,
        () -> (bar, values) -> values == null || values[0] != values[2],
        (held, close, values) -> reverting(close, values[2], values[1], values[0], held));
  }

  private static double bySign(double difference, double held) {
    return difference == 0 ? held : Math.signum(difference);
  }

  private static double reverting(
      double value, double low, double middle, double high, double held) {
    if (value < low) {
      return 1;
    }
    if (value > high) {
      return -1;
    }
    boolean isBack = held > 0 ? value >= middle : value <= middle;
    return isBack ? 0 : held;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /**
   * Wilder's mean gain and loss of closes, to tell an RSI of 0 that is one from the 0 that TA-Lib
   * gives where both are too small.
   */
  private static final class Moves {
    private static final double ZERO = 1e-8;

    private final int period;
    private double mean;
    private long seen;
    private double before;

    Moves(int period) {
      this.period = period;
    }

    /** Whether gain and loss add up to what RSI is defined for, at the next bar. */
    boolean areSeen(double close) {
      if (seen > 0) {
        // The mean of all moves is that of gains and that of losses added up.
        double move = Math.abs(close - before);
        double count = Math.min(seen, period);
        mean += (move - mean) / count;
      }
      seen++;
      before = close;
      return mean >= ZERO;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Decision> decisions(List<DirectionBar> rows) {
    List<DirectionBar> bars = TimelyBars.of(rows);
    IndicatorReader indicators = IndicatorReader.begin(columns, wanted, names);
    List<Decision> decisions = new ArrayList<>(bars.size());
    Check defined = check.get();
    double held = 0;
    for (DirectionBar bar : bars) {
      double[] values = indicators.next(bar);
      boolean isDefined = defined.isDefined(bar, values);
      held = values == null || !isDefined ? 0 : rule.position(held, bar.close(), values);
      decisions.add(
          values == null
              ? Decision.notWarm(bar.start(), bar.knownAt())
              : new Decision(bar.start(), bar.knownAt(), held, true));
    }
    return decisions;
  }
}
