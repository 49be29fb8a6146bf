package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestSpark;
import io.marketlake.registry.ModelCard;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How good the model is; guards the tokens and the defaults against a change for the worse. */
class SentimentQualityTest {

  /** Tier: CI. */
  @Test
  void the_projects_own_texts_are_told_apart() {
    ModelCard card = train(Path.of("data/labelled_texts.csv"), "text", "label");

    assertThat(card.model().accuracy()).isGreaterThan(0.72);
    assertThat(card.model().logLoss()).isLessThan(0.65);
    assertThat(card.baseline().accuracy()).isLessThan(0.4);
  }

  /** Tier: proof. Skips where the headlines are absent. */
  @Test
  @Tag("proof")
  void labelled_headlines_are_told_apart() {
    Path file = Path.of("../shared/data/headlines_labelled.csv");
    assumeThat(file).exists();

    ModelCard card = train(file, "headline", "sentiment");

    assertThat(card.data().skippedRows()).isEqualTo(1233);
    assertThat(card.model().accuracy()).isGreaterThan(0.78);
  }

  private static ModelCard train(Path file, String text, String label) {
    return new SentimentTrainer(SentimentTrainerSettings.defaults())
        .train(LabelledTexts.read(TestSpark.session(), file.toString(), text, label))
        .card();
  }
}
