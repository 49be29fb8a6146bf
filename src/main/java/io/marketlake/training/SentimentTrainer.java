package io.marketlake.training;

import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.SentimentTerms;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelCard.CrossValidation;
import io.marketlake.registry.RuleFigures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Trains the sentiment model and judges it beside baselines.
 *
 * <p>The holdout, and the folds of a cross-validation, have the same share of every class;
 * near-duplicates are never on both sides; the seed and the texts decide, and the order of the rows
 * in the file is of no matter. One seed and one set of rows give one and the same model, because
 * everything is summed up in one partition in one order; so training uses one core for the most
 * part, which suits up to some hundred thousand texts.
 *
 * <p>The figures are those of a model fitted without the holdout; the model handed over is then
 * fitted on all rows.
 */
public final class SentimentTrainer {
  /** The kind of model in the registry. */
  public static final String KIND = "sentiment";

  private final SentimentTrainerSettings settings;
  private final Judging judging;
  private final LabelRules rules;
  private final Clock clock;

  /**
   * What is done to judge a model, beyond the holdout.
   *
   * @param folds of a cross-validation over all rows; 0 for none, else from 2 to 20
   * @param thorough whether what the model is compared with is fitted as well, on the same rows:
   *     the plain recipe, and the model with, or without, labels that rules have corrected
   */
  public record Judging(int folds, boolean thorough) {
    /** The holdout, the majority and the lexicon alone: the least that a card needs. */
    public static final Judging SHORT = new Judging(0, false);

    public Judging {
      if (folds != 0 && (folds < 2 || folds > 20)) {
        throw new IllegalArgumentException("folds must be 0, or from 2 to 20, not " + folds);
      }
    }
  }

  public SentimentTrainer(SentimentTrainerSettings settings) {
    this(settings, Judging.SHORT);
  }

  public SentimentTrainer(SentimentTrainerSettings settings, Judging judging) {
    this(settings, judging, LabelRules.NONE);
  }

  public SentimentTrainer(SentimentTrainerSettings settings, Judging judging, LabelRules rules) {
    this(settings, judging, rules, Clock.systemUTC());
  }

  SentimentTrainer(
      SentimentTrainerSettings settings, Judging judging, LabelRules rules, Clock clock) {
    this.settings = settings;
    this.judging = judging;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Fits and judges a model in the active Spark session; seconds for some thousand texts.
   *
   * @throws io.marketlake.error.PipelineException if there is too little to learn from
   */
  public TrainedModel train(LabelledTexts data) {
    data.requireEnoughToLearn();
    Instant start = clock.instant();
    SparkSession spark = SparkSession.active();
    Lexicon lexicon = LexiconFolder.read(settings.lexicon());
    SentimentPipeline pipeline = new SentimentPipeline(settings, lexicon);
    List<LabelledText> texts =
        data.texts().stream()
            .sorted(Comparator.comparing(LabelledText::text).thenComparing(LabelledText::label))
            .toList();
    TextSplit split = TextSplit.of(texts, settings.seed());
    boolean[] held = split.holdout(settings.holdout());
    List<LabelledText> learnt = TextSplit.side(texts, held, false);
    List<LabelledText> heldOut = TextSplit.side(texts, held, true);
    TextSplit.requireEveryClass(data.file(), learnt, heldOut);
    Comparison compared = compare(spark, pipeline, lexicon, learnt, heldOut);
    CrossValidation folds = null;
    if (judging.folds() > 0) {
      folds =
          new CrossValidator(judging.folds(), settings.seed())
              .validate(
                  data.file(),
                  texts,
                  split,
                  (some, others) -> compare(spark, pipeline, lexicon, some, others));
    }
    RuleFigures ruled =
        new RuleTrial(rules, settings.seed())
            .of(
                learnt,
                heldOut,
                compared.model(),
                judging.thorough()
                    ? Optional.of(
                        other ->
                            Predictions.of(
                                spark, pipeline.fit(TextRows.withBlanks(spark, other)), heldOut))
                    : Optional.empty());
    PipelineModel model = pipeline.fit(TextRows.withBlanks(spark, rules.toFit(texts)));
    Card card =
        new Card(data, split, learnt.size(), heldOut.size(), compared, folds, ruled, lexicon);
    return new TrainedModel(
        model,
        card.of(start),
        new JudgedFit(
            compared.judged(),
            LabelledTexts.rows(spark, learnt),
            LabelledTexts.rows(spark, heldOut)));
  }

  private Comparison compare(
      SparkSession spark,
      SentimentPipeline pipeline,
      Lexicon lexicon,
      List<LabelledText> learnt,
      List<LabelledText> judged) {
    return Comparison.of(spark, pipeline, lexicon, rules, judging.thorough(), learnt, judged);
  }

  /** What goes into the card, once all is fitted. */
  private final class Card {
    private final LabelledTexts data;
    private final TextSplit split;
    private final long learnt;
    private final long judged;
    private final Comparison compared;
    private final @Nullable CrossValidation folds;
    private final @Nullable RuleFigures ruled;
    private final Lexicon lexicon;

    Card(
        LabelledTexts data,
        TextSplit split,
        long learnt,
        long judged,
        Comparison compared,
        @Nullable CrossValidation folds,
        @Nullable RuleFigures ruled,
        Lexicon lexicon) {
      this.data = data;
      this.split = split;
      this.learnt = learnt;
      this.judged = judged;
      this.compared = compared;
      this.folds = folds;
      this.ruled = ruled;
      this.lexicon = lexicon;
    }

    ModelCard of(Instant start) {
      Map<String, Evaluation> baselines = new LinkedHashMap<>(compared.figures(settings.seed()));
      Evaluation majority = baselines.remove(Comparison.MAJORITY);
      if (majority == null) {
        throw new IllegalStateException("a comparison lacks the majority");
      }
      return new ModelCard(
          KIND,
          new ModelCard.TrainingData(
              data.file(), data.sha256(), data.rowsPerClass(), data.skippedRows(), data.reading()),
          new ModelCard.Split(
              "Stratified by class and seeded; near-duplicates (cosine above "
                  + NearDuplicates.LEAST_COSINE
                  + "; "
                  + split.nearDuplicates()
                  + " texts have one) are never on both sides.",
              settings.holdout(),
              settings.seed(),
              learnt,
              judged),
          settingsByName(),
          compared.model().evaluation(settings.seed()),
          majority,
          baselines,
          folds,
          ruled,
          "The figures are of a model fitted without the holdout; this model was then fitted on all"
              + " rows with the same settings. Blank texts, called neutral, are added to both fits,"
              + " one to a hundred rows.",
          start.toString(),
          Duration.between(start, clock.instant()).toMillis() / 1000.0,
          Libraries.versions(SparkSession.active().version()));
    }

    private Map<String, String> settingsByName() {
      Map<String, String> all = new TreeMap<>(settings.byName());
      all.put("lexicon_sha256", lexicon.sha256());
      all.put("terms_version", String.valueOf(SentimentTerms.VERSION));
      return all;
    }
  }
}
