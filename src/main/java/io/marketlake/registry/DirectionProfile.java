package io.marketlake.registry;

import java.util.List;
import java.util.Optional;

/**
 * What a model of a price's direction needs to be told beside its pipeline, and what its training
 * data looked like. Stored with the version, as {@code profile.json}.
 *
 * @param interval the length of the bars that it forecasts, as {@code silver.bars} writes it
 * @param horizon how many bars ahead
 * @param featuresVersion the definition of its features
 * @param features their names, in the order of the values that it takes
 * @param deciles of each feature, the nine values between the tenths of the training data, rising
 * @param upShare share of the training rows whose price rose
 * @param rows how many rows it was fitted on
 * @param fittedUntil when the last outcome that it was fitted on was known, in microseconds since
 *     1970
 * @param judgedFittedUntil the same of the model that was judged
 * @param settings what decided its features and targets: each setting with its name and value,
 *     between semicolons
 */
public record DirectionProfile(
    String interval,
    int horizon,
    int featuresVersion,
    List<String> features,
    List<List<Double>> deciles,
    double upShare,
    long rows,
    long fittedUntil,
    long judgedFittedUntil,
    String settings) {
  private static final String KIND_PREFIX = "direction-";
  private static final String SEPARATOR = "; ";

  public DirectionProfile {
    features = List.copyOf(features);
    deciles = deciles.stream().map(List::copyOf).toList();
    if (deciles.size() != features.size()) {
      throw new IllegalArgumentException(
          "deciles must be of each of " + features.size() + " features, not of " + deciles.size());
    }
  }

  /** What decided its features and targets, as the profile stores it. */
  public static String settings(List<String> deciding) {
    return String.join(SEPARATOR, deciding);
  }

  /**
   * In what these settings differ from those that it was trained under, so that it answers another
   * question; empty where they don't.
   *
   * @param deciding each setting with its name and value, in the order of the profile's
   */
  public Optional<String> differenceFrom(List<String> deciding) {
    List<String> trained = List.of(settings.split(SEPARATOR, -1));
    for (int i = 0; i < deciding.size(); i++) {
      String then = i < trained.size() ? trained.get(i) : "unknown";
      if (!then.equals(deciding.get(i))) {
        return Optional.of("it was trained with " + then + ", and now it is " + deciding.get(i));
      }
    }
    return Optional.empty();
  }

  /** The same of another model's settings. */
  public Optional<String> differenceFrom(DirectionProfile other) {
    return differenceFrom(List.of(other.settings.split(SEPARATOR, -1)));
  }

  /** The kind of model for bars of an interval and a horizon: {@code direction-1m-5}. */
  public static String kind(String interval, int horizon) {
    return KIND_PREFIX + interval + "-" + horizon;
  }

  /** Whether a kind of model is one of these. */
  public static boolean isOfKind(String kind) {
    return kind.startsWith(KIND_PREFIX);
  }
}
