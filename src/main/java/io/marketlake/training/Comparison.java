package io.marketlake.training;

import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.registry.Evaluation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/**
 * Fits the pipeline, on labels as the rules have them, and baselines on some texts and lets all of
 * them answer others.
 *
 * @param judged the pipeline that gave {@code model}'s answers
 * @param model its answers
 * @param baselines those of the baselines, by name
 */
record Comparison(PipelineModel judged, Predictions model, Map<String, Predictions> baselines) {
  static final String MAJORITY = "majority";
  static final String LEXICON = "lexicon only";
  static final String PLAIN = "plain recipe";

  static Comparison of(
      SparkSession spark,
      SentimentPipeline pipeline,
      Lexicon lexicon,
      LabelRules rules,
      boolean withPlainRecipe,
      List<LabelledText> learnt,
      List<LabelledText> texts) {
    PipelineModel judged = pipeline.fit(TextRows.withBlanks(spark, rules.toFit(learnt)));
    Map<String, Predictions> baselines = new LinkedHashMap<>();
    baselines.put(MAJORITY, Predictions.ofMajority(learnt, texts));
    baselines.put(LEXICON, Predictions.ofLexicon(lexicon, texts));
    if (withPlainRecipe) {
      PipelineModel plain = PlainRecipe.fit(TextRows.of(spark, learnt));
      baselines.put(PLAIN, Predictions.of(spark, plain, texts));
    }
    return new Comparison(judged, Predictions.of(spark, judged, texts), baselines);
  }

  /** The figures of the baselines, by name. */
  Map<String, Evaluation> figures(long seed) {
    Map<String, Evaluation> figures = new LinkedHashMap<>();
    baselines.forEach((name, answers) -> figures.put(name, answers.evaluation(seed)));
    return figures;
  }
}
