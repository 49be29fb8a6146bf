package io.marketlake.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.TestSpark;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.training.SampleTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainerSettings;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
            "id", "text", "label", "probabilities", "score", "decided_by", "model_version");
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
