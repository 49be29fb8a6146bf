package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tier: CI. */
class LabelMapTest {

  @ParameterizedTest
  @CsvSource({
    "Positive, Neutral, NEGATIVE",
    "pos, neu, neg",
    "Bullish, neutral, Bearish",
    "buy, hold, sell",
    "1, 0, -1",
    "2, 1, 0",
    "1.0, 0.0, -1.0",
    "4, 2, 0",
  })
  void usual_labels_need_no_explanation(String positive, String neutral, String negative) {
    assertThat(LabelMap.usual().meanings(List.of(positive, neutral, negative)))
        .isEqualTo(Map.of(positive, "positive", neutral, "neutral", negative, "negative"));
  }

  @Test
  void two_numbers_and_five_are_read_by_their_range() {
    assertThat(LabelMap.usual().meanings(List.of("0", "1")))
        .isEqualTo(Map.of("0", "negative", "1", "positive"));
    assertThat(LabelMap.usual().meanings(List.of("1", "2", "3", "4", "5")))
        .containsEntry("2", "negative")
        .containsEntry("3", "neutral")
        .containsEntry("4", "positive");
  }

  @Test
  void what_the_user_says_goes_first_and_the_unknown_means_nothing() {
    LabelMap map = LabelMap.of(List.of("Hawkish=negative", " dovish = Positive", "0=skip"));

    assertThat(map.meanings(List.of("hawkish", "DOVISH", "0", "great", "mixed")))
        .isEqualTo(
            Map.of("hawkish", "negative", "DOVISH", "positive", "0", "skip", "mixed", "skip"));
  }

  @Test
  void an_entry_that_names_no_sentiment_gets_a_sentence() {
    assertThatThrownBy(() -> LabelMap.of(List.of("up=great")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("names none of negative, neutral, positive, skip");
    assertThatThrownBy(() -> LabelMap.of(List.of("up"))).isInstanceOf(PipelineException.class);
  }
}
