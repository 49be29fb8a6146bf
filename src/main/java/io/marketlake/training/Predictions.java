package io.marketlake.training;

import static org.apache.spark.sql.functions.col;

import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.SentimentTerms;
import io.marketlake.registry.Evaluation;
import io.marketlake.schema.GoldSentiment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to texts whose labels are known, a row a text, in one order for all that answer
 * the same texts: two of them can be compared row by row.
 */
public final class Predictions {
  private static final int CLASSES = GoldSentiment.LABELS.size();

  private final int[] truth;
  private final int[] answers;

  /** By row and class; empty where only answers were given. */
  private final List<double[]> probabilities;

  private Predictions(int[] truth, int[] answers, List<double[]> probabilities) {
    this.truth = truth;
    this.answers = answers;
    this.probabilities = probabilities;
  }

  /** Answers given with their probabilities; the likeliest class is the answer. */
  static Predictions of(List<LabelledText> texts, List<double[]> probabilities) {
    int[] answers = probabilities.stream().mapToInt(Predictions::likeliest).toArray();
    return new Predictions(truth(texts), answers, List.copyOf(probabilities));
  }

  /** Lets a pipeline that takes {@code __text} answer. Runs a Spark job. */
  public static Predictions of(SparkSession spark, PipelineModel model, List<LabelledText> texts) {
    List<double[]> probabilities = new ArrayList<>(texts.size());
    for (Row row :
        model
            .transform(TextRows.of(spark, texts))
            .select(functions.vector_to_array(col(ModelColumns.PROBABILITY), "float64"))
            .collectAsList()) {
      probabilities.add(row.<Double>getList(0).stream().mapToDouble(p -> p).toArray());
    }
    return of(texts, probabilities);
  }

  /** Always the commonest class of some texts, with their classes' shares as probabilities. */
  static Predictions ofMajority(List<LabelledText> learnt, List<LabelledText> texts) {
    double[] shares = new double[CLASSES];
    learnt.forEach(text -> shares[TextRows.index(text)] += 1.0 / learnt.size());
    return of(texts, texts.stream().map(text -> shares).toList());
  }

  /** The sign of the tone that the lexicon alone finds: no training, and no probabilities. */
  static Predictions ofLexicon(Lexicon lexicon, List<LabelledText> texts) {
    SentimentTerms terms = new SentimentTerms(lexicon);
    int neutral = GoldSentiment.LABELS.indexOf("neutral");
    int[] answers =
        texts.stream().mapToInt(t -> neutral + Integer.signum(terms.tone(t.text()))).toArray();
    return new Predictions(truth(texts), answers, List.of());
  }

  /** The same, but for rows that a rule decides: a rule gives a label and no probabilities. */
  Predictions overridden(List<Optional<String>> decided) {
    int[] overridden = answers.clone();
    for (int i = 0; i < overridden.length; i++) {
      int answer = overridden[i];
      overridden[i] = decided.get(i).map(GoldSentiment.LABELS::indexOf).orElse(answer);
    }
    return new Predictions(truth, overridden, List.of());
  }

  private static int[] truth(List<LabelledText> texts) {
    return texts.stream().mapToInt(TextRows::index).toArray();
  }

  private static int likeliest(double[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return best;
  }

  /** These rows and then those. */
  Predictions and(Predictions others) {
    List<double[]> both = new ArrayList<>(probabilities);
    both.addAll(others.probabilities);
    return new Predictions(
        concat(truth, others.truth), concat(answers, others.answers), List.copyOf(both));
  }

  private static int[] concat(int[] left, int[] right) {
    int[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  /** How many rows there are. */
  public int size() {
    return truth.length;
  }

  /** The index of the true label of a row, see {@link GoldSentiment#LABELS}. */
  public int truth(int row) {
    return truth[row];
  }

  /** The index of the label answered to a row. */
  public int answer(int row) {
    return answers[row];
  }

  /** -ln of the probability given to a row's true label, in nats; NaN where there are none. */
  public double loss(int row) {
    return probabilities.isEmpty()
        ? Double.NaN
        : -Math.log(Math.max(probabilities.get(row)[truth[row]], Double.MIN_NORMAL));
  }

  /** The probability of the answer given to a row; NaN where there is none. */
  double confidence(int row) {
    return probabilities.isEmpty() ? Double.NaN : probabilities.get(row)[answers[row]];
  }

  /** All figures, with 95 % intervals of a bootstrap that the seed decides. */
  public Evaluation evaluation(long seed) {
    Evaluation figures = figures(null);
    Map<String, Evaluation.Interval> intervals =
        size() == 0 ? Map.of() : new Bootstrap(this, seed).intervals();
    return figures.with(probabilities.isEmpty() ? null : Reliability.of(this), intervals);
  }

  /** The figures without intervals, of all rows or of some, which may repeat. */
  Evaluation figures(int @Nullable [] rows) {
    int n = rows == null ? size() : rows.length;
    long[][] confusion = new long[CLASSES][CLASSES];
    double losses = 0;
    for (int i = 0; i < n; i++) {
      int row = rows == null ? i : rows[i];
      confusion[truth[row]][answers[row]]++;
      losses += loss(row);
    }
    return Evaluation.of(GoldSentiment.LABELS, confusion, losses);
  }
}
