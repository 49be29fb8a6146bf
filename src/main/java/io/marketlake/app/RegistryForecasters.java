package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.DirectionErrors;
import io.marketlake.error.ModelErrors;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.gold.DirectionModels;
import io.marketlake.inference.DirectionScorer;
import io.marketlake.inference.DirectionScorer.Forecaster;
import io.marketlake.job.MicroBatch;
import io.marketlake.registry.DirectionModel;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts each horizon with the champion of its kind, followed between micro-batches; see {@link
 * FollowedModel}. A horizon without one is not forecast.
 */
final class RegistryForecasters implements DirectionModels {
  /** The name under which a micro-batch stores the version of a horizon: this and the horizon. */
  static final String CHOICE = "direction-model-";

  private static final double EVEN = 0.5;

  private final Map<Integer, FollowedModel<Forecaster>> models = new TreeMap<>();
  private Map<Integer, Forecaster> scored = Map.of();
  private @Nullable DirectionScorer scorer;

  RegistryForecasters(Map<Integer, FollowedModel<Forecaster>> models) {
    this.models.putAll(models);
    // What is wrong with one is logged, and no reason not to start.
    this.models
        .values()
        .forEach(
            model -> {
              boolean unused = model.begin().isPresent();
            });
  }

  /** Those of a lake. */
  static RegistryForecasters of(SparkSession spark, Lake lake, Settings settings) {
    ModelRegistry registry = RegistryModels.registry(spark, lake);
    ModelAliases aliases = new ModelAliases(lake.tables());
    Map<Integer, FollowedModel<Forecaster>> models = new TreeMap<>();
    for (int horizon : settings.direction().horizons()) {
      String kind = DirectionProfile.kind(settings.direction().intervalName(), horizon);
      models.put(
          horizon,
          new FollowedModel<>(
              CHOICE + horizon,
              WantedModels.promoted(aliases, kind),
              version ->
                  load(
                      registry,
                      settings,
                      kind,
                      version,
                      aliases.history(kind).wasPromoted(version)),
              settings.registry().poll()));
    }
    return new RegistryForecasters(models);
  }

  @Override
  public synchronized Optional<Forecasters> forecastersOf(MicroBatch batch) {
    TreeMap<Integer, Forecaster> found = new TreeMap<>();
    models.forEach(
        (horizon, model) ->
            model.scorerFor(batch).ifPresent(forecaster -> found.put(horizon, forecaster)));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (scorer == null || !found.equals(scored)) {
      scorer = new DirectionScorer(found);
      scored = found;
    }
    TreeMap<Integer, Long> fittedUntil = new TreeMap<>();
    found.forEach((horizon, forecaster) -> fittedUntil.put(horizon, forecaster.fittedUntil()));
    return Optional.of(new Forecasters(fittedUntil, scorer));
  }

  /**
   * Loads a version and lets it score, so that one that does not fit is found out here.
   *
   * @param isSigned whether somebody has signed for figures that are too good: a promotion asks
   */
  private static Forecaster load(
      ModelRegistry registry, Settings settings, String kind, String version, boolean isSigned) {
    try {
      ModelVersion found = registry.find(kind, version);
      Optional<String> refusal = registry.gate(found).refusal(isSigned);
      if (refusal.isPresent()) {
        throw ModelErrors.notToAct(kind, version, refusal.get());
      }
      DirectionModel model = DirectionModel.of(registry.load(found));
      DirectionProfile profile =
          registry
              .directionProfile(found)
              .orElseThrow(() -> new IllegalStateException("it has no profile"));
      Optional<String> difference =
          profile.differenceFrom(settings.direction().deciding(settings.indicators()));
      if (difference.isPresent()) {
        throw DirectionErrors.otherSettings(version, difference.get());
      }
      List<String> features =
          DirectionFeatures.of(settings.indicators(), settings.direction()).names();
      if (profile.featuresVersion() != DirectionFeatures.VERSION
          || !profile.features().equals(features)) {
        throw new IllegalStateException(
            "it was trained on other features than the settings of bars and direction give");
      }
      double up = model.up(new double[features.size()]);
      if (!(up >= 0 && up <= 1)) {
        throw new IllegalStateException("its answer is " + up);
      }
      return new Forecaster(
          model, version, profile.upShare() > EVEN ? 1 : -1, profile.fittedUntil());
    } catch (PipelineException e) {
      throw e;
    } catch (Exception e) {
      // Also Spark's exceptions, which are checked in Scala and undeclared in Java.
      throw ModelErrors.unfitModel(kind, version, e);
    }
  }
}
