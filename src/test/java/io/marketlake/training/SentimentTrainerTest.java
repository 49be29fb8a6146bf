package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.TextTerms;
import io.marketlake.registry.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class SentimentTrainerTest {
  private static final SentimentTrainerSettings SETTINGS =
      new SentimentTrainerSettings(0.2, 7, 1 << 12, 1e-4, 30);

  @Test
  void one_seed_gives_the_same_model_to_the_bit_whatever_the_order_of_the_rows() {
    TrainedModel first = train(SampleTexts.shuffled(1));
    TrainedModel second = train(SampleTexts.shuffled(2));

    assertThat(regression(second).coefficientMatrix())
        .isEqualTo(regression(first).coefficientMatrix());
    assertThat(regression(second).interceptVector()).isEqualTo(regression(first).interceptVector());
    assertThat(second.card().model()).isEqualTo(first.card().model());
    assertThat(second.judged().heldOut().collectAsList())
        .isEqualTo(first.judged().heldOut().collectAsList());
    assertThat(answers(second)).isEqualTo(answers(first));
  }

  private static List<Row> answers(TrainedModel trained) {
    return trained
        .model()
        .transform(TextRows.of(TestSpark.session(), SampleTexts.of(SampleTexts.rows()).texts()))
        .select(ModelColumns.PROBABILITY)
        .collectAsList();
  }

  @Test
  void folds_and_baselines_are_judged_on_the_same_rows() {
    ModelCard card =
        new SentimentTrainer(SETTINGS, new SentimentTrainer.Judging(3, true))
            .train(SampleTexts.of(SampleTexts.rows()))
            .card();

    assertThat(card.baselines()).containsOnlyKeys("lexicon only", "plain recipe");
    assertThat(card.baselines().values())
        .allSatisfy(figures -> assertThat(figures.rows()).isEqualTo(45));
    ModelCard.CrossValidation folds = Objects.requireNonNull(card.crossValidation());
    assertThat(folds.model().rows()).isEqualTo(225);
    assertThat(folds.model().accuracy()).isGreaterThan(0.9);
    assertThat(folds.accuracyPerFold()).hasSize(3);
    assertThat(folds.baselines()).containsOnlyKeys("majority", "lexicon only", "plain recipe");
    assertThat(Objects.requireNonNull(folds.baselines().get("majority")).accuracy())
        .isBetween(0.3, 0.4);
  }

  @Test
  void the_judged_model_has_not_seen_what_is_held_out() {
    TrainedModel trained = train(SampleTexts.rows());

    JudgedFit judged = trained.judged();
    Predictions held =
        Predictions.of(
            TestSpark.session(),
            judged.model(),
            LabelledTexts.of(judged.heldOut(), "held out", "00").texts());

    assertThat(judged.fitted().intersect(judged.heldOut()).isEmpty()).isTrue();
    assertThat(judged.fitted().count()).isEqualTo(180);
    assertThat(held.size()).isEqualTo(45);
    assertThat(held.evaluation(SETTINGS.seed())).isEqualTo(trained.card().model());
  }

  @Test
  void a_model_keeps_the_lexicon_that_it_was_trained_with(@TempDir Path folder) throws IOException {
    Path words = Files.createDirectories(folder.resolve("words"));
    Files.writeString(words.resolve("positive.txt"), "due # here a due date is good news\n");
    SentimentTrainerSettings own =
        new SentimentTrainerSettings(0.2, 7, 1 << 12, 1e-4, 10, words.toString());
    TrainedModel trained = new SentimentTrainer(own).train(SampleTexts.of(SampleTexts.rows()));
    Path stored = folder.resolve("stored");
    trained.model().write().save(stored.toString());
    List<Row> before = answers(trained);
    Files.writeString(words.resolve("positive.txt"), "other\n");

    PipelineModel loaded = PipelineModel.load(stored.toString());

    Lexicon kept = ((TextTerms) loaded.stages()[0]).entries();
    assertThat(kept.entries(Lexicon.Kind.POSITIVE)).containsExactly("due");
    assertThat(kept.sha256()).isEqualTo(trained.card().settings().get("lexicon_sha256"));
    assertThat(
            loaded
                .transform(
                    TextRows.of(TestSpark.session(), SampleTexts.of(SampleTexts.rows()).texts()))
                .select(ModelColumns.PROBABILITY)
                .collectAsList())
        .isEqualTo(before);
  }

  @Test
  void a_model_of_another_release_s_terms_is_refused(@TempDir Path folder) throws IOException {
    Path stored = folder.resolve("terms");
    new TextTerms(Lexicon.bundled()).write().save(stored.toString());
    Path metadata = stored.resolve("metadata/part-00000");
    Files.writeString(
        metadata, Files.readString(metadata).replace("\"termsVersion\":1", "\"termsVersion\":99"));
    Files.deleteIfExists(stored.resolve("metadata/.part-00000.crc"));

    TextTerms other = TextTerms.read().load(stored.toString());

    assertThatThrownBy(() -> other.transform(TextRows.of(TestSpark.session(), List.of())))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("version 99; this one counts version 1");
  }

  @Test
  void the_card_tells_data_split_and_figures_beside_the_baseline() {
    var card = train(SampleTexts.rows()).card();

    assertThat(card.data().rowsPerClass()).hasToString("{negative=75, neutral=75, positive=75}");
    assertThat(card.split().trainRows() + card.split().holdoutRows()).isEqualTo(225);
    assertThat(card.split().holdoutRows()).isEqualTo(45);
    assertThat(card.model().accuracy()).isGreaterThan(0.9);
    assertThat(card.model().logLoss()).isLessThan(card.baseline().logLoss());
    assertThat(card.baseline().accuracy()).isBetween(0.3, 0.4);
    assertThat(card.settings()).containsEntry("max_tokens", "4096").hasSize(8);
    assertThat(card.libraries()).containsKeys("spark", "marketlake");
  }

  @Test
  void texts_of_the_same_words_are_never_on_both_sides() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(RowFactory.create("profit up " + i + " %", "positive"));
      rows.add(RowFactory.create("profit down " + i + " %", "negative"));
    }

    // All texts of a class are alike, so none can be both learnt from and judged by.
    assertThatThrownBy(() -> train(rows))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("so alike");
  }

  @Test
  void two_classes_are_enough() {
    List<Row> rows = SampleTexts.rows();
    rows.removeIf(row -> row.getString(1).equals("positive"));

    TrainedModel trained = train(rows);

    assertThat(regression(trained).numClasses()).isEqualTo(3);
    assertThat(trained.card().model().accuracy()).isGreaterThan(0.9);
  }

  private static TrainedModel train(List<Row> rows) {
    return new SentimentTrainer(SETTINGS).train(SampleTexts.of(rows));
  }

  private static LogisticRegressionModel regression(TrainedModel trained) {
    return (LogisticRegressionModel) trained.model().stages()[4];
  }
}
