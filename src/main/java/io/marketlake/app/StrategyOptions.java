package io.marketlake.app;

import io.marketlake.backtest.IndicatorStrategy;
import io.marketlake.backtest.Strategy;
import io.marketlake.error.Errors;
import io.marketlake.feature.indicator.IndicatorSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a strategy and its numbers. */
final class StrategyOptions {
  static final String MODEL = "model";
  private static final String SMA = "sma-crossover";
  private static final String MACD = "macd";
  private static final String RSI = "rsi";
  private static final String BOLLINGER = "bollinger";

  private static final Map<String, List<String>> NUMBERS =
      Map.of(
          SMA, List.of("--fast", "--slow"),
          MACD, List.of("--fast", "--slow", "--signal"),
          RSI, List.of("--period", "--low", "--high"),
          BOLLINGER, List.of("--period", "--width"),
          MODEL, List.of("--model", "--horizon", "--threshold", "--in-sample", "--i-checked"));

  @Option(
      names = "--strategy",
      required = true,
      paramLabel = "NAME",
      description = "sma-crossover, macd, rsi, bollinger, or model")
  private String name = "";

  @Option(
      names = "--fast",
      paramLabel = "BARS",
      description = "the fast mean (default: 5; of macd 12)")
  private @Nullable Integer fast;

  @Option(
      names = "--slow",
      paramLabel = "BARS",
      description = "the slow mean (default: 20; of macd 26)")
  private @Nullable Integer slow;

  @Option(names = "--signal", paramLabel = "BARS", description = "macd's signal line (default: 9)")
  private @Nullable Integer signal;

  @Option(
      names = "--period",
      paramLabel = "BARS",
      description = "of rsi (default: 14) or bollinger (default: 20)")
  private @Nullable Integer period;

  @Option(names = "--low", paramLabel = "RSI", description = "rsi: long below it (default: 30)")
  private @Nullable Double low;

  @Option(names = "--high", paramLabel = "RSI", description = "rsi: short above it (default: 70)")
  private @Nullable Double high;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "bollinger: deviations from the middle to a band (default: 2)")
  private @Nullable Double width;

  @Option(
      names = "--model",
      paramLabel = "VERSION",
      description = "a version of direction's registry, newest, or champion (default: champion)")
  private @Nullable String version;

  @Option(
      names = "--horizon",
      paramLabel = "BARS",
      description = "the model's (default: the first of direction.horizons)")
  private @Nullable Integer horizon;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description = "model: the chance above which a side is taken (default: 0.5)")
  private @Nullable Double threshold;

  @Option(
      names = "--in-sample",
      description = "test a model on the time that it was trained on too, which says nothing")
  private boolean isInSample;

  @Option(
      names = "--i-checked",
      description = "you have looked into figures of a model that are too good; they are no leak")
  private boolean isSigned;

  @Option(names = "--long-only", description = "sell nothing short")
  private boolean isLongOnly;

  /** Throws unless the strategy is one, and the numbers given are numbers of it. */
  void requireFit() {
    List<String> taken = NUMBERS.get(name);
    if (taken == null) {
      throw Errors.badOption(
          "--strategy " + name,
          "there is no such strategy",
          "name one of sma-crossover, macd, rsi, bollinger, model");
    }
    given()
        .forEach(
            (option, value) -> {
              if (!taken.contains(option)) {
                throw Errors.badOption(
                    option + " " + value,
                    "the strategy " + name + " has no such number",
                    "it takes " + String.join(", ", taken));
              }
            });
    threshold();
  }

  private Map<String, Object> given() {
    Map<String, Object> given = new TreeMap<>();
    add(given, "--fast", fast);
    add(given, "--slow", slow);
    add(given, "--signal", signal);
    add(given, "--period", period);
    add(given, "--low", low);
    add(given, "--high", high);
    add(given, "--width", width);
    add(given, "--model", version);
    add(given, "--horizon", horizon);
    add(given, "--threshold", threshold);
    add(given, "--in-sample", isInSample ? "" : null);
    add(given, "--i-checked", isSigned ? "" : null);
    return given;
  }

  private static void add(Map<String, Object> given, String option, @Nullable Object value) {
    if (value != null) {
      given.put(option, value);
    }
  }

  boolean isModel() {
    return name.equals(MODEL);
  }

  boolean isLongOnly() {
    return isLongOnly;
  }

  boolean isInSample() {
    return isInSample;
  }

  boolean isSigned() {
    return isSigned;
  }

  String version(String otherwise) {
    return version == null ? otherwise : version;
  }

  int horizon(int otherwise) {
    return horizon == null ? otherwise : horizon;
  }

  double threshold() {
    double chance = or(threshold, 0.5);
    if (!(chance >= 0.5 && chance < 1)) {
      throw Errors.badOption(
          "--threshold " + chance, "it is not from 0.5 to below 1", "try --threshold 0.55");
    }
    return chance;
  }

  /**
   * The strategy, if it reads indicators.
   *
   * @param columns the indicators that bars have
   */
  Strategy ofIndicators(IndicatorSettings columns) {
    try {
      return switch (name) {
        case SMA -> IndicatorStrategy.smaCrossover(columns, or(fast, 5), or(slow, 20));
        case MACD -> IndicatorStrategy.macd(columns, or(fast, 12), or(slow, 26), or(signal, 9));
        case RSI -> IndicatorStrategy.rsi(columns, or(period, 14), or(low, 30.0), or(high, 70.0));
        case BOLLINGER -> IndicatorStrategy.bollinger(columns, or(period, 20), or(width, 2.0));
        default -> throw new IllegalStateException(name + " reads no indicators");
      };
    } catch (IllegalArgumentException e) {
      throw Errors.badOption(
          "--strategy " + name,
          String.valueOf(e.getMessage()),
          "give other numbers: " + String.join(", ", NUMBERS.getOrDefault(name, List.of())));
    }
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
