package io.marketlake.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.SentimentTerms;
import io.marketlake.feature.sentiment.TextTerms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.CountVectorizerModel;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

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

  private static final String TEXTS = "__texts";

  private final SentimentTrainerSettings settings;
  private final TextTerms terms;

  SentimentPipeline(SentimentTrainerSettings settings, Lexicon lexicon) {
    this.settings = settings;
    this.terms = new TextTerms(lexicon);
  }

  /**
   * Fits the pipeline. Terms are counted in as many partitions as the rows have; all that is summed
   * up is summed up in one, in the rows' order, so that one order gives one model.
   *
   * @param rows {@code __text} and {@code __label}
   */
  PipelineModel fit(Dataset<Row> rows) {
    // Not hashed, see docs/adr/0024.
    CountVectorizerModel counts =
        new CountVectorizerModel(vocabulary(rows))
            .setInputCol(ModelColumns.TOKENS)
            .setOutputCol(ModelColumns.COUNTS);
    // Terms are found once more rather than kept: they take more room than texts and counts.
    Dataset<Row> counted =
        counts
            .transform(terms.transform(rows))
            .select(ModelColumns.COUNTS, TextRows.LABEL)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      // In all partitions at once, before one reads them all.
      long unused = counted.count();
      Dataset<Row> vectors = counted.coalesce(1);
      IDFModel weights =
          new IDF()
              .setInputCol(ModelColumns.COUNTS)
              .setOutputCol(ModelColumns.WEIGHTS)
              .fit(vectors);
      Normalizer features =
          new Normalizer()
              .setInputCol(ModelColumns.WEIGHTS)
              .setOutputCol(ModelColumns.FEATURES)
              .setP(2);
      LogisticRegressionModel fitted =
          regression().fit(features.transform(weights.transform(vectors)));
      // All stages are fitted: a pipeline of such stages is only put together.
      return new Pipeline()
          .setStages(new PipelineStage[] {terms, counts, weights, features, fitted})
          .fit(rows.limit(0));
    } finally {
      counted.unpersist();
    }
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
    SentimentTerms counting = terms.terms();
    return rows
        .select(ModelColumns.TEXT)
        .as(Encoders.STRING())
        .mapPartitions(
            (MapPartitionsFunction<String, Tuple2<String, Long>>)
                texts -> textsPerTerm(counting, texts),
            Encoders.tuple(Encoders.STRING(), Encoders.LONG()))
        .toDF(ModelColumns.TOKENS, TEXTS)
        .groupBy(ModelColumns.TOKENS)
        .agg(sum(TEXTS).as(TEXTS))
        .where(col(TEXTS).geq(fewestTexts))
        .orderBy(col(TEXTS).desc(), col(ModelColumns.TOKENS))
        .limit(settings.maxTokens())
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toArray(String[]::new);
  }

  private static Iterator<Tuple2<String, Long>> textsPerTerm(
      SentimentTerms counting, Iterator<String> texts) {
    Map<String, Long> found = new HashMap<>();
    while (texts.hasNext()) {
      new HashSet<>(counting.of(texts.next())).forEach(term -> found.merge(term, 1L, Long::sum));
    }
    return found.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
        .iterator();
  }
}
