package io.marketlake.training;

import io.marketlake.feature.ModelColumns;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.StopWordsRemover;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What most examples of text classification with Spark do, as a baseline: words without stop words,
 * hashed into 1,000 buckets, IDF, and a logistic regression with its usual settings.
 */
final class PlainRecipe {
  private static final String WORDS = "__words";
  private static final String KEPT = "__kept";

  private PlainRecipe() {}

  /** Fits it on {@code __text} and {@code __label}, in one partition, as ours is summed up. */
  static PipelineModel fit(Dataset<Row> rows) {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new Tokenizer().setInputCol(ModelColumns.TEXT).setOutputCol(WORDS),
              new StopWordsRemover().setInputCol(WORDS).setOutputCol(KEPT),
              new HashingTF()
                  .setInputCol(KEPT)
                  .setOutputCol(ModelColumns.COUNTS)
                  .setNumFeatures(1000),
              new IDF().setInputCol(ModelColumns.COUNTS).setOutputCol(ModelColumns.FEATURES),
              new LogisticRegression()
                  .setMaxIter(20)
                  .setRegParam(0.01)
                  .setLabelCol(TextRows.LABEL)
                  .setFeaturesCol(ModelColumns.FEATURES)
                  .setRawPredictionCol(ModelColumns.RAW)
                  .setProbabilityCol(ModelColumns.PROBABILITY)
                  .setPredictionCol(ModelColumns.PREDICTION)
            })
        .fit(rows.coalesce(1));
  }
}
