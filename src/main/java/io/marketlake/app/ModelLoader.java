package io.marketlake.app;

import static org.apache.spark.sql.functions.lit;

import io.marketlake.error.ModelErrors;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.training.SentimentTrainer;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Loads sentiment models and lets each score a text before it is used: a model of another release,
 * or one that is no sentiment model, is found out here and not in a micro-batch.
 */
final class ModelLoader implements FollowedModel.Loader<SentimentScorer> {
  private static final String TEXT = "Profit rises 12 % and the outlook is raised";

  private final SparkSession spark;
  private final ModelRegistry registry;
  private final SentimentRules rules;

  /**
   * @param rules what overrides the models
   */
  ModelLoader(SparkSession spark, ModelRegistry registry, SentimentRules rules) {
    this.spark = spark;
    this.registry = registry;
    this.rules = rules;
  }

  @Override
  public SentimentScorer load(String version) {
    try {
      SentimentScorer scorer =
          new SentimentScorer(
              registry.load(registry.find(SentimentTrainer.KIND, version)), version, rules);
      requireScores(scorer);
      return scorer;
    } catch (PipelineException e) {
      throw e;
    } catch (Exception e) {
      // Also Spark's exceptions, which are checked in Scala and undeclared in Java.
      throw ModelErrors.unfitModel(SentimentTrainer.KIND, version, e);
    }
  }

  private void requireScores(SentimentScorer scorer) {
    List<Row> rows =
        scorer
            .apply(spark.range(1).select(lit(TEXT).as(GoldSentiment.TEXT)))
            .select(GoldSentiment.LABEL, GoldSentiment.PROBABILITIES, GoldSentiment.SCORE)
            .collectAsList();
    for (Row row : rows) {
      if (!GoldSentiment.LABELS.contains(row.getString(0))
          || row.getList(1).size() != GoldSentiment.LABELS.size()
          || !Double.isFinite(row.getDouble(2))) {
        throw new IllegalStateException("its answer is " + row);
      }
    }
  }
}
