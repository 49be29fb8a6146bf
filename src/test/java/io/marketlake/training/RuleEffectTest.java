package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestSpark;
import io.marketlake.config.SentimentRulesFile;
import io.marketlake.feature.text.RuleEffect;
import io.marketlake.feature.text.SentimentRule;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.inference.SentimentScorer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
  private static final int FIFTHS = 5;

  @Test
  void rulesHelpAModelOfFewTextsAndNotAGoodOne() {
    assumeThat(Files.exists(HEADLINES)).as("%s is absent", HEADLINES).isTrue();
    List<Row> headlines = rows(HEADLINES.toString(), "headline", "sentiment");
    List<Row> own = rows("data/labelled_texts.csv", "text", "label");

    RuleEffect good =
        told("Headlines, a fifth held out", fifth(headlines, false), fifth(headlines, true));
    RuleEffect repaired =
        told(
            "The same, labels repaired", repaired(fifth(headlines, false)), fifth(headlines, true));
    RuleEffect few = told("Trained on data/, asked of the headlines", own, headlines);

    assertThat(good.decided()).isGreaterThan(50);
    assertThat(good.accuracyWith()).isLessThan(good.accuracyWithout() + 0.005);
    assertThat(repaired.accuracyWithout()).isLessThan(good.accuracyWithout() + 0.005);
    assertThat(few.accuracyWith()).isGreaterThan(few.accuracyWithout());
  }

  private static List<Row> rows(String file, String text, String label) {
    return LabelledTexts.read(TestSpark.session(), file, text, label)
        .rows()
        .select("text", "label")
        .collectAsList();
  }

  private static List<Row> fifth(List<Row> rows, boolean heldOut) {
    return rows.stream()
        .filter(row -> (Math.floorMod(row.getString(0).hashCode(), FIFTHS) == 0) == heldOut)
        .toList();
  }

  private static List<Row> repaired(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                RowFactory.create(
                    row.getString(0),
                    RULES
                        .decide(row.getString(0))
                        .map(SentimentRule::label)
                        .orElse(row.getString(1))))
        .toList();
  }

  private static RuleEffect told(String what, List<Row> training, List<Row> asked) {
    SentimentScorer scorer =
        new SentimentScorer(
            new SentimentTrainer(SentimentTrainerSettings.defaults())
                .train(SampleTexts.of(training))
                .model(),
            "v1");
    Dataset<Row> texts =
        TestSpark.session().createDataFrame(new ArrayList<>(asked), asked.get(0).schema());
    RuleEffect effect = RuleEffect.NONE;
    for (Row row : scorer.apply(texts.withColumnRenamed("label", "given")).collectAsList()) {
      effect = effect.with(RULES, row.getAs("text"), row.getAs("given"), row.getAs("label"));
    }
    System.out.printf(
        "%s: %,d texts, %d decided by a rule, accuracy %.4f without and %.4f with%n",
        what, effect.rows(), effect.decided(), effect.accuracyWithout(), effect.accuracyWith());
    return effect;
  }
}
