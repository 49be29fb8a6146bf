package io.marketlake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestS3;
import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class ModelRegistryTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:34:56.789Z");

  @TempDir private Path folder;

  @Test
  void a_published_model_can_be_found_loaded_and_read_about() {
    ModelRegistry registry = registry(NOW);

    ModelVersion published = registry.publish("sentiment", model(), card());

    assertThat(published.version()).matches("20261120T123456Z-[0-9a-f]{8}");
    assertThat(registry.newest("sentiment").map(ModelVersion::version))
        .hasValue(published.version());
    assertThat(registry.load(registry.find("sentiment", published.version())).stages()).hasSize(1);
    assertThat(registry.card(published)).isEqualTo(card());
    assertThat(Path.of(published.path(), "card.md")).content().contains("| accuracy | 0.7500 |");
  }

  @Test
  void a_version_without_its_manifest_is_invisible() throws IOException {
    ModelRegistry registry = registry(NOW);
    ModelVersion whole = registry.publish("sentiment", model(), card());
    ModelVersion half = registry.publish("sentiment", model(), card());
    Files.delete(Path.of(half.path(), "manifest.json"));

    assertThat(registry.newest("sentiment").map(ModelVersion::version)).hasValue(whole.version());
    assertThatThrownBy(() -> registry.find("sentiment", half.version()))
        .isInstanceOf(PipelineException.class);
  }

  @Test
  void a_version_on_s3_without_its_manifest_is_invisible() {
    TestS3.configure(TestSpark.session());
    String path = TestS3.newLocation("models");
    ModelRegistry registry =
        new ModelRegistry(
            path,
            TestSpark.session().sparkContext().hadoopConfiguration(),
            Clock.fixed(NOW, ZoneOffset.UTC));
    ModelVersion whole = registry.publish("sentiment", model(), card());
    ModelVersion half = registry.publish("sentiment", model(), card());
    assertThat(registry.newest("sentiment")).hasValue(half);

    TestS3.client()
        .deleteObject(
            TestS3.bucket(), URI.create(half.path()).getPath().substring(1) + "/" + Manifest.FILE);

    assertThat(registry.list("sentiment")).containsExactly(whole);
    assertThatThrownBy(() -> registry.find("sentiment", half.version()))
        .isInstanceOf(PipelineException.class);
    assertThat(registry.load(whole).stages()).hasSize(1);
  }

  @Test
  void versions_rise_within_one_second_and_when_the_clock_goes_back() {
    ModelVersion first = registry(NOW).publish("sentiment", model(), card());
    ModelVersion second = registry(NOW).publish("sentiment", model(), card());
    ModelVersion third = registry(NOW.minusSeconds(3600)).publish("sentiment", model(), card());

    assertThat(registry(NOW).list("sentiment").stream().map(ModelVersion::version))
        .containsExactly(first.version(), second.version(), third.version());
  }

  @Test
  void a_missing_and_a_cut_file_are_told() throws IOException {
    ModelRegistry registry = registry(NOW);
    ModelVersion version = registry.publish("sentiment", model(), card());
    Path metadata = firstFile(Path.of(version.path(), "pipeline"), "part-");

    Files.writeString(metadata, "{");
    assertThatThrownBy(() -> registry.load(version))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("has 1 bytes instead of");

    Files.delete(metadata);
    assertThatThrownBy(() -> registry.load(version))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("is missing");
  }

  @Test
  void an_unknown_version_is_told_with_the_known_ones() {
    ModelRegistry registry = registry(NOW);
    assertThatThrownBy(() -> registry.find("sentiment", "v1"))
        .hasMessageContaining(
            "the sentiment model v1 can't be used, because the registry has none");

    ModelVersion version = registry.publish("sentiment", model(), card());
    assertThatThrownBy(() -> registry.find("sentiment", "../sentiment/" + version.version()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("the registry has only " + version.version());
  }

  @Test
  void an_empty_registry_has_no_newest() {
    assertThat(registry(NOW).newest("sentiment")).isEmpty();
  }

  private ModelRegistry registry(Instant now) {
    return new ModelRegistry(
        folder.resolve("models").toString(), new Configuration(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static PipelineModel model() {
    SparkSession spark = TestSpark.session();
    return new Pipeline()
        .setStages(new PipelineStage[] {new HashingTF().setInputCol("a").setOutputCol("b")})
        .fit(spark.sql("SELECT array('x') AS a"));
  }

  private static ModelCard card() {
    Evaluation evaluation =
        Evaluation.of(List.of("negative", "positive"), new long[][] {{2, 1}, {0, 1}}, 2.0);
    return new ModelCard(
        "sentiment",
        new ModelCard.TrainingData("a.csv", "00ff", Map.of("negative", 12L, "positive", 10L), 3),
        new ModelCard.Split("By lot.", 0.2, 7, 18, 4),
        Map.of("max_iter", "3"),
        evaluation,
        evaluation,
        "Fitted on all rows.",
        NOW.toString(),
        1.5,
        Map.of("spark", "3.5.7"));
  }

  private static Path firstFile(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }
}
