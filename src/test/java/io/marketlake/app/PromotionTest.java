package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestModels;
import io.marketlake.TestSpark;
import io.marketlake.app.Promotion.Outcome;
import io.marketlake.app.Promotion.Policy;
import io.marketlake.delta.Lake;
import io.marketlake.error.PipelineException;
import io.marketlake.registry.Alias;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainerSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class PromotionTest {
  private static final String KIND = SentimentTrainer.KIND;
  private static final String GATED = DirectionProfile.kind("1m", 1);
  private static final long SEED = 7;

  @TempDir private Path folder;
  private ModelRegistry registry;
  private ModelAliases aliases;
  private Promotion promotion;

  @BeforeEach
  void open() {
    Lake lake =
        Lake.open(
            TestSpark.session(),
            LakeLocation.of(
                folder.toString(), new S3Settings(Optional.empty(), Optional.empty(), false)));
    registry = RegistryModels.registry(TestSpark.session(), lake);
    aliases = new ModelAliases(lake.tables());
    promotion = new Promotion(registry, aliases, "ann");
  }

  private static Candidate good() {
    return Candidate.of(TestModels.trained());
  }

  private Outcome publish(Candidate candidate, Policy policy) {
    return promotion.publish(KIND, candidate, policy, SEED);
  }

  private Optional<String> now(Alias alias) {
    return aliases.history(KIND).now(alias);
  }

  @Test
  void theFirstIsChampionAndOneThatIsNoBetterStaysChallengerAndSaysWhy() {
    String old = registry.publish(KIND, good().model(), good().card()).version();
    Candidate candidate = good();

    Outcome second = publish(candidate, Policy.IF_BETTER);

    // On record now, though no alias was ever set; and published without what it was fitted on.
    assertThat(now(Alias.CHAMPION)).hasValue(old);
    assertThat(now(Alias.CHALLENGER)).hasValue(second.version().version());
    assertThat(second.isChampion()).isFalse();
    assertThat(second.reason())
        .contains("of the champion " + old + " on ", "which does not lie above zero")
        .endsWith("is not known, and it may have seen these");
    assertThat(registry.page(second.version()))
        .contains("## Beside the champion", second.reason().substring(20));
    assertThat(registry.comparison(second.version()).orElseThrow().sentence())
        .isEqualTo(second.reason());

    assertThat(publish(candidate, Policy.ALWAYS).isChampion()).isTrue();
    Candidate contrary =
        new Candidate(
            candidate.model(),
            candidate.card(),
            candidate.judged(),
            /* fitted= */ candidate.heldOut(),
            /* heldOut= */ candidate.fitted());
    Outcome unknown = publish(contrary, Policy.IF_BETTER);
    // Its held-out texts are those that the champion was fitted on.
    assertThat(unknown.isChampion()).isFalse();
    assertThat(unknown.reason()).contains("held-out texts are new to the champion");
  }

  @Test
  void aBetterOneBecomesChampionAndARollbackGoesBack() {
    PipelineModel contrary = contrary();
    Candidate poor =
        new Candidate(contrary, good().card(), contrary, good().fitted(), good().heldOut());
    Outcome first = publish(poor, Policy.NEVER);
    assertThat(first.isChampion()).isTrue();
    assertThat(first.reason()).isEqualTo("the first model of its kind");

    Outcome better = publish(good(), Policy.IF_BETTER);

    assertThat(better.isChampion()).isTrue();
    assertThat(better.reason()).contains("which lies above zero");
    assertThat(now(Alias.CHAMPION)).hasValue(better.version().version());
    assertThat(now(Alias.CHALLENGER)).isEmpty();
    assertThat(promotion.rollback(KIND, Optional.empty(), "worse in life"))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.version()).hasValue(first.version().version());
              assertThat(change.by()).isEqualTo("ann");
              assertThat(change.reason()).isEqualTo("worse in life");
            });
    assertThat(publish(good(), Policy.NEVER).isChampion()).isFalse();
    assertThat(now(Alias.CHAMPION)).hasValue(first.version().version());
  }

  /** Of a kind with a gate, which its model did not pass; its process may die once it is stored. */
  private final class Refused implements Contender {
    private final boolean isMortal;
    private boolean isStored;

    Refused(boolean isMortal) {
      this.isMortal = isMortal;
    }

    @Override
    public Verdict against(ModelVersion champion) {
      return new Verdict(true, "better than " + champion.version(), Optional.empty());
    }

    @Override
    public Optional<String> refusal() {
      if (isMortal && isStored) {
        throw new IllegalStateException("killed");
      }
      return Optional.of("it leaks");
    }

    @Override
    public ModelVersion publish(Optional<Verdict> verdict) {
      isStored = true;
      return registry.publish(GATED, good().model(), good().card());
    }
  }

  @Test
  void aRefusedVersionThatWasStoredWhenItsProcessDiedNeverComesToActByItself() {
    assertThatThrownBy(() -> promotion.publish(GATED, new Refused(true), Policy.ALWAYS))
        .hasMessage("killed");
    assertThat(registry.list(GATED)).hasSize(1);

    assertThat(promotion.adopted(GATED).changes()).isEmpty();
    assertThatThrownBy(() -> promotion.rollback(GATED, Optional.empty(), "back"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("there is no champion");
    Outcome next = promotion.publish(GATED, new Refused(false), Policy.ALWAYS);
    assertThat(next.reason()).isEqualTo("not to be promoted: it leaks");
    assertThat(aliases.history(GATED).now(Alias.CHAMPION)).isEmpty();
    assertThat(aliases.history(GATED).now(Alias.CHALLENGER)).hasValue(next.version().version());
    ModelVersion third = registry.publish(GATED, good().model(), good().card());
    assertThat(promotion.promote(third, "by hand"))
        .singleElement()
        .satisfies(change -> assertThat(change.previous()).isEmpty());
  }

  /** One that has learnt good as bad, and bad as good. */
  private static PipelineModel contrary() {
    Dataset<Row> wrong =
        good()
            .fitted()
            .selectExpr(
                "text",
                "CASE label WHEN 'positive' THEN 'negative' WHEN 'negative' THEN 'positive'"
                    + " ELSE label END AS label");
    return new SentimentTrainer(new SentimentTrainerSettings(0.2, 1, 1 << 10, 1e-3, 5))
        .train(LabelledTexts.of(wrong, "wrong", "0"))
        .model();
  }
}
