package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.gold.ChallengerLayer;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.training.SentimentTrainer;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Scores with the challenger of the time, where there is one that can be loaded. */
final class ChallengerModel implements ChallengerLayer.Challenger {
  private static final String CHOICE = "challenger-model";

  private final FollowedModel<SentimentScorer> model;

  ChallengerModel(FollowedModel<SentimentScorer> model) {
    this.model = model;
    // What is wrong with it is logged, and no reason not to start.
    boolean unused = model.begin().isPresent();
  }

  /** That of a lake. */
  static ChallengerModel of(SparkSession spark, Lake lake, Settings settings) {
    ModelRegistry registry = RegistryModels.registry(spark, lake);
    return new ChallengerModel(
        new FollowedModel<>(
            CHOICE,
            WantedModels.challenger(new ModelAliases(lake.tables()), SentimentTrainer.KIND),
            RegistryModels.loader(spark, registry, settings),
            settings.registry().poll()));
  }

  @Override
  public Optional<Stage> scorerFor(MicroBatch batch) {
    return model.scorerFor(batch).map(scorer -> scorer);
  }
}
