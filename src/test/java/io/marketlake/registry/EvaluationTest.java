package io.marketlake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class EvaluationTest {

  @Test
  void the_figures_follow_from_the_confusion_matrix() {
    Evaluation evaluation =
        Evaluation.of(List.of("a", "b", "c"), new long[][] {{3, 1, 0}, {1, 4, 0}, {1, 0, 0}}, 5.0);

    assertThat(evaluation.rows()).isEqualTo(10);
    assertThat(evaluation.accuracy()).isEqualTo(0.7);
    assertThat(evaluation.logLoss()).isEqualTo(0.5);
    assertThat(evaluation.classes().get(0).precision()).isEqualTo(3 / 5.0);
    assertThat(evaluation.classes().get(0).recall()).isEqualTo(3 / 4.0);
    assertThat(evaluation.classes().get(0).f1()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(evaluation.classes().get(2).f1()).isZero();
    assertThat(evaluation.macroF1()).isCloseTo((2 / 3.0 + 0.8) / 3, within(1e-12));
  }
}
