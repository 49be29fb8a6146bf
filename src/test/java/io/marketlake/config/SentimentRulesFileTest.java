package io.marketlake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.feature.text.SentimentRule;
import io.marketlake.feature.text.SentimentRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tier: CI. */
class SentimentRulesFileTest {
  private static final SentimentRules RULES = SentimentRulesFile.load(Optional.empty());

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "Loss narrows to 3 million | narrower-loss | positive",
        "Quarterly LOSSES WIDENED again | wider-loss | negative",
        "Retailer files for bankruptcy | bankruptcy | negative",
        "Chip maker swings to a net loss | swing-to-loss | negative",
        "Airline returns to profit | swing-to-profit | positive",
        "Costs fell 4% | lower-costs | positive",
        "Net profit slumps 20% | profit-falls | negative",
        "Sales jumped | profit-rises | positive",
        "Revenue misses analysts' estimates | missed-estimates | negative",
        "Result beats expectations | beaten-estimates | positive",
        "Agency downgrades debt | downgrade | negative",
        "Broker upgraded it | upgrade | positive",
        "Bank maintains buy on Acme | buy-rating | positive",
        "Bank reiterates 'underperform' | sell-rating | negative",
        "Annual meeting due in May | nothing | nothing"
      })
  void theRulesOfTheJarDecide(String text, String name, String label) {
    assertThat(RULES.decide(text).map(SentimentRule::name)).isEqualTo(Optional.ofNullable(name));
    assertThat(RULES.decide(text).map(SentimentRule::label)).isEqualTo(Optional.ofNullable(label));
  }

  @Test
  void noRuleHoldsWhereThereIsNoText() {
    assertThat(RULES.decide(null)).isEmpty();
    assertThat(RULES.decide("")).isEmpty();
    assertThat(RULES.rules()).allMatch(rule -> !rule.reason().isBlank());
  }

  @Test
  void aFileOfOnesOwnTakesTheirPlace() throws IOException {
    Path file =
        write("rules = [{ name = strike, pattern = strike, label = negative, reason = \"idle\" }]");

    SentimentRules rules = SentimentRulesFile.load(Optional.of(file));

    assertThat(rules.decide("Strike over").map(SentimentRule::name)).contains("strike");
    assertThat(rules.decide("Loss narrows")).isEmpty();
  }

  @Test
  void aBadPatternIsRefusedWithItsNameItsLineAndTheReason() throws IOException {
    Path file =
        write(
            """
            rules = [
              { name = fine, pattern = "a b", label = neutral, reason = "a reason" }
              {
                name = open-group
                pattern = "profit (falls"
                label = negative
                reason = "a reason"
              }
            ]
            """);

    assertThatThrownBy(() -> SentimentRulesFile.load(Optional.of(file)))
        .hasMessageContaining("open-group")
        .hasMessageContaining("line 5")
        .hasMessageContaining("Unclosed group");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{ name = a, pattern = \"x?\", label = neutral, reason = r }; is found in every text",
        "{ name = a, pattern = x, label = good, reason = r }; none of negative, neutral, positive",
        "{ name = a, pattern = x, reason = r }; label is missing",
        "{ name = a, pattern = x, label = neutral }; reason is missing",
        "{ name = A b, pattern = x, label = neutral, reason = r }; small letters",
        "{ name = a, pattern = x, lable = neutral, label = neutral, reason = r }; did you mean",
        "'{ name = a, pattern = x, label = neutral, reason = r }, { name = a, pattern = y, label ="
            + " neutral, reason = r }'; as is another's"
      })
  void everyOtherMistakeIsNamed(String rules, String problem) throws IOException {
    Path file = write("rules = [" + rules + "]");

    assertThatThrownBy(() -> SentimentRulesFile.load(Optional.of(file)))
        .hasMessageContaining(problem);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> SentimentRulesFile.load(Optional.of(folder.resolve("none.conf"))))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void theirHashIsAnotherWhereOneOfThemIsOrTheirOrder() throws IOException {
    String first = "{ name = a, pattern = x, label = neutral, reason = r }";
    String second = "{ name = b, pattern = y, label = neutral, reason = r }";

    String hash = hash(first, second);

    assertThat(hash).hasSize(64).isEqualTo(hash(first, second.replace("reason = r", "reason = s")));
    assertThat(hash(second, first)).isNotEqualTo(hash);
    assertThat(hash(first, second.replace("neutral", "positive"))).isNotEqualTo(hash);
  }

  private String hash(String... rules) throws IOException {
    Path file = write("rules = [" + String.join(", ", rules) + "]");
    return SentimentRulesFile.load(Optional.of(file)).sha256();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("rules.conf"), text);
  }
}
