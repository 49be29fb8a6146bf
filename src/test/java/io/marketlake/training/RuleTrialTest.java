package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.feature.text.SentimentRule;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.RuleFigures;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.training.SentimentTrainer.Judging;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class RuleTrialTest {
  /** Contradicts a label in four of five texts that it decides, so that its work is seen. */
  private static final SentimentRules PROFIT =
      rules("profit", "profit (?:falls|drops|rises|jumps|stated)", "neutral");

  private static SentimentRules rules(String name, String pattern, String label) {
    return new SentimentRules(
        List.of(new SentimentRule(name, Pattern.compile(pattern), label, "a reason")));
  }

  private static TrainedModel trained(Judging judging, LabelRules rules) {
    return new SentimentTrainer(
            new SentimentTrainerSettings(0.2, 7, 1 << 12, 1e-4, 30), judging, rules)
        .train(SampleTexts.of(SampleTexts.rows()));
  }

  private static RuleFigures rulesOf(ModelCard card) {
    return Objects.requireNonNull(card.rules());
  }

  private static double accuracy(RuleFigures rules, String done) {
    return Objects.requireNonNull(rules.figures().get(done)).accuracy();
  }

  @Test
  void theCardHasTheFiguresOfAllThatRulesMayDoAndTheModelIsFittedAsTheySay() {
    Judging thorough = new Judging(0, true);
    TrainedModel asGiven = trained(thorough, new LabelRules(PROFIT, false));
    TrainedModel corrected = trained(thorough, new LabelRules(PROFIT, true));

    RuleFigures given = rulesOf(asGiven.card());
    assertThat(given.figures())
        .containsOnlyKeys(
            RuleFigures.WITHOUT, RuleFigures.AFTER, RuleFigures.BEFORE, RuleFigures.BOTH);
    assertThat(given.decided() + given.corrected()).isLessThanOrEqualTo(25);
    assertThat(given.decided()).isPositive();
    assertThat(given.corrected()).isPositive();
    assertThat(given.figures().get(RuleFigures.WITHOUT)).isEqualTo(asGiven.card().model());
    assertThat(accuracy(given, RuleFigures.AFTER)).isLessThan(accuracy(given, RuleFigures.WITHOUT));
    // Whichever of the two is published, the card has the same of both.
    RuleFigures other = rulesOf(corrected.card());
    assertThat(other.figures()).isEqualTo(given.figures());
    assertThat(other.beforeTraining()).isTrue();
    assertThat(given.beforeTraining()).isFalse();
    assertThat(other.figures().get(RuleFigures.BEFORE)).isEqualTo(corrected.card().model());
    assertThat(answer(corrected.model())).isEqualTo("neutral");
    assertThat(answer(asGiven.model())).isEqualTo("positive");
    assertThat(corrected.judged().heldOut().collectAsList())
        .as("labels that judge stay")
        .isEqualTo(asGiven.judged().heldOut().collectAsList());
  }

  private static String answer(PipelineModel model) {
    Predictions answers =
        Predictions.of(
            TestSpark.session(), model, List.of(new LabelledText("acme profit rises", "positive")));
    return GoldSentiment.LABELS.get(answers.answer(0));
  }

  @Test
  void rulesThatContradictNoLabelAreFiguresOfOneModel() {
    SentimentRules agreeing = rules("rises", "rises", "positive");

    RuleFigures found =
        rulesOf(trained(new Judging(0, true), new LabelRules(agreeing, false)).card());

    assertThat(found.corrected()).isZero();
    assertThat(found.figures()).containsOnlyKeys(RuleFigures.WITHOUT, RuleFigures.AFTER);
    Evaluation after = Objects.requireNonNull(found.figures().get(RuleFigures.AFTER));
    assertThat(after.logLoss()).as("a rule has no probabilities").isNaN();
    assertThat(after.calibration()).isNull();
  }

  @Test
  void withoutRulesACardSaysNothingOfThem() {
    assertThat(trained(Judging.SHORT, LabelRules.NONE).card().rules()).isNull();
    List<Row> rows = SampleTexts.rows();
    List<LabelledText> texts = SampleTexts.of(rows).texts();
    assertThat(LabelRules.NONE.toFit(texts)).isSameAs(texts);
  }
}
