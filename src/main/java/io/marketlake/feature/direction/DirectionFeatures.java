package io.marketlake.feature.direction;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.schema.Micros;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The features of a bar's forecast, by name and version: one definition for training and scoring.
 *
 * <p>They do not grow with the price, so that symbols may share a model; but indicators keep
 * TA-Lib's absolute zeros, so that a price whose moves are as small as these shows none in RSI and
 * Bollinger bands (see {@link io.marketlake.feature.indicator.Indicators}). A value depends on the
 * bar, the {@link #BARS_BEFORE} bars of its series before it, and the texts before it, as they were
 * known when the bar was; on nothing that came later and, since a bar is forecast only once it is
 * warm, not on where history starts beyond what its indicators do. It is the same to the bit
 * wherever it is worked out. A value that is not defined (a volume of 0 to compare with, no VWAP)
 * is the neutral one of its feature.
 */
public final class DirectionFeatures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Raised when a feature is added, dropped, or worked out otherwise. */
  public static final int VERSION = 1;

  /** So many bars before a bar have a say in its features. */
  public static final int BARS_BEFORE = 30;

  /** What the names of features begin with that are read of texts. */
  public static final String OF_TEXTS = "sentiment_";

  private static final int[] LAGS = {1, 2};
  private static final int[] LONGER_RETURNS = {5, 15, 30};
  private static final int[] VOLUME_MEANS = {5, 30};
  private static final long DAY = Micros.of(Duration.ofDays(1));

  /** Why a bar is not forecast. */
  public enum Omission {
    /** It lies outside of its feed's session. */
    OUT_OF_SESSION,
    /** Its indicators still depend on where history starts. */
    NOT_WARM,
    /** Fewer than {@link #BARS_BEFORE} bars of its series were known before it. */
    SHORT_HISTORY,
    /** It became known too long after its end. */
    STALE
  }

  /** A bar with what was known when it was. */
  private record Moment(DirectionBar bar, List<DirectionBar> before, SentimentReading sentiment) {
    /** The bar so many places before; 0 is the bar itself. */
    DirectionBar back(int places) {
      return places == 0 ? bar : before.get(before.size() - places);
    }

    /** The log return over so many bars, up to the bar so many places before. */
    double logReturn(int bars, int places) {
      return StrictMath.log(back(places).close() / back(places + bars).close());
    }

    double volumeAgainst(int bars) {
      double sum = 0;
      for (int places = bars; places >= 1; places--) {
        sum += back(places).volume();
      }
      return StrictMath.log(bar.volume() / (sum / bars));
    }

    double indicator(int place) {
      return bar.indicators().at(place);
    }
  }

  @FunctionalInterface
  private interface Value extends Serializable {
    double of(Moment moment);
  }

  private record Feature(String name, double neutral, Value value) implements Serializable {
    double of(Moment moment) {
      double found = value.of(moment);
      // + 0.0 makes a zero of either sign the same bits.
      return Double.isFinite(found) ? found + 0.0 : neutral;
    }
  }

  private final DirectionSettings settings;
  private final List<Feature> features;

  private DirectionFeatures(DirectionSettings settings, List<Feature> features) {
    this.settings = settings;
    this.features = List.copyOf(features);
  }

  /** The features of bars with these indicators. */
  public static DirectionFeatures of(IndicatorSettings indicators, DirectionSettings settings) {
    List<Feature> features = new ArrayList<>();
    addIndicators(indicators, features);
    addReturns(features);
    addVolume(features, indicators.names().indexOf("vwap_distance"));
    addBarAndTime(features, Micros.of(settings.interval()));
    features.add(new Feature(OF_TEXTS + "mean", 0, moment -> moment.sentiment().mean()));
    features.add(
        new Feature(
            OF_TEXTS + "weight", 0, moment -> StrictMath.log1p(moment.sentiment().weight())));
    return new DirectionFeatures(settings, features);
  }

  /** Their names, in the order of the values. */
  public List<String> names() {
    return features.stream().map(Feature::name).toList();
  }

  /**
   * Why a bar is not forecast; empty where it is.
   *
   * @param before the bars of its series before it, the oldest first, as known when it was
   */
  public Optional<Omission> omission(DirectionBar bar, List<DirectionBar> before) {
    if (!bar.inSession()) {
      return Optional.of(Omission.OUT_OF_SESSION);
    }
    if (!bar.isWarm()) {
      return Optional.of(Omission.NOT_WARM);
    }
    if (before.size() < BARS_BEFORE) {
      return Optional.of(Omission.SHORT_HISTORY);
    }
    return bar.knownAt() - bar.end() > Micros.of(settings.staleAfter())
        ? Optional.of(Omission.STALE)
        : Optional.empty();
  }

  /**
   * The values of a bar that is forecast.
   *
   * @param before at least the {@link #BARS_BEFORE} bars of its series before it, the oldest first,
   *     as known when it was
   * @return in the order of the names, all finite
   */
  public double[] values(DirectionBar bar, List<DirectionBar> before, SentimentReading sentiment) {
    if (before.size() < BARS_BEFORE) {
      throw new IllegalArgumentException(
          "features need " + BARS_BEFORE + " bars before, not " + before.size());
    }
    Moment moment = new Moment(bar, before, sentiment);
    return features.stream().mapToDouble(feature -> feature.of(moment)).toArray();
  }

  /** Names features for who stores values of them: their version, and which they are. */
  public static String versionOf(List<String> names) {
    return "%d-%08x".formatted(VERSION, String.join(",", names).hashCode());
  }

  private static void addIndicators(IndicatorSettings indicators, List<Feature> features) {
    List<String> names = indicators.names();
    for (int place = 0; place < names.size(); place++) {
      int at = place;
      String name = names.get(place);
      if (name.startsWith("sma_") || name.startsWith("ema_")) {
        features.add(
            new Feature(
                name + "_distance", 0, moment -> moment.bar().close() / moment.indicator(at) - 1));
      } else if (name.startsWith("macd_histogram_")
          || name.startsWith("atr_")
          || name.matches("macd_[0-9].*")) {
        features.add(
            new Feature(name + "_share", 0, moment -> moment.indicator(at) / moment.bar().close()));
      } else if (name.startsWith("rsi_")) {
        features.add(new Feature(name, 0.5, moment -> moment.indicator(at) / 100));
      } else if (name.startsWith("volatility_")) {
        features.add(new Feature(name, 0, moment -> moment.indicator(at)));
      } else if (name.startsWith("bollinger_upper_")) {
        addBands(name.substring("bollinger_upper_".length()), at, features);
      }
    }
  }

  /** The upper band, the middle and the lower band are columns in this order. */
  private static void addBands(String periods, int upper, List<Feature> features) {
    features.add(
        new Feature(
            "bollinger_position_" + periods,
            0,
            moment ->
                (moment.bar().close() - moment.indicator(upper + 1))
                    / (moment.indicator(upper) - moment.indicator(upper + 1))));
    features.add(
        new Feature(
            "bollinger_width_" + periods,
            0,
            moment ->
                (moment.indicator(upper) - moment.indicator(upper + 2))
                    / moment.indicator(upper + 1)));
  }

  private static void addReturns(List<Feature> features) {
    features.add(new Feature("log_return_1", 0, moment -> moment.logReturn(1, 0)));
    for (int lag : LAGS) {
      features.add(new Feature("log_return_1_lag_" + lag, 0, moment -> moment.logReturn(1, lag)));
    }
    for (int bars : LONGER_RETURNS) {
      features.add(new Feature("log_return_" + bars, 0, moment -> moment.logReturn(bars, 0)));
    }
  }

  private static void addVolume(List<Feature> features, int vwapDistance) {
    for (int bars : VOLUME_MEANS) {
      features.add(new Feature("volume_against_" + bars, 0, moment -> moment.volumeAgainst(bars)));
    }
    features.add(new Feature("vwap_distance", 0, moment -> moment.indicator(vwapDistance)));
  }

  private static void addBarAndTime(List<Feature> features, long interval) {
    features.add(
        new Feature(
            "close_in_range",
            0.5,
            moment ->
                (moment.bar().close() - moment.bar().low())
                    / (moment.bar().high() - moment.bar().low())));
    features.add(
        new Feature(
            "gap_before",
            0,
            moment ->
                StrictMath.log1p(
                    (double) (moment.bar().start() - moment.back(1).end()) / interval)));
    features.add(
        new Feature("time_of_day_sine", 0, moment -> StrictMath.sin(angle(moment.bar().end()))));
    features.add(
        new Feature("time_of_day_cosine", 1, moment -> StrictMath.cos(angle(moment.bar().end()))));
  }

  /** Of a moment of the UTC day, a whole day being a full turn. */
  private static double angle(long moment) {
    return 2 * Math.PI * ((double) Math.floorMod(moment, DAY) / DAY);
  }
}
