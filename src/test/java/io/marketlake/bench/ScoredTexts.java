package io.marketlake.bench;

import static org.apache.spark.sql.functions.col;

import io.marketlake.feature.ModelColumns;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainer.Judging;
import io.marketlake.training.SentimentTrainerSettings;
import io.marketlake.training.TrainedModel;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Texts kept in memory, and a model: gold's scorer beside MLlib's own transform of it. */
final class ScoredTexts {
  private final TrainedModel model;
  private final SentimentScorer scorer;
  private final List<String> texts;
  private final Dataset<Row> rows;
  private final long count;

  ScoredTexts(SparkSession spark, long count) {
    LabelledTexts labelled = labelled(spark);
    this.model = train(labelled);
    this.scorer = new SentimentScorer(model.model(), "bench");
    Dataset<Row> own = labelled.rows().select("text");
    this.texts = own.as(Encoders.STRING()).collectAsList();
    this.rows =
        spark
            .range(count / texts.size() + 1)
            .crossJoin(own)
            .selectExpr("concat(text, ' ', id % 10) AS text")
            .limit((int) count)
            .repartition(2)
            .cache();
    this.count = rows.count();
  }

  private static LabelledTexts labelled(SparkSession spark) {
    return LabelledTexts.read(
        spark, Bench.HOME.resolve("data/labelled_texts.csv").toString(), "text", "label");
  }

  private static TrainedModel train(LabelledTexts labelled) {
    return new SentimentTrainer(SentimentTrainerSettings.defaults(), Judging.SHORT).train(labelled);
  }

  /** Trains a model for a registry. */
  static void publishNew(SparkSession spark, String registry) {
    publish(spark, registry, train(labelled(spark)));
  }

  private static void publish(SparkSession spark, String registry, TrainedModel model) {
    new ModelRegistry(registry, spark.sparkContext().hadoopConfiguration())
        .publish(SentimentTrainer.KIND, model.model(), model.card());
  }

  List<String> texts() {
    return texts;
  }

  /** Lets gold of a lake find the model. */
  void publish(SparkSession spark, String registry) {
    publish(spark, registry, model);
  }

  /** All texts through the pipeline as it is. */
  long transformed() {
    return thrownAway(
        model
            .model()
            .transform(rows.withColumn(ModelColumns.TEXT, col("text")))
            .select("text", ModelColumns.PROBABILITY, ModelColumns.PREDICTION));
  }

  /** All texts through gold's scorer. */
  long scored() {
    return thrownAway(scorer.apply(rows));
  }

  private long thrownAway(Dataset<Row> scored) {
    scored.write().format("noop").mode("overwrite").save();
    return count;
  }
}
