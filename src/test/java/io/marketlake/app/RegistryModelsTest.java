package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.CopiedModels;
import io.marketlake.TestModels;
import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.job.MicroBatch;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.training.SentimentTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class RegistryModelsTest {
  private static final SparkSession SPARK = TestSpark.session();

  /** No look by itself: the test says when. */
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path folder;
  private ModelRegistry registry;
  private CopiedModels copies;
  private String first;
  private volatile List<String> wanted = List.of();

  @BeforeEach
  void publish() {
    String path = folder.resolve("models").toString();
    first = TestModels.publish(path);
    registry = new ModelRegistry(path, SPARK.sparkContext().hadoopConfiguration());
    copies = new CopiedModels(path, first);
    wanted = List.of(first);
  }

  private FollowedModel<SentimentScorer> model() {
    return new FollowedModel<>(
        "model", () -> wanted, new ModelLoader(SPARK, registry, SentimentRules.NONE), NEVER);
  }

  private FollowedModel<SentimentScorer> begun() {
    FollowedModel<SentimentScorer> model = model();
    assertThat(model.begin()).isEmpty();
    return model;
  }

  /** A micro-batch whose choices are kept, as its checkpoint does. */
  private record StoredBatch(long id, Map<String, String> choices) implements MicroBatch {
    static StoredBatch of(long id) {
      return new StoredBatch(id, new HashMap<>());
    }

    @Override
    public Instant plannedAt() {
      return Instant.EPOCH;
    }

    @Override
    public String fixed(String name, Supplier<String> choice) {
      return choices.computeIfAbsent(name, n -> choice.get());
    }

    @Override
    public Dataset<Row> keep(Dataset<Row> rows) {
      return rows;
    }
  }

  private static String versionIn(FollowedModel<SentimentScorer> model, MicroBatch batch) {
    return model
        .scorerFor(batch)
        .orElseThrow()
        .apply(SPARK.sql("SELECT 'Profit rises' AS text"))
        .select(GoldSentiment.MODEL_VERSION)
        .first()
        .getString(0);
  }

  @Test
  void aChampionIsTakenUpBetweenMicroBatchesAndABrokenOneIsNot() throws IOException {
    FollowedModel<SentimentScorer> models = begun();
    StoredBatch failed = StoredBatch.of(1);
    assertThat(versionIn(models, failed)).isEqualTo(first);

    wanted = List.of(copies.copy("20990101T000000Z-b"), first);
    models.look().join();
    assertThat(versionIn(models, StoredBatch.of(2))).isEqualTo("20990101T000000Z-b");
    assertThat(versionIn(models, failed)).as("tried again").isEqualTo(first);

    for (String broken :
        List.of(copies.broken("20990101T000000Z-c"), noSentimentModel(), "20990101T000000Z-gone")) {
      wanted = List.of(broken, "20990101T000000Z-b", first);
      models.look().join();
      assertThat(versionIn(models, StoredBatch.of(3))).isEqualTo("20990101T000000Z-b");
    }

    wanted = List.of(first);
    models.look().join();
    assertThat(versionIn(models, StoredBatch.of(4))).as("rolled back").isEqualTo(first);
  }

  @Test
  void atTheStartABrokenChampionGivesWayToTheOneBefore() throws IOException {
    String broken = copies.broken("20990101T000000Z-c");
    wanted = List.of(broken, first);
    FollowedModel<SentimentScorer> models = model();
    assertThat(models.begin()).isPresent();
    assertThat(versionIn(models, StoredBatch.of(1))).isEqualTo(first);

    wanted = List.of(broken);
    assertThatThrownBy(() -> new RegistryModels(registry, model()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("the sentiment model " + broken + " can't be loaded")
        .hasMessageContaining("is missing");
  }

  @Test
  void whereNoneIsWantedNoneScoresUntilOneIs() {
    wanted = List.of();
    FollowedModel<SentimentScorer> models = begun();
    StoredBatch without = StoredBatch.of(1);
    assertThat(models.scorerFor(without)).isEmpty();

    wanted = List.of(first);
    models.look().join();
    assertThat(versionIn(models, StoredBatch.of(2))).isEqualTo(first);
    assertThat(models.scorerFor(without)).as("tried again").isEmpty();
  }

  /** A pipeline that loads, and has other columns than a sentiment model. */
  private String noSentimentModel() {
    PipelineModel other =
        new Pipeline()
            .setStages(new PipelineStage[] {new HashingTF().setInputCol("a").setOutputCol("b")})
            .fit(SPARK.sql("SELECT array('x') AS a"));
    return registry
        .publish(
            SentimentTrainer.KIND,
            other,
            registry.card(registry.find(SentimentTrainer.KIND, first)))
        .version();
  }
}
