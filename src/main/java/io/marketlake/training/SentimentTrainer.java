package io.marketlake.training;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.percent_rank;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.TextFeatures;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.schema.GoldSentiment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.CountVectorizerModel;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains the sentiment model: counts of {@link TextFeatures#tokens}, weighted by inverse document
 * frequency, scaled to length 1, and a multinomial logistic regression on them. All stages of the
 * fitted pipeline are MLlib's own, so that it can be saved; the tokens are computed before it, by
 * training and scoring alike.
 *
 * <p>The holdout has the same share of every class, chosen by the seed and the text alone: texts
 * whose words are the same in any order, figures apart, are never on both sides, and the order of
 * the rows in the file is of no matter. One seed and one set of rows give one and the same model,
 * because everything is summed up in one partition in one order; so training uses one core, which
 * suits up to some hundred thousand texts.
 *
 * <p>The figures are those of a model fitted without the holdout; the model handed over is then
 * fitted on all rows.
 */
public final class SentimentTrainer {
  /** The kind of model in the registry. */
  public static final String KIND = "sentiment";

  static final String LABEL_INDEX = "__label";
  private static final int ROWS_TO_A_BLANK = 100;
  private static final double NEUTRAL = GoldSentiment.LABELS.indexOf("neutral");
  private static final String GROUP = "__group";
  private static final String STRATUM = "__stratum";
  private static final String ORDER = "__order";
  static final String HELD_OUT = "__held_out";

  /** Further steps change no figure of the cross-validation in its third digit. */
  private static final double TOLERANCE = 1e-4;

  private final SentimentTrainerSettings settings;
  private final Clock clock;

  public SentimentTrainer(SentimentTrainerSettings settings) {
    this(settings, Clock.systemUTC());
  }

  SentimentTrainer(SentimentTrainerSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Fits and judges a model. Runs Spark jobs; seconds for some thousand texts. */
  public TrainedModel train(LabelledTexts texts) {
    Instant start = clock.instant();
    Dataset<Row> rows = examples(texts).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      SplitCounts counts = SplitCounts.of(rows, texts);
      PipelineModel judged = fit(rows.where(not(coalesce(col(HELD_OUT), lit(false)))));
      Evaluation evaluation = evaluate(judged, rows.where(col(HELD_OUT)));
      PipelineModel model = fit(rows);
      double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
      return new TrainedModel(
          model,
          card(texts, counts, evaluation, start, seconds),
          new JudgedFit(judged, side(texts, false), side(texts, true)));
    } finally {
      rows.unpersist();
    }
  }

  /** The texts of one side of the split, with their labels. */
  private Dataset<Row> side(LabelledTexts texts, boolean heldOut) {
    Column label =
        element_at(
            array(
                GoldSentiment.LABELS.stream()
                    .map(org.apache.spark.sql.functions::lit)
                    .toArray(Column[]::new)),
            col(LABEL_INDEX).plus(1).cast("int"));
    return withSplit(texts.rows())
        .where(col(HELD_OUT).equalTo(heldOut))
        .select(col(GoldSentiment.TEXT), label.as(GoldSentiment.LABEL));
  }

  /** All rows to learn from, in one partition and one order, whatever order they came in. */
  private Dataset<Row> examples(LabelledTexts texts) {
    Dataset<Row> split = withSplit(texts.rows());
    return split
        .unionByName(blanks(split, texts))
        .coalesce(1)
        .sortWithinPartitions(ORDER, GROUP, LABEL_INDEX, GoldSentiment.TEXT)
        .select(
            col(ModelColumns.TOKENS),
            col(LABEL_INDEX).as(LABEL_INDEX, labelAttribute().toMetadata()),
            col(HELD_OUT));
  }

  private Dataset<Row> withSplit(Dataset<Row> texts) {
    Column group = concat_ws(" ", array_sort(TextFeatures.words(col(GoldSentiment.TEXT))));
    Column label = element_at(labelIndices(), col(GoldSentiment.LABEL));
    return texts
        .coalesce(1)
        .select(
            col(GoldSentiment.TEXT),
            TextFeatures.tokens(col(GoldSentiment.TEXT)).as(ModelColumns.TOKENS),
            group.as(GROUP),
            label.as(LABEL_INDEX))
        .withColumn(ORDER, xxhash64(lit(settings.seed()), col(GROUP)))
        .withColumn(STRATUM, min(LABEL_INDEX).over(Window.partitionBy(GROUP)))
        .withColumn(
            HELD_OUT,
            percent_rank()
                .over(Window.partitionBy(STRATUM).orderBy(ORDER, GROUP))
                .lt(settings.holdout()));
  }

  /**
   * Texts without a word, called neutral: one to a hundred rows. They teach the model what to say
   * of a text of which it knows no word; without them that would be whichever class is commonest.
   * They are on no side of the split and are not counted.
   */
  private static Dataset<Row> blanks(Dataset<Row> split, LabelledTexts texts) {
    long rows = texts.rowsPerClass().values().stream().mapToLong(Long::longValue).sum();
    Column[] columns =
        Arrays.stream(split.schema().fields())
            .map(
                field ->
                    switch (field.name()) {
                      case ModelColumns.TOKENS -> array().cast(field.dataType()).as(field.name());
                      case LABEL_INDEX -> lit(NEUTRAL).as(field.name());
                      default -> lit(null).cast(field.dataType()).as(field.name());
                    })
            .toArray(Column[]::new);
    return split.sparkSession().range(0, rows / ROWS_TO_A_BLANK + 1, 1, 1).select(columns);
  }

  /** Tells the regression that there are three classes, also where the rows have two. */
  private static NominalAttribute labelAttribute() {
    return NominalAttribute.defaultAttr()
        .withName(LABEL_INDEX)
        .withValues(GoldSentiment.LABELS.toArray(new String[0]));
  }

  private static Column labelIndices() {
    Column[] entries = new Column[2 * GoldSentiment.LABELS.size()];
    for (int i = 0; i < GoldSentiment.LABELS.size(); i++) {
      entries[2 * i] = lit(GoldSentiment.LABELS.get(i));
      entries[2 * i + 1] = lit((double) i);
    }
    return org.apache.spark.sql.functions.map(entries);
  }

  private PipelineModel fit(Dataset<Row> rows) {
    // Not hashed: at 2^18 buckets collisions still cost the project's own texts most of a point,
    // and the regression's time, its size and its share of every micro-batch grow with the buckets.
    CountVectorizerModel counts =
        new CountVectorizerModel(vocabulary(rows))
            .setInputCol(ModelColumns.TOKENS)
            .setOutputCol(ModelColumns.COUNTS);
    IDF weights = new IDF().setInputCol(ModelColumns.COUNTS).setOutputCol(ModelColumns.WEIGHTS);
    Normalizer features =
        new Normalizer()
            .setInputCol(ModelColumns.WEIGHTS)
            .setOutputCol(ModelColumns.FEATURES)
            .setP(2);
    // Standardising would divide each feature by its deviation and so undo what IDF did.
    LogisticRegression classes =
        new LogisticRegression()
            .setFamily("multinomial")
            .setStandardization(false)
            .setRegParam(settings.regParam())
            .setMaxIter(settings.maxIter())
            .setTol(TOLERANCE)
            .setLabelCol(LABEL_INDEX)
            .setFeaturesCol(ModelColumns.FEATURES)
            .setRawPredictionCol(ModelColumns.RAW)
            .setProbabilityCol(ModelColumns.PROBABILITY)
            .setPredictionCol(ModelColumns.PREDICTION);
    return new Pipeline()
        .setStages(new PipelineStage[] {counts, weights, features, classes})
        .fit(rows);
  }

  /**
   * The commonest tokens. Collected here and not by {@code CountVectorizer}, which orders tokens of
   * one frequency as its tasks happen to end.
   */
  private String[] vocabulary(Dataset<Row> rows) {
    return rows
        .select(explode(col(ModelColumns.TOKENS)).as(ModelColumns.TOKENS))
        .groupBy(ModelColumns.TOKENS)
        .count()
        .orderBy(col("count").desc(), col(ModelColumns.TOKENS))
        .limit(settings.maxTokens())
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toArray(String[]::new);
  }

  private static Evaluation evaluate(PipelineModel model, Dataset<Row> holdout) {
    Column given =
        element_at(
            functions.vector_to_array(col(ModelColumns.PROBABILITY), "float64"),
            col(LABEL_INDEX).plus(1).cast("int"));
    List<Row> cells =
        model
            .transform(holdout)
            .groupBy(col(LABEL_INDEX), col(ModelColumns.PREDICTION))
            .agg(count(lit(1)), sum(log(given)))
            .collectAsList();
    int classes = GoldSentiment.LABELS.size();
    long[][] confusion = new long[classes][classes];
    double[] logs = new double[classes * classes];
    for (Row cell : cells) {
      int actual = (int) cell.getDouble(0);
      int found = (int) cell.getDouble(1);
      confusion[actual][found] = cell.getLong(2);
      logs[actual * classes + found] = cell.getDouble(3);
    }
    double logLossSum = 0;
    for (double sum : logs) {
      logLossSum -= sum;
    }
    return Evaluation.of(GoldSentiment.LABELS, confusion, logLossSum);
  }

  private ModelCard card(
      LabelledTexts texts,
      SplitCounts counts,
      Evaluation evaluation,
      Instant start,
      double seconds) {
    return new ModelCard(
        KIND,
        new ModelCard.TrainingData(
            texts.file(), texts.sha256(), texts.rowsPerClass(), texts.skippedRows()),
        new ModelCard.Split(
            "Stratified by class and seeded; texts of the same words are never on both sides.",
            settings.holdout(),
            settings.seed(),
            counts.trainRows(),
            counts.holdoutRows()),
        settings.byName(),
        evaluation,
        counts.majorityBaseline(),
        "The figures are of a model fitted without the holdout; this model was then fitted on all"
            + " rows with the same settings. Blank texts, called neutral, are added to both fits,"
            + " one to a hundred rows.",
        start.toString(),
        seconds,
        Libraries.versions(texts.rows().sparkSession().version()));
  }
}
