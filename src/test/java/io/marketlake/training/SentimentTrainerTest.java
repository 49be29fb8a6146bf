package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

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
    assertThat(card.settings()).containsEntry("max_tokens", "4096").hasSize(5);
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
    return (LogisticRegressionModel) trained.model().stages()[3];
  }
}
