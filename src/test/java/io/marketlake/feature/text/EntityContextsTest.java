package io.marketlake.feature.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text says of each of its entities, here single capitals. Tier: CI. */
class EntityContextsTest {

  /** Every single capital X, Y or Z of a text is a name. */
  private static Map<String, String> contexts(String text) {
    List<EntitySpan> spans = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      boolean isWord =
          (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)))
              && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1)));
      if (isWord && "XYZ".indexOf(text.charAt(i)) >= 0) {
        spans.add(new EntitySpan(text.substring(i, i + 1), i, i + 1));
      }
    }
    return EntityContexts.of(text, spans);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X, Y gain; Z falls | X gain | Y gain | Z falls",
        "X and Y gain but Z falls | X gain | Y gain | Z falls",
        "X up 3%, Y down 4%, Z flat on the day | X up 3% | Y down 4% | Z flat on the day",
        "buy X, sell Y and hold Z | buy X | sell Y | hold Z",
        "X shares, Y and Z decline sharply | X decline sharply | Y decline sharply | Z decline sharply",
        "X slides while Y, Z rise on hopes | X slides | Y rise on hopes | Z rise on hopes"
      })
  void aClauseIsAboutTheNamesThatShareItsVerb(String text, String x, String y, String z) {
    assertThat(contexts(text))
        .containsExactly(Map.entry("X", x), Map.entry("Y", y), Map.entry("Z", z));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "X rises on an order from Y | X rises on an order from | nothing",
        "X hits low against Y | X hits low against | nothing",
        "X upgrades Y to buy | nothing | upgrades Y to buy",
        "Y slips as X cuts its target | X cuts its target | Y slips",
        "Y slips; X downgrades to sell | nothing | Y slips; downgrades to sell",
        "Margins of Y to shrink: Ann Smith, X Securities | nothing | Margins of Y to shrink",
        "Y to grow; says X | nothing | Y to grow",
        "weak guidance of X drags Y lower | weak guidance of X drags lower | drags Y lower",
        "X beats Y in sales | X beats in sales | Y lags, underperforms",
        "analysts prefer X over Y | analysts prefer X over | Y lags, underperforms",
        "X fairs better than Y | X fairs better than | Y lags, underperforms",
        "X profit falls, margin shrinks; Y mute | X profit falls, margin shrinks | Y mute"
      })
  void ofWhoIsOnlyNamedBesideAnotherNothingIsSaid(
      String text, @Nullable String x, @Nullable String y) {
    Map<String, String> contexts = contexts(text);

    assertThat(contexts).containsOnly(Map.entry("X", empty(x)), Map.entry("Y", empty(y)));
  }

  private static String empty(@Nullable String cell) {
    return cell == null ? "" : cell;
  }

  @Test
  void anEntityNamedTwiceHasBothClauses() {
    assertThat(contexts("X gains; Y is flat; later X falls"))
        .containsEntry("X", "X gains; later X falls")
        .containsEntry("Y", "Y is flat");
  }

  @Test
  void spansThatOverlapOrLeaveTheTextAreLeftOut() {
    List<EntitySpan> spans =
        List.of(
            new EntitySpan("HDB", 0, 9), new EntitySpan("HDFC", 0, 4), new EntitySpan("Q", 90, 99));

    assertThat(EntityContexts.of("HDFC Bank gains", spans))
        .containsExactly(Map.entry("HDB", "HDFC Bank gains"));
    assertThat(EntityContexts.of("", List.of())).isEmpty();
  }

  /** Whatever the text and the spans: every entity with a span has a context made of the text. */
  @Property(tries = 300)
  void everyEntityHasAContextOfTheTextsOwnWords(
      @ForAll @Size(max = 40) List<@IntRange(max = 15) Integer> picks) {
    String[] words = {
      "X",
      "Y",
      "Z",
      "rises",
      "falls",
      ",",
      ";",
      "and",
      "as",
      "upgrades",
      "beats",
      "over",
      "prefer",
      ":",
      "5%",
      "Ltd"
    };
    StringBuilder text = new StringBuilder();
    picks.forEach(pick -> text.append(words[pick]).append(' '));

    Map<String, String> contexts = contexts(text.toString());

    TreeSet<String> named = new TreeSet<>(List.of(text.toString().split(" ")));
    named.retainAll(List.of("X", "Y", "Z"));
    assertThat(contexts.keySet()).containsExactlyInAnyOrderElementsOf(named);
    contexts.forEach(
        (entity, context) -> {
          for (String word : context.replace("lags, underperforms", "").split("[ ;,]+", -1)) {
            assertThat(text + " ").contains(word);
            assertThat(List.of("X", "Y", "Z").contains(word)).isEqualTo(word.equals(entity));
          }
        });
  }

  @Test
  void aMegabyteIsReadInSecondsHoweverManyAreNamed() {
    String text = "X falls and Y, Z rise as costs fall; ".repeat(28_000);
    long begun = System.nanoTime();

    Map<String, String> contexts = contexts(text);

    assertThat(text.length()).isGreaterThan(1_000_000);
    assertThat(contexts).containsOnlyKeys("X", "Y", "Z");
    assertThat((System.nanoTime() - begun) / 1e9).isLessThan(30);
  }

  @Test
  void aWordOfEndlessPartsIsAWord() {
    assertThat(contexts("X gains 1" + ",234".repeat(100_000) + "; Y falls"))
        .containsEntry("Y", "Y falls");
  }
}
