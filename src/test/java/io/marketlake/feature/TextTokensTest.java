package io.marketlake.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: CI. */
class TextTokensTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"up", "down", "above", "below", "not", "no", "more", "less", "over", "under"})
  void a_word_that_decides_the_direction_is_kept(String word) {
    assertThat(TextTokens.words("shares " + word + " again"))
        .containsExactly("shares", word, "again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "isn't falling | is not falling",
        "can’t pay | can not pay",
        "won't pay | will not pay",
        "cannot pay | can not pay",
        "company's profit | company profit",
      })
  void a_contraction_says_its_negation(String text, String words) {
    assertThat(TextTokens.words(text)).containsExactly(words.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5% | <pct>",
        "5.25 percent | <pct>",
        "5 per cent | <pct>",
        "25 bps | <pct>",
        "+5% | <plus> <pct>",
        "-5% | <minus> <pct>",
        "$5 | <money>",
        "$1,250.50 | <money>",
        "$5 bn | <money>",
        "€3.2bn | <money>",
        "Rs 475 crore | <money>",
        "EUR 5.2 mn | <money>",
        "320 mn euros | <money>",
        "1,900 | <num>",
        "12 | <num>",
        "3rd | <num>",
        "2026 | <year>",
        "$AAPL | <ticker>",
        "$BRK.B | <ticker>",
        "https://example.com/a?b=1 | <url>",
        "@someone | <user>",
        "#Earnings | earnings",
      })
  void what_varies_without_a_sense_of_its_own_becomes_a_class(String text, String words) {
    assertThat(TextTokens.words(text)).containsExactly(words.split(" "));
  }

  @Test
  void an_emoji_is_a_word_whatever_its_skin_tone_or_variant() {
    assertThat(TextTokens.words("to the moon 🚀🚀👍🏽❤️"))
        .containsExactly("to", "the", "moon", "🚀", "🚀", "👍", "❤");
  }

  @ParameterizedTest
  @CsvSource({
    "profit rises from 5.1 mn to 7 mn, true",
    "profit rises to 7 mn from 5.1 mn, true",
    "profit falls from EUR 9.0 mn to EUR 900 k, false",
    "margin at 4 % to 3 % from 5.5 %, false",
    "profit from 5 to 7 bn, true",
    "users from 900 to 1.2 k, true",
    "profit from 5 to 3 mn, false",
  })
  void a_comparison_says_which_way_it_went(String text, boolean up) {
    assertThat(TextTokens.words(text))
        .contains(up ? "<from_to_up>" : "<from_to_down>")
        .doesNotContain(up ? "<from_to_down>" : "<from_to_up>");
  }

  @Test
  void a_span_of_years_is_no_comparison() {
    assertThat(TextTokens.words("contract from 2020 to 2025"))
        .noneMatch(word -> word.startsWith("<from_to"));
  }

  @Test
  void neighbours_are_counted_as_pairs() {
    assertThat(TextTokens.tokens("costs fall again"))
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
    assertThat(TextTokens.tokens(text)).contains(move);
  }

  @Test
  void a_word_after_a_negation_is_marked() {
    assertThat(TextTokens.tokens("sales aren't growing")).contains("not:growing");
  }

  @Test
  void inflections_share_a_stem() {
    assertThat(TextTokens.tokens("falling short")).contains("stem:fall", "stem:fall_shor");
    assertThat(TextTokens.tokens("falls short")).contains("stem:fall", "stem:fall_shor");
  }

  @Test
  void full_width_and_upper_case_letters_are_the_same_words() {
    assertThat(TextTokens.tokens("ＰＲＯＦＩＴ Rises")).isEqualTo(TextTokens.tokens("profit rises"));
  }

  @Test
  void no_text_has_no_tokens() {
    assertThat(TextTokens.tokens(null)).isEmpty();
    assertThat(TextTokens.tokens(" \n")).isEmpty();
    assertThat(TextTokens.tokens("...")).isEmpty();
  }
}
