package io.marketlake.app;

import io.marketlake.config.SentimentRulesFile;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.gold.SentimentModels;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.training.LabelRules;
import io.marketlake.training.SentimentTrainer;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Scores with what {@code sentiment.model} means: the champion of the time, the newest version, or
 * one version; see {@link FollowedModel}.
 */
final class RegistryModels implements SentimentModels {
  static final String CHOICE = "sentiment-model";

  private final FollowedModel<SentimentScorer> model;

  /**
   * Loads the model to begin with.
   *
   * @throws PipelineException where none can be loaded
   */
  RegistryModels(ModelRegistry registry, FollowedModel<SentimentScorer> model) {
    this.model = model;
    Optional<PipelineException> trouble = model.begin();
    if (!model.isThere()) {
      throw trouble.orElseGet(() -> Errors.noModel(SentimentTrainer.KIND, registry.path()));
    }
  }

  /** What the settings mean in a lake. */
  static RegistryModels of(SparkSession spark, Lake lake, Settings settings) {
    ModelRegistry registry = registry(spark, lake);
    WantedModels wanted =
        WantedModels.of(
            registry,
            new ModelAliases(lake.tables()),
            SentimentTrainer.KIND,
            settings.sentimentModel());
    return new RegistryModels(
        registry,
        new FollowedModel<>(
            CHOICE, wanted, loader(spark, registry, settings), settings.registry().poll()));
  }

  static ModelRegistry registry(SparkSession spark, Lake lake) {
    return new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
  }

  /**
   * Throws unless there is a model that a setting may mean; needs no Spark session, and so looks
   * for versions alone and not whether one of them is champion.
   */
  static void require(ModelRegistry registry, String setting) {
    String kind = SentimentTrainer.KIND;
    if (!Settings.MOVING_MODELS.contains(setting)) {
      ModelVersion unused = registry.find(kind, setting);
    } else if (registry.newest(kind).isEmpty()) {
      throw Errors.noModel(kind, registry.path());
    }
  }

  /** The rules that the settings name, used or not; throws for one that can't be. */
  static SentimentRules rules(Settings settings) {
    return SentimentRulesFile.load(settings.sentimentRules().file());
  }

  /** The same, as training uses them. */
  static LabelRules labelRules(Settings settings) {
    return new LabelRules(rules(settings), settings.sentimentRules().beforeTraining());
  }

  /** What loads the models of a lake, with the rules that override them. */
  static ModelLoader loader(SparkSession spark, ModelRegistry registry, Settings settings) {
    SentimentRules known = rules(settings);
    return new ModelLoader(
        spark, registry, settings.sentimentRules().afterScoring() ? known : SentimentRules.NONE);
  }

  @Override
  public Stage scorerFor(MicroBatch batch) {
    return model.scorerFor(batch).orElseThrow();
  }
}
