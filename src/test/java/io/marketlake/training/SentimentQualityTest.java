package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestSpark;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.training.SentimentTrainer.Judging;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How good the model is; guards the terms and the defaults against a change for the worse. */
class SentimentQualityTest {
  private static final Path HEADLINES = Path.of("../shared/data/headlines_labelled.csv");

  /** Tier: CI. */
  @Test
  void the_projects_own_texts_are_told_apart() {
    ModelCard card = trained(own(), Judging.SHORT).card();

    assertThat(card.model().accuracy()).isGreaterThan(0.72);
    assertThat(card.model().logLoss()).isLessThan(0.65);
    assertThat(card.baseline().accuracy()).isLessThan(0.4);
  }

  /** Tier: proof. Skips where the headlines are absent. */
  @Test
  @Tag("proof")
  void labelled_headlines_are_told_apart_in_five_folds() {
    ModelCard card = trained(headlines(), new Judging(5, true)).card();

    assertThat(card.data().skippedRows()).isEqualTo(1233);
    ModelCard.CrossValidation folds = Objects.requireNonNull(card.crossValidation());
    assertThat(folds.model().accuracy()).isGreaterThanOrEqualTo(0.82);
    assertThat(folds.model().macroF1()).isGreaterThanOrEqualTo(0.82);
    assertThat(Objects.requireNonNull(folds.model().calibration()).expectedError())
        .isLessThan(0.05);
    assertThat(accuracy(folds, Comparison.PLAIN)).isLessThan(0.66);
    assertThat(accuracy(folds, Comparison.LEXICON))
        .isGreaterThan(accuracy(folds, Comparison.MAJORITY) + 0.3);
  }

  private static double accuracy(ModelCard.CrossValidation folds, String baseline) {
    return Objects.requireNonNull(folds.baselines().get(baseline)).accuracy();
  }

  /** Tier: proof. Skips where the headlines are absent. */
  @Test
  @Tag("proof")
  void a_model_of_one_source_does_better_on_another_than_the_plain_recipe() {
    assertThat(across(own(), headlines()) - acrossPlainly(own(), headlines())).isGreaterThan(0.1);
    assertThat(across(headlines(), own()) - acrossPlainly(headlines(), own())).isGreaterThan(0.1);
  }

  private static LabelledTexts own() {
    return LabelledTexts.read(TestSpark.session(), "data/labelled_texts.csv", "text", "label");
  }

  private static LabelledTexts headlines() {
    assumeThat(HEADLINES).exists();
    return LabelledTexts.read(TestSpark.session(), HEADLINES.toString(), "headline", "sentiment");
  }

  private static TrainedModel trained(LabelledTexts texts, Judging judging) {
    return new SentimentTrainer(SentimentTrainerSettings.defaults(), judging).train(texts);
  }

  private static double across(LabelledTexts learnt, LabelledTexts judged) {
    return accuracy(trained(learnt, Judging.SHORT).model(), judged);
  }

  private static double acrossPlainly(LabelledTexts learnt, LabelledTexts judged) {
    return accuracy(PlainRecipe.fit(TextRows.of(TestSpark.session(), learnt.texts())), judged);
  }

  private static double accuracy(PipelineModel model, LabelledTexts judged) {
    Evaluation figures = Predictions.of(TestSpark.session(), model, judged.texts()).evaluation(1);
    return figures.accuracy();
  }
}
