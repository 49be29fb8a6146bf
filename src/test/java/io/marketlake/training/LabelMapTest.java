package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    "1, 0, \u22121",
    "1, 0.5, 0",
    "Very Positive, neutral, extremely_negative",
    "strong buy, hold, Strong Sell",
  })
  void usual_labels_need_no_explanation(String positive, String neutral, String negative) {
    assertThat(LabelMap.usual().meanings(List.of(positive, neutral, negative)).byLabel())
        .isEqualTo(Map.of(positive, "positive", neutral, "neutral", negative, "negative"));
  }

  @Test
  void two_numbers_and_five_are_read_by_their_range() {
    assertThat(LabelMap.usual().meanings(List.of("0", "1")).byLabel())
        .isEqualTo(Map.of("0", "negative", "1", "positive"));
    assertThat(LabelMap.usual().meanings(List.of("1", "2", "3", "4", "5")).byLabel())
        .containsEntry("2", "negative")
        .containsEntry("3", "neutral")
        .containsEntry("4", "positive");
  }

  @Test
  void what_the_user_says_goes_first_and_the_unknown_means_nothing() {
    LabelMap map = LabelMap.of(List.of("Hawkish=negative", " dovish = Positive", "0=skip"));

    assertThat(map.meanings(List.of("hawkish", "DOVISH", "0", "great", "mixed")).byLabel())
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

  @Test
  void scores_are_negative_below_a_band_and_positive_above_it() {
    LabelMap.Meanings usual = LabelMap.usual().meanings(List.of("-0.374", "0.05", "0,683", "1.0"));

    assertThat(usual.byLabel())
        .isEqualTo(
            Map.of(
                "-0.374", "negative", "0.05", "neutral", "0,683", "positive", "1.0", "positive"));
    assertThat(usual.scores()).hasValue(new ScoreBand(-0.1, 0.1));
    LabelMap told = LabelMap.usual().withScores(ScoreBand.of("40, 60"));
    assertThat(told.meanings(List.of("12", "40", "60.5", "n/a")).byLabel())
        .isEqualTo(Map.of("12", "negative", "40", "neutral", "60.5", "positive", "n/a", "skip"));
  }

  @Test
  void scores_whose_middle_nobody_knows_mean_nothing() {
    assertThat(LabelMap.usual().meanings(List.of("0.1", "0.93", "0.5")).byLabel()).isEmpty();
    assertThat(LabelMap.usual().meanings(List.of("-40", "33", "75")).byLabel()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.4", "a,b", "0.6,0.4", "0.1,0.2,0.3", ""})
  void a_band_that_is_none_gets_a_sentence(String band) {
    assertThatThrownBy(() -> ScoreBand.of(band))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("two rising numbers");
  }
}
