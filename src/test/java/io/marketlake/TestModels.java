package io.marketlake;

import io.marketlake.registry.ModelRegistry;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainerSettings;
import io.marketlake.training.TrainedModel;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/** A small sentiment model, trained once for all tests of a JVM. */
public final class TestModels {
  private TestModels() {}

  private static final class Holder {
    static final TrainedModel MODEL = train();

    private static TrainedModel train() {
      SparkSession spark = TestSpark.session();
      SentimentTrainerSettings small = new SentimentTrainerSettings(0.2, 1, 1 << 12, 1e-3, 10);
      return new SentimentTrainer(small)
          .train(LabelledTexts.read(spark, "data/labelled_texts.csv", "text", "label"));
    }
  }

  public static PipelineModel model() {
    return Holder.MODEL.model();
  }

  /** The model with what it was judged by. */
  public static TrainedModel trained() {
    return Holder.MODEL;
  }

  /** Publishes the model into a registry; returns its version. */
  public static String publish(String registryPath) {
    ModelRegistry registry =
        new ModelRegistry(registryPath, TestSpark.session().sparkContext().hadoopConfiguration());
    return registry
        .publish(SentimentTrainer.KIND, Holder.MODEL.model(), Holder.MODEL.card())
        .version();
  }
}
