package io.marketlake.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainerSettings;
import java.util.Locale;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The scorer beside MLlib's own {@code transform} of the same pipeline: 100,000 texts kept in
 * memory, results thrown away, the best of five runs taken in turns.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class ScoringSpeedTest {
  private static final int ROUNDS = 5;
  private static final int TEXTS = 100_000;

  @Test
  void scoringIsNoSlowerThanTheBarePipeline() {
    SparkSession spark = TestSpark.session();
    LabelledTexts labelled = LabelledTexts.read(spark, "data/labelled_texts.csv", "text", "label");
    PipelineModel model =
        new SentimentTrainer(SentimentTrainerSettings.defaults()).train(labelled).model();
    Dataset<Row> texts = labelled.rows().select("text");
    long copies = TEXTS / texts.count() + 1;
    Dataset<Row> rows =
        spark
            .range(copies)
            .crossJoin(texts)
            .selectExpr("concat(text, ' ', id % 10) AS text")
            .limit(TEXTS)
            .repartition(2)
            .cache();
    assertThat(rows.count()).isEqualTo(TEXTS);
    SentimentScorer scorer = new SentimentScorer(model, "v1", SentimentRules.NONE);

    double ours = Double.MAX_VALUE;
    double bare = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      bare = Math.min(bare, seconds(transformed(model, rows)));
      ours = Math.min(ours, seconds(scorer.apply(rows)));
    }
    rows.unpersist();
    System.out.printf(
        Locale.ROOT,
        "Scoring %,d texts: transform %,.0f rows/s, gold's scorer %,.0f rows/s, ratio %.2f%n",
        TEXTS,
        TEXTS / bare,
        TEXTS / ours,
        bare / ours);
  }

  private static Dataset<Row> transformed(PipelineModel model, Dataset<Row> rows) {
    return model
        .transform(rows.withColumn(ModelColumns.TEXT, functions.col("text")))
        .select("text", ModelColumns.PROBABILITY, ModelColumns.PREDICTION);
  }

  private static double seconds(Dataset<Row> rows) {
    long begun = System.nanoTime();
    rows.write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - begun) / 1e9;
  }
}
