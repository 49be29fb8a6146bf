package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestSpark;
import io.marketlake.config.SentimentRulesFile;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.registry.RuleFigures;
import io.marketlake.training.SentimentTrainer.Judging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the rules of the jar do to accuracy, before training and after scoring: the evidence for
 * their being off.
 *
 * <p>Tier: proof. Skips where the headlines are absent.
 */
@Tag("proof")
class RuleEffectTest {
  private static final Path HEADLINES = Path.of("../shared/data/headlines_labelled.csv");
  private static final SentimentRules RULES = SentimentRulesFile.load(Optional.empty());

  @Test
  void rulesHelpAModelOfFewTextsAndNotAGoodOne() {
    assumeThat(Files.exists(HEADLINES)).as("%s is absent", HEADLINES).isTrue();
    LabelledTexts headlines = read(HEADLINES.toString(), "headline", "sentiment");
    LabelledTexts own = read("data/labelled_texts.csv", "text", "label");

    RuleFigures good = told("Headlines, a fifth held out", trained(headlines).card().rules());
    TrainedModel small = trained(own);
    RuleFigures few = told("data/, a fifth held out", small.card().rules());
    RuleFigures across =
        told(
            "Trained on data/, asked of the headlines",
            new SentimentEvaluator(42, RULES)
                .evaluate("v1", small.model(), small.card(), headlines)
                .rules());

    assertThat(good.decided()).isGreaterThan(50);
    assertThat(good.corrected()).isPositive();
    assertThat(few.decided()).isPositive();
    double without = accuracy(good, RuleFigures.WITHOUT);
    assertThat(accuracy(good, RuleFigures.AFTER)).isLessThan(without + 0.005);
    assertThat(accuracy(good, RuleFigures.BEFORE)).isLessThan(without + 0.005);
    assertThat(accuracy(good, RuleFigures.BOTH)).isLessThan(without + 0.005);
    assertThat(accuracy(across, RuleFigures.AFTER)).isLessThan(0.75);
  }

  private static LabelledTexts read(String file, String text, String label) {
    return LabelledTexts.read(TestSpark.session(), file, text, label);
  }

  private static TrainedModel trained(LabelledTexts texts) {
    return new SentimentTrainer(
            SentimentTrainerSettings.defaults(),
            new Judging(0, true),
            new LabelRules(RULES, /* beforeTraining= */ false))
        .train(texts);
  }

  private static double accuracy(RuleFigures rules, String done) {
    return Objects.requireNonNull(rules.figures().get(done)).accuracy();
  }

  private static RuleFigures told(String what, @Nullable RuleFigures rules) {
    RuleFigures found = Objects.requireNonNull(rules);
    System.out.printf(
        "%s: %,d decided by a rule, %,d labels to fit contradicted%n",
        what, found.decided(), found.corrected());
    found
        .figures()
        .forEach(
            (done, figures) ->
                System.out.printf(
                    "  %s: %,d texts, accuracy %.4f, macro-F1 %.4f%n",
                    done, figures.rows(), figures.accuracy(), figures.macroF1()));
    return found;
  }
}
