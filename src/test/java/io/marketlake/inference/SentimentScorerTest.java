package io.marketlake.inference;

import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.TestSpark;
import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.sentiment.TextTerms;
import io.marketlake.feature.text.SentimentRule;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.training.SampleTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.CountVectorizerModel;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class SentimentScorerTest {
  private static final SparkSession SPARK = TestSpark.session();
  private static PipelineModel model;

  @BeforeAll
  static void train() {
    model =
        new SentimentTrainer(new SentimentTrainerSettings(0.2, 7, 1 << 12, 1e-4, 30))
            .train(SampleTexts.of(SampleTexts.rows()))
            .model();
  }

  @Test
  void each_text_gets_a_label_and_probabilities_and_keeps_its_columns() {
    Dataset<Row> scored = score(texts("acme profit sinks", "hooli sales jumps", "margin due"));

    assertThat(scored.columns())
        .containsExactly(
            "id",
            "text",
            "label",
            "probabilities",
            "score",
            "decided_by",
            "terms",
            "model_version");
    List<Row> rows = scored.orderBy("id").collectAsList();
    assertThat(rows)
        .extracting(row -> row.getAs("label"))
        .containsExactly("negative", "positive", "neutral");
    for (Row row : rows) {
      List<Double> probabilities = row.getList(row.fieldIndex("probabilities"));
      assertThat(probabilities.stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-9));
      assertThat(row.<Double>getAs("score")).isEqualTo(probabilities.get(2) - probabilities.get(0));
      assertThat(probabilities.indexOf(probabilities.stream().max(Double::compare).orElseThrow()))
          .isEqualTo(GoldSentiment.LABELS.indexOf(row.<String>getAs("label")));
      assertThat(row.<String>getAs("decided_by")).isEqualTo("model");
      assertThat(row.<String>getAs("model_version")).isEqualTo("v1");
    }
  }

  @Test
  void the_terms_are_what_weighed_most_for_the_label() {
    Row row = score(texts("acme profit sinks")).first();

    List<Row> terms = row.getList(row.fieldIndex("terms"));
    assertThat(terms).hasSize(3);
    assertThat(terms)
        .extracting(term -> term.getString(0))
        .anyMatch(term -> term.contains("sink"))
        .contains("<negative>");
    assertThat(terms).extracting(term -> term.getDouble(1)).isSortedAccordingTo(reverseOrder());
    assertThat(terms).extracting(term -> term.getDouble(1)).allMatch(weight -> weight > 0);
    assertThat(score(texts("xylophone")).first().<Row>getList(row.fieldIndex("terms")))
        .as("no word of it, which the model does not know")
        .extracting(term -> term.getString(0))
        .containsOnly("<tone:0>");
  }

  @Test
  void probabilities_and_labels_are_those_of_the_pipeline() {
    assertScoresAsThePipeline(model, texts("acme profit sinks", "sales sales due", "", "nothing"));
  }

  @Test
  void so_are_those_of_a_pipeline_that_hashes_its_tokens() {
    Transformer[] stages = model.stages().clone();
    stages[1] =
        new HashingTF()
            .setNumFeatures(((CountVectorizerModel) model.stages()[1]).vocabulary().length)
            .setInputCol(ModelColumns.TOKENS)
            .setOutputCol(ModelColumns.COUNTS);
    PipelineModel hashing = new PipelineModel("hashing", Arrays.asList(stages));

    assertScoresAsThePipeline(hashing, texts("acme profit sinks", "sales sales due", ""));
    Row row = new SentimentScorer(hashing, "v1").apply(texts("acme profit sinks")).first();
    assertThat(row.<Row>getList(row.fieldIndex("terms")))
        .extracting(term -> term.getString(0))
        .as("the text's own tokens, and no bucket's number")
        .isSubsetOf(((TextTerms) model.stages()[0]).terms().of("acme profit sinks"));
  }

  private static void assertScoresAsThePipeline(PipelineModel pipeline, Dataset<Row> rows) {
    List<Row> expected =
        pipeline
            .transform(rows.withColumn(ModelColumns.TEXT, rows.col("text")))
            .select(
                functions.vector_to_array(new Column(ModelColumns.PROBABILITY), "float64"),
                new Column(ModelColumns.PREDICTION))
            .collectAsList();
    List<Row> scored =
        new SentimentScorer(pipeline, "v1")
            .apply(rows)
            .select("probabilities", "label")
            .collectAsList();
    assertThat(scored).hasSameSizeAs(expected);
    for (int i = 0; i < scored.size(); i++) {
      for (int c = 0; c < GoldSentiment.LABELS.size(); c++) {
        assertThat(scored.get(i).<Double>getList(0).get(c))
            .isCloseTo(expected.get(i).<Double>getList(0).get(c), within(1e-12));
      }
      assertThat(scored.get(i).getString(1))
          .isEqualTo(GoldSentiment.LABELS.get((int) expected.get(i).getDouble(1)));
    }
  }

  @Test
  void a_pipeline_of_other_stages_is_refused() {
    PipelineModel other = new PipelineModel("other", List.of(model.stages()[1], model.stages()[3]));

    assertThatThrownBy(() -> new SentimentScorer(other, "v1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("counts tokens");
  }

  @Test
  void a_context_is_scored_in_the_texts_place() {
    Dataset<Row> rows =
        texts("acme profit sinks", "acme profit sinks", "acme profit sinks")
            .selectExpr(
                "id", "text", "element_at(array('sales jumps', '', NULL), int(id) + 1) AS context");

    List<Row> scored = score(rows).orderBy("id").collectAsList();

    assertThat(scored)
        .extracting(row -> row.getAs("label"))
        .containsExactly("positive", "neutral", "negative");
    assertThat(scored)
        .extracting(row -> row.getAs("context"))
        .containsExactly("sales jumps", "", null);
  }

  @Test
  void a_rule_decides_before_the_model_and_is_named() {
    SentimentRule strike =
        new SentimentRule("strike", Pattern.compile("\\bstrike\\b"), "negative", "work stops");
    SentimentRule any = new SentimentRule("acme", Pattern.compile("acme"), "neutral", "a test");
    SentimentScorer scorer =
        new SentimentScorer(model, "v1", new SentimentRules(List.of(strike, any)));
    String[] texts = {"acme sales jumps, strike", "hooli sales jumps", "acme sales jumps", null};

    List<Row> ruled = scorer.apply(texts(texts)).orderBy("id").collectAsList();
    List<Row> unruled = score(texts(texts)).orderBy("id").collectAsList();

    assertThat(ruled)
        .extracting(row -> row.getAs("decided_by") + " " + row.getAs("label"))
        .containsExactly(
            "rule:strike negative", "model positive", "rule:acme neutral", "model neutral");
    assertThat(ruled.get(0).getList(ruled.get(0).fieldIndex("terms"))).isEmpty();
    for (int i = 0; i < texts.length; i++) {
      assertThat(ruled.get(i).getList(3)).as("the model's").isEqualTo(unruled.get(i).getList(3));
    }
  }

  @Test
  void a_stream_gets_the_same_bits_as_a_batch(@TempDir Path folder) throws Exception {
    for (int i = 0; i < 3; i++) {
      Files.writeString(
          folder.resolve(i + ".txt"), "acme profit sinks %d%nhooli margin due%n".formatted(i));
    }
    SentimentScorer scorer = new SentimentScorer(model, "v1");
    StreamingQuery query =
        scorer
            .apply(
                SPARK
                    .readStream()
                    .schema("value STRING")
                    .option("maxFilesPerTrigger", 1)
                    .text(folder.toString())
                    .withColumnRenamed("value", "text"))
            .writeStream()
            .format("memory")
            .queryName("streamed_scores")
            .trigger(Trigger.AvailableNow())
            .start();
    query.processAllAvailable();
    query.stop();

    Dataset<Row> batch =
        scorer.apply(SPARK.read().text(folder.toString()).withColumnRenamed("value", "text"));
    assertThat(query.recentProgress()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(SPARK.table("streamed_scores").collectAsList())
        .hasSize(6)
        .containsExactlyInAnyOrderElementsOf(batch.collectAsList());
  }

  @Test
  void the_same_rows_get_the_same_bits_in_any_batch() {
    String[] texts = {"acme profit sinks", "umbrella orders rises", "unknown words", "sales"};
    List<Row> together = score(texts(texts)).orderBy("id").collectAsList();
    List<Row> again = score(texts(texts).repartition(3)).orderBy("id").collectAsList();

    assertThat(again).isEqualTo(together);
    for (int i = 0; i < texts.length; i++) {
      List<Row> alone = score(texts(texts).where("id = " + i)).collectAsList();
      assertThat(alone).containsExactly(together.get(i));
    }
  }

  @Test
  void a_text_without_words_is_scored_neutral() {
    List<Row> rows = score(texts(null, "", " ", "…")).collectAsList();

    assertThat(rows).hasSize(4);
    for (Row row : rows) {
      assertThat(row.<String>getAs("label")).isEqualTo("neutral");
      assertThat(row.<Double>getAs("score")).isBetween(-1.0, 1.0);
      assertThat(row.getList(row.fieldIndex("probabilities")))
          .isEqualTo(rows.get(0).getList(row.fieldIndex("probabilities")));
    }
  }

  @Test
  void rows_without_a_text_column_are_refused() {
    Dataset<Row> rows = SPARK.range(1).toDF("id");

    assertThatThrownBy(() -> score(rows))
        .hasMessage("rows to score need a column text, but have only id");
  }

  private static Dataset<Row> score(Dataset<Row> rows) {
    return new SentimentScorer(model, "v1").apply(rows);
  }

  private static Dataset<Row> texts(@Nullable String... texts) {
    return SPARK
        .createDataset(Arrays.asList(texts), Encoders.STRING())
        .toDF("text")
        .coalesce(1)
        .selectExpr("monotonically_increasing_id() AS id", "text");
  }
}
