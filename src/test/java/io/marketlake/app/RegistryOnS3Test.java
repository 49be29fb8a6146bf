package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestModels;
import io.marketlake.TestSpark;
import io.marketlake.app.Promotion.Outcome;
import io.marketlake.app.Promotion.Policy;
import io.marketlake.error.PipelineException;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasChange;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.training.SentimentTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Models and their aliases on S3. Tier: CI. */
class RegistryOnS3Test {
  private static final String KIND = SentimentTrainer.KIND;
  private static final long SEED = 7;

  @Test
  void twoTrainersPublishAtOnceAndARollbackLooksWhetherTheModelIsWhole()
      throws ExecutionException, InterruptedException, IOException {
    TestLake lake = TestLake.onS3("registry", Map.of());
    String first = lake.publishModel();
    Candidate candidate = Candidate.of(TestModels.trained());
    ExecutorService trainers = Executors.newFixedThreadPool(2);
    List<Future<Outcome>> trained = new ArrayList<>();
    for (String name : List.of("ann", "bob")) {
      trained.add(
          trainers.submit(
              () -> promotion(lake, name).publish(KIND, candidate, Policy.ALWAYS, SEED)));
    }
    List<String> versions = new ArrayList<>(List.of(first));
    for (Future<Outcome> outcome : trained) {
      versions.add(outcome.get().version().version());
    }
    trainers.shutdown();

    AliasHistory history = new ModelAliases(lake.lake().tables()).history(KIND);
    assertThat(registry(lake).list(KIND))
        .extracting(ModelVersion::version)
        .containsExactlyInAnyOrderElementsOf(versions);
    assertThat(history.changes()).extracting(AliasChange::number).containsExactly(1L, 2L, 3L);
    assertThat(history.champions()).containsExactlyInAnyOrderElementsOf(versions);
    assertThat(history.champions()).last().isEqualTo(first);
    ModelVersion champion = registry(lake).find(KIND, history.now(Alias.CHAMPION).orElseThrow());
    assertThat(registry(lake).loadJudged(champion)).isPresent();

    String before = history.champions().get(1);
    breakUp(registry(lake).find(KIND, before));
    assertThatThrownBy(
            () -> promotion(lake, "ann").rollback(KIND, Optional.empty(), "worse in life"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(before)
        .hasMessageContaining("is missing");
    assertThat(promotion(lake, "ann").rollback(KIND, Optional.of(first), "worse in life"))
        .singleElement()
        .satisfies(change -> assertThat(change.version()).hasValue(first));
  }

  private static ModelRegistry registry(TestLake lake) {
    return RegistryModels.registry(TestSpark.session(), lake.lake());
  }

  private static Promotion promotion(TestLake lake, String by) {
    return new Promotion(registry(lake), new ModelAliases(lake.lake().tables()), by);
  }

  private static void breakUp(ModelVersion version) throws IOException {
    Configuration hadoop = TestSpark.session().sparkContext().hadoopConfiguration();
    Path file = new Path(version.path(), "pipeline/metadata/part-00000");
    assertThat(file.getFileSystem(hadoop).delete(file, false)).isTrue();
  }
}
