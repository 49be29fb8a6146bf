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
    "'profit of EUR 5.2 mn, compared to EUR 7.1 mn a year earlier', false",
    "'sales were EUR 17 mn in 2006, up from EUR 14 mn', true",
    "profit from EUR 7.9 mn in 2005 to EUR 10.1 mn, true",
    "orders of 90 mn versus 60 mn, true",
  })
  void a_comparison_says_which_way_it_went(String text, boolean up) {
    assertThat(TextTokens.words(text))
        .contains(up ? "<from_to_up>" : "<from_to_down>")
        .doesNotContain(up ? "<from_to_down>" : "<from_to_up>");
  }

  @ParameterizedTest
  @CsvSource({
    "'net profit was EUR 2 mn, compared with a loss of EUR 5 mn', <to_profit>",
    "net loss of 3 mn versus a profit of 1 mn, <to_loss>",
  })
  void a_loss_that_became_a_profit_is_no_fall_and_the_other_way_no_rise(String text, String turn) {
    assertThat(TextTokens.words(text))
        .contains(turn)
        .doesNotContain("<from_to_up>", "<from_to_down>");
  }

  @Test
  void a_percentage_is_not_compared_with_an_amount() {
    assertThat(TextTokens.words("up 5 % from 3 mn")).noneMatch(w -> w.startsWith("<from_to"));
  }

  @Test
  void a_span_of_years_is_no_comparison() {
    assertThat(TextTokens.words("contract from 2020 to 2025"))
        .noneMatch(word -> word.startsWith("<from_to"));
  }

  @Test
  void full_width_and_upper_case_letters_are_the_same_words() {
    assertThat(TextTokens.words("ＰＲＯＦＩＴ Rises")).isEqualTo(TextTokens.words("profit rises"));
  }

  @Test
  void no_text_has_no_words() {
    assertThat(TextTokens.words(null)).isEmpty();
    assertThat(TextTokens.words(" \n")).isEmpty();
    assertThat(TextTokens.words("...")).isEmpty();
  }

  @Test
  void a_text_of_any_length_has_words() {
    assertThat(TextTokens.words("1" + ",234".repeat(100_000))).containsExactly("<num>");
    assertThat(TextTokens.words("a" + "&a".repeat(100_000))).hasSize(1);
    assertThat(TextTokens.words("$1" + ",234".repeat(100_000) + " up")).contains("<money>", "up");
    assertThat(TextTokens.words("up ".repeat(100_000))).hasSize(100_000);
  }
}
