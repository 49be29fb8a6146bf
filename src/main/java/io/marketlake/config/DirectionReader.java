package io.marketlake.config;

import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.SentimentWindow;
import io.marketlake.gold.ForecastClock;
import io.marketlake.gold.ForecastTiming;
import io.marketlake.grading.QualitySettings;
import io.marketlake.training.direction.DirectionTrainerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads what is forecast of prices, and how such models are trained. */
final class DirectionReader {
  /** An interval that is that of base bars, whatever it is. */
  private static final String BASE = "base";

  private static final double LEAST_DRIFT = 0.001;
  private static final double MOST_DRIFT = 1_000;

  private DirectionReader() {}

  /**
   * Reads the section {@code direction}, but for {@code training}.
   *
   * @param baseBar the length of base bars
   */
  static Supplier<DirectionSettings> settings(SettingsReader in, Duration baseBar) {
    Duration interval = in.text("interval").equals(BASE) ? baseBar : in.duration("interval");
    List<Integer> horizons = new ArrayList<>();
    for (String text : in.texts("horizons")) {
      if (text.matches("\\d{1,6}")) {
        horizons.add(Integer.valueOf(text));
      } else {
        in.problem("horizons", "has '" + text + "', which is no number of bars");
      }
    }
    Duration forecastDelay = in.duration("forecast-delay");
    Duration staleAfter = in.duration("stale-after");
    SettingsReader sentiment = in.section("sentiment");
    Duration delay = sentiment.duration("delay");
    Duration window = sentiment.duration("window");
    Duration halfLife = sentiment.duration("half-life");
    sentiment.rejectUnknownKeys();
    return () ->
        new DirectionSettings(
            interval,
            horizons,
            forecastDelay,
            staleAfter,
            new SentimentWindow(delay, window, halfLife));
  }

  /** Reads {@code direction.clock} and {@code direction.commit-allowance}. */
  static ForecastTiming timing(SettingsReader in) {
    ForecastClock clock =
        in.choice(
            "clock",
            text ->
                Arrays.stream(ForecastClock.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst(),
            "wall, event",
            ForecastClock.WALL);
    return new ForecastTiming(clock, in.duration("commit-allowance"));
  }

  /**
   * Reads the section {@code direction.quality}.
   *
   * @param features the names of the features that there are
   */
  static Supplier<QualitySettings> quality(SettingsReader in, List<String> features) {
    int window = in.smallNumber("window-days", 1);
    int leastRows = in.smallNumber("least-rows", 1);
    int lostSkill = in.smallNumber("lost-skill-days", 1);
    SettingsReader drift = in.section("drift");
    double threshold = drift.number("threshold", LEAST_DRIFT, MOST_DRIFT);
    SettingsReader own = drift.section("features");
    Map<String, Double> thresholds = new TreeMap<>();
    for (String name : own.names()) {
      thresholds.put(name, own.number(name, LEAST_DRIFT, MOST_DRIFT));
      if (!features.contains(name)) {
        own.problem(name, "is no feature; there are " + String.join(", ", features));
      }
    }
    drift.rejectUnknownKeys();
    in.rejectUnknownKeys();
    return () -> new QualitySettings(window, leastRows, lostSkill, threshold, thresholds);
  }

  /** Reads the section {@code direction.training}. */
  static Supplier<DirectionTrainerSettings> training(SettingsReader in) {
    int folds = in.smallNumber("folds", 2);
    int purge = in.smallNumber("purge", 0);
    int embargo = in.smallNumber("embargo", 0);
    double cost = in.number("cost-basis-points", 0, 10_000);
    int trees = in.smallNumber("trees", 1);
    int depth = in.smallNumber("depth", 1);
    int leafRows = in.smallNumber("leaf-rows", 1);
    double penalty = in.number("regularization", 0, Double.MAX_VALUE);
    long seed = in.wholeNumber("seed", Long.MIN_VALUE);
    in.rejectUnknownKeys();
    return () ->
        new DirectionTrainerSettings(
            folds, purge, embargo, cost, trees, depth, leafRows, penalty, seed);
  }
}
