package io.marketlake.inference;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.feature.ModelColumns;
import io.marketlake.job.Stage;
import io.marketlake.schema.GoldSentiment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Adds the sentiment that a model finds in a text.
 *
 * <p>In: any rows with {@code text} (string, nullable). Out: the same rows with all their columns,
 * and, never null,
 *
 * <ul>
 *   <li>{@code label} (string): negative, neutral or positive, the likeliest of them
 *   <li>{@code probabilities} (array of double, summing to 1): in the order of {@link
 *       GoldSentiment#LABELS}
 *   <li>{@code score} (double, -1 to 1): probability of positive less that of negative
 *   <li>{@code decided_by} (string): model
 *   <li>{@code model_version} (string)
 * </ul>
 *
 * Columns of these names in the input are replaced. A row's answer depends on its text and the
 * model alone, so the same row gets the same bits in every batch. A text that is null or has no
 * word that the model knows is neutral to it.
 */
public final class SentimentScorer implements Stage {
  private static final String MODEL = "model";
  private static final List<String> ADDED =
      List.of(
          GoldSentiment.LABEL,
          GoldSentiment.PROBABILITIES,
          GoldSentiment.SCORE,
          GoldSentiment.DECIDED_BY,
          GoldSentiment.MODEL_VERSION);

  private final PipelineModel model;
  private final String modelVersion;

  /**
   * @param model a sentiment model from the registry
   * @param modelVersion its version, which every row bears
   */
  public SentimentScorer(PipelineModel model, String modelVersion) {
    this.model = model;
    this.modelVersion = modelVersion;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    requireText(rows);
    Dataset<Row> scored =
        model
            .transform(rows.withColumn(ModelColumns.TEXT, col(GoldSentiment.TEXT)))
            .withColumn(
                GoldSentiment.PROBABILITIES,
                functions.vector_to_array(col(ModelColumns.PROBABILITY), "float64"));
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      if (!ADDED.contains(name)) {
        columns.add(col("`" + name + "`"));
      }
    }
    columns.add(label().as(GoldSentiment.LABEL));
    columns.add(col(GoldSentiment.PROBABILITIES));
    columns.add(score().as(GoldSentiment.SCORE));
    columns.add(lit(MODEL).as(GoldSentiment.DECIDED_BY));
    columns.add(lit(modelVersion).as(GoldSentiment.MODEL_VERSION));
    return scored.select(columns.toArray(Column[]::new));
  }

  private static Column label() {
    Column[] labels =
        GoldSentiment.LABELS.stream()
            .map(org.apache.spark.sql.functions::lit)
            .toArray(Column[]::new);
    return element_at(array(labels), col(ModelColumns.PREDICTION).plus(1).cast("int"));
  }

  private static Column score() {
    return probability("positive").minus(probability("negative"));
  }

  private static Column probability(String label) {
    return col(GoldSentiment.PROBABILITIES).getItem(GoldSentiment.LABELS.indexOf(label));
  }

  private static void requireText(Dataset<Row> rows) {
    if (!Arrays.asList(rows.columns()).contains(GoldSentiment.TEXT)) {
      throw new IllegalArgumentException(
          "rows to score need a column "
              + GoldSentiment.TEXT
              + ", but have only "
              + String.join(", ", rows.columns()));
    }
  }
}
