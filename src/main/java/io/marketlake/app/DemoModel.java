package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainer.Judging;
import io.marketlake.training.TrainedModel;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** The demo's model: trained on the project's own labelled texts, once a lake. */
final class DemoModel {
  private static final String TEXTS = "data/labelled_texts.csv";

  private DemoModel() {}

  static void trainIfMissing(
      SparkSession spark, Lake lake, Settings settings, Consumer<String> say) {
    ModelRegistry registry =
        new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
    if (registry.newest(SentimentTrainer.KIND).isPresent()) {
      return;
    }
    say.accept("Training the sentiment model on " + TEXTS + " …");
    TrainedModel model =
        new SentimentTrainer(
                settings.training(), Judging.SHORT, RegistryModels.labelRules(settings))
            .train(LabelledTexts.read(spark, Home.file(TEXTS), "text", "label"));
    ModelVersion version =
        new Promotion(registry, new ModelAliases(lake.tables()), "demo")
            .publish(
                SentimentTrainer.KIND,
                Candidate.of(model),
                Promotion.Policy.IF_BETTER,
                settings.training().seed())
            .version();
    say.accept("Trained " + version.version() + ": " + Figures.of(model.card()));
  }
}
