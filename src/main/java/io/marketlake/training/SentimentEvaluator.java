package io.marketlake.training;

import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.TextTerms;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelEvaluation;
import io.marketlake.schema.GoldSentiment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/** Judges a fitted model on labelled texts. */
public final class SentimentEvaluator {
  private final long seed;
  private final SentimentRules rules;

  /**
   * @param seed of the bootstrap
   * @param rules what may override the model; its figures are given with them and without
   */
  public SentimentEvaluator(long seed, SentimentRules rules) {
    this.seed = seed;
    this.rules = rules;
  }

  /**
   * Judges a model beside the majority of the texts that it was trained on, and its lexicon alone.
   * Runs a Spark job in the active session.
   *
   * @throws io.marketlake.error.PipelineException if there is no usable text
   */
  public ModelEvaluation evaluate(
      String version, PipelineModel model, ModelCard card, LabelledTexts data) {
    data.requireAny();
    List<LabelledText> texts = data.texts();
    Predictions answers = Predictions.of(SparkSession.active(), model, texts);
    boolean corrected = card.rules() != null && card.rules().beforeTraining();
    Map<String, Evaluation> baselines =
        Map.of(
            Comparison.MAJORITY,
            Predictions.ofMajority(trainedOn(card), texts).evaluation(seed),
            Comparison.LEXICON,
            Predictions.ofLexicon(lexicon(model), texts).evaluation(seed));
    return new ModelEvaluation(
        SentimentTrainer.KIND,
        version,
        new ModelCard.TrainingData(
            data.file(), data.sha256(), data.rowsPerClass(), data.skippedRows(), data.reading()),
        answers.evaluation(seed),
        baselines,
        new RuleTrial(new LabelRules(rules, corrected), seed).of(texts, answers),
        remarks(card, data),
        Instant.now().toString());
  }

  /** As many labels of each class as the model was trained on; their texts don't matter. */
  private static List<LabelledText> trainedOn(ModelCard card) {
    List<LabelledText> labels = new ArrayList<>();
    card.data()
        .rowsPerClass()
        .forEach(
            (label, rows) -> {
              for (long i = 0; i < rows; i++) {
                labels.add(new LabelledText("", label));
              }
            });
    return labels;
  }

  private static Lexicon lexicon(PipelineModel model) {
    return Arrays.stream(model.stages())
        .filter(TextTerms.class::isInstance)
        .map(stage -> ((TextTerms) stage).entries())
        .findFirst()
        .orElseGet(Lexicon::bundled);
  }

  private static List<String> remarks(ModelCard card, LabelledTexts data) {
    List<String> remarks = new ArrayList<>();
    if (card.data().sha256().equals(data.sha256())) {
      remarks.add(
          "The model was trained on this very file, so these figures flatter it; its card has"
              + " honest ones.");
    }
    for (String label : GoldSentiment.LABELS) {
      if (!data.rowsPerClass().containsKey(label)) {
        remarks.add("No row is " + label + ": macro-F1 is the mean over the classes that occur.");
      }
    }
    return remarks;
  }
}
