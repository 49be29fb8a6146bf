package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.registry.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class PredictionsTest {
  private static final double[] SURE = {0.05, 0.05, 0.9};
  private static final double[] UNSURE = {0.6, 0.3, 0.1};

  @Test
  void the_figures_follow_from_the_rows() {
    Evaluation figures = answers(9, 1, 3, 2).evaluation(1);

    assertThat(figures.rows()).isEqualTo(15);
    assertThat(figures.accuracy()).isCloseTo(12 / 15.0, within(1e-12));
    assertThat(figures.logLoss())
        .isCloseTo(
            -(9 * Math.log(0.9) + Math.log(0.05) + 3 * Math.log(0.6) + 2 * Math.log(0.1)) / 15,
            within(1e-12));
    assertThat(figures.confusion())
        .containsExactly(List.of(3L, 0L, 1L), List.of(0L, 0L, 0L), List.of(2L, 0L, 9L));
  }

  @Test
  void reliability_compares_confidence_with_right_answers() {
    Evaluation.Calibration calibration = calibration(answers(9, 1, 3, 2));

    assertThat(calibration.bins()).hasSize(2);
    Evaluation.Bin sure = calibration.bins().get(1);
    assertThat(sure.rows()).isEqualTo(10);
    assertThat(sure.confidence()).isCloseTo(0.9, within(1e-12));
    assertThat(sure.accuracy()).isEqualTo(0.9);
    assertThat(calibration.bins().get(0).accuracy()).isEqualTo(0.6);
    assertThat(calibration.expectedError()).isCloseTo(0, within(1e-12));
    assertThat(calibration(answers(5, 5, 3, 2)).expectedError())
        .isCloseTo(0.4 * 10 / 15, within(1e-12));
  }

  @Test
  void intervals_hold_the_figure_narrow_with_rows_and_are_the_same_for_one_seed() {
    Evaluation few = answers(9, 1, 3, 2).evaluation(7);
    Evaluation many = answers(900, 100, 300, 200).evaluation(7);

    Evaluation.Interval wide = accuracy(few);
    Evaluation.Interval narrow = accuracy(many);
    assertThat(wide.low()).isLessThan(0.8);
    assertThat(wide.high()).isGreaterThan(0.8);
    // The binomial's standard error is 0.0103 for 1,500 rows.
    assertThat(narrow.low()).isCloseTo(0.8 - 1.96 * 0.0103, within(0.004));
    assertThat(narrow.high()).isCloseTo(0.8 + 1.96 * 0.0103, within(0.004));
    assertThat(answers(9, 1, 3, 2).evaluation(7)).isEqualTo(few);
  }

  @Test
  void the_majority_answers_the_commonest_class_with_its_share() {
    List<LabelledText> learnt = texts(List.of("negative", "negative", "negative", "positive"));
    Predictions majority = Predictions.ofMajority(learnt, texts(List.of("positive", "negative")));

    assertThat(majority.answer(0)).isZero();
    assertThat(majority.loss(0)).isCloseTo(-Math.log(0.25), within(1e-12));
    assertThat(majority.loss(1)).isCloseTo(-Math.log(0.75), within(1e-12));
  }

  private static Evaluation.Calibration calibration(Predictions predictions) {
    return Objects.requireNonNull(predictions.evaluation(1).calibration());
  }

  private static Evaluation.Interval accuracy(Evaluation evaluation) {
    return Objects.requireNonNull(evaluation.intervals().get(Evaluation.ACCURACY));
  }

  /** So many rows each: rightly and wrongly sure of positive, rightly and wrongly unsure. */
  private static Predictions answers(int sure, int wrongSure, int unsure, int wrongUnsure) {
    List<String> labels = new ArrayList<>();
    List<double[]> probabilities = new ArrayList<>();
    add(labels, probabilities, "positive", SURE, sure);
    add(labels, probabilities, "negative", SURE, wrongSure);
    add(labels, probabilities, "negative", UNSURE, unsure);
    add(labels, probabilities, "positive", UNSURE, wrongUnsure);
    return Predictions.of(texts(labels), probabilities);
  }

  private static void add(
      List<String> labels, List<double[]> all, String label, double[] probabilities, int rows) {
    for (int i = 0; i < rows; i++) {
      labels.add(label);
      all.add(probabilities);
    }
  }

  private static List<LabelledText> texts(List<String> labels) {
    return labels.stream().map(label -> new LabelledText("text", label)).toList();
  }
}
