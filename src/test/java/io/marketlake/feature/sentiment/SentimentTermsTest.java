package io.marketlake.feature.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.sentiment.Lexicon.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tier: CI. */
class SentimentTermsTest {
  private static final SentimentTerms TERMS = new SentimentTerms(Lexicon.bundled());

  @Test
  void neighbours_are_counted_as_pairs() {
    assertThat(TERMS.of("costs fall again"))
        .contains("costs", "fall", "again", "costs_fall", "fall_again");
  }

  @ParameterizedTest
  @CsvSource({
    "profit falls, <bad_move>",
    "profit soars, <good_move>",
    "costs fall, <good_move>",
    "unemployment rises, <bad_move>",
    "lower debt, <good_move>",
    "profit from 7 mn to 5 mn, <bad_move>",
    "net debt of the group from 7 bn to 5 bn, <good_move>",
    "profit is not falling, <not_bad_move>",
  })
  void a_direction_is_good_or_bad_news_by_what_it_happens_to(String text, String move) {
    assertThat(TERMS.of(text)).contains(move);
  }

  @Test
  void a_word_after_a_negation_is_marked() {
    assertThat(TERMS.of("sales aren't growing")).contains("not:growing");
  }

  @Test
  void inflections_share_a_stem() {
    assertThat(TERMS.of("falling short")).contains("stem:fall", "stem:fall_shor");
    assertThat(TERMS.of("falls short")).contains("stem:fall", "stem:fall_shor");
  }

  @ParameterizedTest
  @CsvSource({
    "Acme wins order, <positive>",
    "Acme swings to loss, <negative>",
    "results are not strong, <not_positive>",
    "Acme may sell unit, <uncertainty>",
    "court rules on patent, <litigious>",
  })
  void an_entry_of_the_lexicon_is_counted_by_its_kind(String text, String kind) {
    assertThat(TERMS.of(text)).contains(kind);
  }

  @Test
  void a_phrase_counts_once_and_not_by_its_words() {
    Lexicon lexicon =
        Lexicon.of(
            Map.of(Kind.POSITIVE, List.of("back_in_black", "black"), Kind.NEGATIVE, List.of()));

    assertThat(new SentimentTerms(lexicon).of("acme back in black")).containsOnlyOnce("<positive>");
  }

  @ParameterizedTest
  @CsvSource({
    "profit jumps, 1",
    "profit plunges, -1",
    "costs fall, 1",
    "the bus is yellow, 0",
    "profit is not falling, 1",
    "loss narrows, 1",
  })
  void the_tone_has_the_sign_of_the_news(String text, int sign) {
    assertThat(Integer.signum(TERMS.tone(text))).isEqualTo(sign);
  }

  @Test
  void no_text_has_no_terms() {
    assertThat(TERMS.of(null)).isEmpty();
    assertThat(TERMS.of(" \n")).isEmpty();
    assertThat(TERMS.tone("")).isZero();
  }

  @Test
  void the_lists_of_the_jar_are_full_and_have_equal_hashes_in_any_order() {
    Lexicon bundled = Lexicon.bundled();

    assertThat(Kind.values())
        .allSatisfy(kind -> assertThat(bundled.entries(kind)).hasSizeGreaterThan(30));
    assertThat(bundled.entries(Kind.POSITIVE)).hasSizeGreaterThan(300).doesNotContain("#");
    assertThat(bundled.entries(Kind.NEGATIVE)).hasSizeGreaterThan(300);
    assertThat(Lexicon.of(Map.of(Kind.UP, List.of("a", "b"))).sha256())
        .isEqualTo(Lexicon.of(Map.of(Kind.UP, List.of("b", "a"))).sha256())
        .isNotEqualTo(Lexicon.of(Map.of(Kind.DOWN, List.of("a", "b"))).sha256());
  }
}
