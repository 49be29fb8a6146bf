package io.marketlake.app;

import io.marketlake.backtest.BacktestRun.Result;
import io.marketlake.backtest.ModelStrategy;
import io.marketlake.backtest.Strategy;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.BacktestErrors;
import io.marketlake.error.DirectionErrors;
import io.marketlake.error.Errors;
import io.marketlake.error.ModelErrors;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.registry.DirectionModel;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.schema.Micros;
import io.marketlake.training.direction.DirectionData;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A published model of direction as a strategy.
 *
 * @param textsTrainedOn how many scored texts its training had
 * @param texts how many the tested bars have beside them
 * @param isInSample whether it may be tested on the time that it was trained on
 */
record BacktestModel(
    String version,
    Strategy strategy,
    DirectionProfile profile,
    long textsTrainedOn,
    long texts,
    boolean isInSample) {

  /**
   * Opens the version that is meant, of the market's length of bars.
   *
   * @throws io.marketlake.error.PipelineException if it may not become champion, or was trained
   *     under other settings
   */
  static BacktestModel open(
      SparkSession spark,
      Lake lake,
      Settings settings,
      BacktestMarket market,
      StrategyOptions options) {
    DirectionSettings direction = settings.direction();
    if (!market.interval().equals(direction.intervalName())) {
      throw Errors.badOption(
          "--interval " + market.interval(),
          "models forecast bars of " + direction.intervalName(),
          "leave it out, or set direction.interval to the length that models are trained for");
    }
    int horizon = options.horizon(direction.horizons().get(0));
    String kind = DirectionProfile.kind(market.interval(), horizon);
    ModelRegistry registry =
        new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
    OpenedRegistry opened = new OpenedRegistry(registry, new ModelAliases(lake.tables()));
    String wanted = options.version(Settings.CHAMPION);
    ModelVersion version =
        wanted.equals(Settings.NEWEST)
            ? registry.newest(kind).orElseThrow(() -> ModelErrors.noVersions(kind, registry.path()))
            : opened.named(kind, wanted);
    DirectionProfile profile =
        registry
            .directionProfile(version)
            .orElseThrow(
                () ->
                    ModelErrors.unfitModel(
                        kind, version.version(), new IllegalStateException("it has no profile")));
    requirePromotable(opened, version, options.isSigned());
    DirectionFeatures features = DirectionFeatures.of(settings.indicators(), direction);
    profile
        .differenceFrom(direction.deciding(settings.indicators()))
        .ifPresent(
            difference -> {
              throw DirectionErrors.otherSettings(version.version(), difference);
            });
    if (profile.featuresVersion() != DirectionFeatures.VERSION
        || !profile.features().equals(features.names())) {
      throw ModelErrors.unfitModel(
          kind,
          version.version(),
          new IllegalStateException("it was trained on other features than these settings give"));
    }
    DirectionModel model = DirectionModel.of(registry.load(version));
    return new BacktestModel(
        version.version(),
        new ModelStrategy(
            version.version(),
            features,
            direction,
            horizon,
            options.threshold(),
            model::up,
            market.texts()),
        profile,
        Long.parseLong(
            registry.card(version).data().reading().getOrDefault(DirectionData.TEXTS, "0")),
        market.bars().keySet().stream()
            .mapToLong(symbol -> market.texts().getOrDefault(symbol, List.of()).size())
            .sum(),
        options.isInSample());
  }

  /** What stands in the way of a promotion stands in the way here; a promotion has asked. */
  private static void requirePromotable(
      OpenedRegistry opened, ModelVersion version, boolean isSigned) {
    boolean wasPromoted = opened.aliases().history(version.kind()).wasPromoted(version.version());
    opened
        .registry()
        .gate(version)
        .refusal(isSigned || wasPromoted)
        .ifPresent(
            reason -> {
              throw BacktestErrors.notToBePromoted(version.version(), reason);
            });
  }

  /**
   * What is to be told of it, by name.
   *
   * @throws io.marketlake.error.PipelineException if it was trained on what it is tested on, and
   *     that is not wanted
   */
  Map<String, String> remarks(Result result) {
    Map<String, String> remarks = new LinkedHashMap<>();
    remarks.put("model", trainedWhen(result));
    if (textsTrainedOn > 0 && texts == 0) {
      remarks.put(
          "texts",
          "MISSING: it was trained with "
              + textsTrainedOn
              + " scored texts, and these bars have none beside them, so that it forecasts from"
              + " prices alone");
    }
    return remarks;
  }

  private String trainedWhen(Result result) {
    Instant trainedUntil = Micros.instant(profile.fittedUntil());
    Instant begin = result.begin();
    if (!trainedUntil.isAfter(begin)) {
      return "trained on what was known until " + trainedUntil + ", before this time";
    }
    if (!isInSample) {
      throw BacktestErrors.trainedOnTestedTime(version, trainedUntil.toString(), begin.toString());
    }
    return "IN SAMPLE: it was trained on what was known until "
        + trainedUntil
        + ", so that these figures say nothing of what it can do";
  }
}
