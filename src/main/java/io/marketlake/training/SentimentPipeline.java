package io.marketlake.training;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.TextTerms;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.CountVectorizerModel;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The sentiment pipeline: {@link TextTerms} of a text, counted, weighted by inverse document
 * frequency, scaled to length 1, and a multinomial logistic regression on them. It takes {@code
 * __text} and carries its lexicon, so that it gives the same answers wherever it is loaded.
 */
final class SentimentPipeline {
  /** Further steps change no figure of the cross-validation in its third digit. */
  private static final double TOLERANCE = 1e-4;

  /**
   * From so many texts on, a term that one text alone has is left out: it is half of all terms and
   * teaches nothing. Fewer texts have little else to teach.
   */
  private static final long MANY_TEXTS = 5_000;

  private final SentimentTrainerSettings settings;
  private final TextTerms terms;

  SentimentPipeline(SentimentTrainerSettings settings, Lexicon lexicon) {
    this.settings = settings;
    this.terms = new TextTerms(lexicon);
  }

  /**
   * Fits the pipeline.
   *
   * @param rows {@code __text} and {@code __label}; one partition in one order gives one model
   */
  PipelineModel fit(Dataset<Row> rows) {
    Dataset<Row> counted = terms.transform(rows).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      // Not hashed, see docs/adr/0024.
      CountVectorizerModel counts =
          new CountVectorizerModel(vocabulary(counted))
              .setInputCol(ModelColumns.TOKENS)
              .setOutputCol(ModelColumns.COUNTS);
      IDF weights = new IDF().setInputCol(ModelColumns.COUNTS).setOutputCol(ModelColumns.WEIGHTS);
      Normalizer features =
          new Normalizer()
              .setInputCol(ModelColumns.WEIGHTS)
              .setOutputCol(ModelColumns.FEATURES)
              .setP(2);
      PipelineModel fitted =
          new Pipeline()
              .setStages(new PipelineStage[] {counts, weights, features, regression()})
              .fit(counted);
      return new Pipeline().setStages(withTerms(fitted)).fit(counted.limit(0));
    } finally {
      counted.unpersist();
    }
  }

  /** All stages are fitted; a pipeline of such stages is only put together. */
  private PipelineStage[] withTerms(PipelineModel fitted) {
    PipelineStage[] stages = new PipelineStage[fitted.stages().length + 1];
    stages[0] = terms;
    System.arraycopy(fitted.stages(), 0, stages, 1, fitted.stages().length);
    return stages;
  }

  private LogisticRegression regression() {
    // Standardising would divide each feature by its deviation and so undo what IDF did.
    return new LogisticRegression()
        .setFamily("multinomial")
        .setStandardization(false)
        .setRegParam(settings.regParam())
        .setMaxIter(settings.maxIter())
        .setTol(TOLERANCE)
        .setLabelCol(TextRows.LABEL)
        .setFeaturesCol(ModelColumns.FEATURES)
        .setRawPredictionCol(ModelColumns.RAW)
        .setProbabilityCol(ModelColumns.PROBABILITY)
        .setPredictionCol(ModelColumns.PREDICTION);
  }

  /**
   * The commonest terms, by how many texts have them. Collected here and not by {@code
   * CountVectorizer}, which orders terms of one frequency as its tasks happen to end.
   */
  private String[] vocabulary(Dataset<Row> rows) {
    int fewestTexts = rows.count() < MANY_TEXTS ? 1 : 2;
    return rows
        .select(explode(array_distinct(col(ModelColumns.TOKENS))).as(ModelColumns.TOKENS))
        .groupBy(ModelColumns.TOKENS)
        .count()
        .where(col("count").geq(fewestTexts))
        .orderBy(col("count").desc(), col(ModelColumns.TOKENS))
        .limit(settings.maxTokens())
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toArray(String[]::new);
  }
}
