package io.marketlake.inference;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.feature.text.SentimentRule;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.inference.TextModel.Scores;
import io.marketlake.inference.TextModel.Term;
import io.marketlake.job.Stage;
import io.marketlake.schema.GoldSentiment;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Adds the sentiment that a model finds in a text, and why.
 *
 * <p>In: any rows with {@code text} (string, nullable); where they have {@code context} (string)
 * too, and it is not null, that is scored in the text's place. Out: the same rows with all their
 * columns, and, never null,
 *
 * <ul>
 *   <li>{@code label} (string): negative, neutral or positive, the likeliest of them, or what a
 *       rule says
 *   <li>{@code probabilities} (array of double, summing to 1): the model's, in the order of {@link
 *       GoldSentiment#LABELS}, also where a rule decides
 *   <li>{@code score} (double, -1 to 1): probability of positive less that of negative
 *   <li>{@code decided_by} (string): {@code model}, or {@code rule:} and the name of a rule
 *   <li>{@code terms} (array of {@code term}, string, and {@code weight}, double): up to three
 *       tokens that weighed most for the model's label, the heaviest first; none where a rule
 *       decides
 *   <li>{@code model_version} (string)
 * </ul>
 *
 * Columns of these names in the input are replaced. A row's answer depends on its text, the model
 * and the rules alone, so the same row gets the same bits in every batch and in every stream. A
 * text that is null or has no word that the model knows is neutral to it.
 */
public final class SentimentScorer implements Stage {
  private static final String MODEL = "model";
  private static final String RULE = "rule:";

  /** What one row is given, in this order; the model's version is the same for all. */
  private static final StructType FOUND =
      new StructType()
          .add(GoldSentiment.LABEL, DataTypes.StringType)
          .add(GoldSentiment.PROBABILITIES, DataTypes.createArrayType(DataTypes.DoubleType))
          .add(GoldSentiment.SCORE, DataTypes.DoubleType)
          .add(GoldSentiment.DECIDED_BY, DataTypes.StringType)
          .add(GoldSentiment.TERMS, DataTypes.createArrayType(GoldSentiment.TERM_TYPE));

  private static final String SCORED = "__scored";
  private static final int NEGATIVE = GoldSentiment.LABELS.indexOf("negative");
  private static final int POSITIVE = GoldSentiment.LABELS.indexOf("positive");

  private final Scoring scoring;
  private final String modelVersion;
  private @Nullable Broadcast<Scoring> shared;

  /**
   * Without rules.
   *
   * @param model a sentiment model from the registry
   * @param modelVersion its version, which every row bears
   */
  public SentimentScorer(PipelineModel model, String modelVersion) {
    this(model, modelVersion, SentimentRules.NONE);
  }

  /**
   * Its parameters are sent to the executors once for all micro-batches, so that a job keeps the
   * scorer of a model.
   *
   * @param model a sentiment model from the registry
   * @param modelVersion its version, which every row bears
   * @param rules what overrides it
   */
  public SentimentScorer(PipelineModel model, String modelVersion, SentimentRules rules) {
    this.scoring = new Scoring(TextModel.of(model), rules);
    this.modelVersion = modelVersion;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    List<String> names = Arrays.asList(rows.columns());
    if (!names.contains(GoldSentiment.TEXT)) {
      throw new IllegalArgumentException(
          "rows to score need a column "
              + GoldSentiment.TEXT
              + ", but have only "
              + String.join(", ", names));
    }
    Column text = col(GoldSentiment.TEXT);
    if (names.contains(GoldSentiment.CONTEXT)) {
      text = coalesce(col(GoldSentiment.CONTEXT), text);
    }
    List<String> added = new ArrayList<>(List.of(FOUND.fieldNames()));
    added.add(GoldSentiment.MODEL_VERSION);
    List<Column> columns = new ArrayList<>();
    names.stream().filter(n -> !added.contains(n)).forEach(n -> columns.add(col("`" + n + "`")));
    for (String name : FOUND.fieldNames()) {
      columns.add(col(SCORED + "." + name));
    }
    columns.add(lit(modelVersion).as(GoldSentiment.MODEL_VERSION));
    UDF1<String, Row> score = new Score(shared(rows.sparkSession()));
    // Nondeterministic only in name: it keeps the optimizer from scoring once for every column.
    return rows.withColumn(SCORED, udf(score, FOUND).asNondeterministic().apply(text))
        .select(columns.toArray(Column[]::new));
  }

  private synchronized Broadcast<Scoring> shared(SparkSession session) {
    if (shared == null) {
      shared = JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(scoring);
    }
    return shared;
  }

  /** What decides: the first rule that holds, else the model. */
  private record Scoring(TextModel model, SentimentRules rules) implements Serializable {
    Row score(@Nullable String text) {
      Scores scores = model.score(text);
      double[] probabilities = scores.probabilities();
      double score = probabilities[POSITIVE] - probabilities[NEGATIVE];
      Optional<SentimentRule> rule = rules.decide(text);
      return rule.isPresent()
          ? RowFactory.create(
              rule.get().label(), probabilities, score, RULE + rule.get().name(), new Row[0])
          : RowFactory.create(
              GoldSentiment.LABELS.get(scores.label()),
              probabilities,
              score,
              MODEL,
              terms(scores.terms()));
    }

    private static Row[] terms(List<Term> terms) {
      return terms.stream()
          .map(term -> RowFactory.create(term.token(), term.weight()))
          .toArray(Row[]::new);
    }
  }

  private static final class Score implements UDF1<String, Row> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<Scoring> scoring;

    Score(Broadcast<Scoring> scoring) {
      this.scoring = scoring;
    }

    @Override
    public Row call(@Nullable String text) {
      return scoring.value().score(text);
    }
  }
}
