package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tier: CI. */
class SentimentTrainerSettingsTest {

  @Test
  void the_defaults_are_these() {
    assertThat(SentimentTrainerSettings.defaults())
        .isEqualTo(new SentimentTrainerSettings(0.2, 42, 1 << 18, 3e-5, 30));
  }

  @Test
  void a_value_out_of_range_is_refused_with_its_range() {
    assertThatThrownBy(() -> new SentimentTrainerSettings(0, 7, 1 << 18, 1e-4, 100))
        .hasMessage("holdout must be from 0.05 to 0.5, not 0.0");
    assertThatThrownBy(() -> new SentimentTrainerSettings(0.2, 7, 999, 1e-4, 100))
        .hasMessageStartingWith("maxTokens must be from 1000");
    assertThatThrownBy(() -> new SentimentTrainerSettings(0.2, 7, 1 << 18, Double.NaN, 100))
        .hasMessageStartingWith("regParam must be");
    assertThatThrownBy(() -> new SentimentTrainerSettings(0.2, 7, 1 << 18, 1e-4, 0))
        .hasMessage("maxIter must be 1 or more, not 0");
  }
}
