package io.marketlake.inference;

import io.marketlake.feature.sentiment.SentimentTerms;
import io.marketlake.feature.sentiment.TextTerms;
import io.marketlake.schema.GoldSentiment;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a fitted sentiment pipeline, and what it makes of a text in one pass: tokens,
 * counts, times the inverse document frequency, scaled to length 1, a linear margin a class,
 * softmax. The steps and their order are those of MLlib's stages, so that the probabilities are
 * those of {@code transform} but for the last bit.
 *
 * <p>What weighs for a label is a token's value times the label's coefficient: what the margin of
 * the label has of it.
 */
final class TextModel implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_TERMS = 3;

  /** A token and what the decided label's margin has of it. */
  record Term(String token, double weight) {}

  /** A text's probabilities in the order of the labels, and what weighed most for the likeliest. */
  static final class Scores {
    private final int label;
    private final double[] probabilities;
    private final List<Term> terms;

    private Scores(int label, double[] probabilities, List<Term> terms) {
      this.label = label;
      this.probabilities = probabilities;
      this.terms = terms;
    }

    int label() {
      return label;
    }

    double[] probabilities() {
      return probabilities.clone();
    }

    List<Term> terms() {
      return terms;
    }
  }

  private final SentimentTerms terms;
  private final TokenIndex index;
  private final double[] idf;

  /** The coefficients of all classes, feature by feature. */
  private final double[] coefficients;

  private final double[] intercepts;

  private TextModel(
      SentimentTerms terms,
      TokenIndex index,
      double[] idf,
      double[] coefficients,
      double[] intercepts) {
    this.terms = terms;
    this.index = index;
    this.idf = idf;
    this.coefficients = coefficients;
    this.intercepts = intercepts;
  }

  /**
   * Of a pipeline of the trainer's: {@code TextTerms}, a counting stage, {@code IDF}, {@code
   * Normalizer} and a multinomial {@code LogisticRegression}.
   *
   * @throws IllegalArgumentException for any other pipeline
   * @throws io.marketlake.error.PipelineException if it was trained on other terms
   */
  static TextModel of(PipelineModel model) {
    Transformer[] stages = model.stages();
    if (stages.length != 5
        || !(stages[0] instanceof TextTerms texts)
        || !(stages[2] instanceof IDFModel weights)
        || !(stages[3] instanceof Normalizer normalizer)
        || normalizer.getP() != 2
        || !(stages[4] instanceof LogisticRegressionModel classes)
        || classes.isDefined(classes.thresholds())) {
      throw new IllegalArgumentException(
          "a sentiment model counts tokens, weighs them by IDF, scales to length 1 and regresses,"
              + " but this has "
              + Arrays.toString(stages));
    }
    if (classes.interceptVector().size() != GoldSentiment.LABELS.size()) {
      throw new IllegalArgumentException(
          "a sentiment model has the classes "
              + GoldSentiment.LABELS
              + ", but this one has "
              + classes.interceptVector().size());
    }
    return new TextModel(
        texts.terms(),
        TokenIndex.of(stages[1]),
        weights.idf().toArray(),
        byFeature(classes.coefficientMatrix()),
        classes.interceptVector().toArray());
  }

  private static double[] byFeature(Matrix classesByFeatures) {
    // A dense matrix is laid out column by column, and its columns are the features.
    return classesByFeatures.toDenseColMajor().values();
  }

  /** What the model makes of a text; of none, what it makes of an empty one. */
  Scores score(@Nullable String text) {
    List<String> tokens = terms.of(text);
    Counts counts = new Counts(tokens, index);
    double[] values = values(counts);
    double[] probabilities = softmax(margins(counts, values));
    int label = 0;
    for (int i = 1; i < probabilities.length; i++) {
      label = probabilities[i] > probabilities[label] ? i : label;
    }
    return new Scores(label, probabilities, terms(tokens, counts, values, label));
  }

  private double[] values(Counts counts) {
    double[] values = new double[counts.size];
    double squares = 0;
    for (int i = 0; i < counts.size; i++) {
      values[i] = counts.counts[i] * idf[counts.features[i]];
      squares += values[i] * values[i];
    }
    double length = Math.sqrt(squares);
    for (int i = 0; length > 0 && i < values.length; i++) {
      values[i] /= length;
    }
    return values;
  }

  private double[] margins(Counts counts, double[] values) {
    int classes = intercepts.length;
    double[] margins = new double[classes];
    for (int i = 0; i < values.length; i++) {
      int at = counts.features[i] * classes;
      for (int c = 0; c < classes; c++) {
        margins[c] += values[i] * coefficients[at + c];
      }
    }
    for (int c = 0; c < classes; c++) {
      margins[c] += intercepts[c];
    }
    return margins;
  }

  private static double[] softmax(double[] margins) {
    double greatest = Arrays.stream(margins).max().orElse(0);
    double[] shares = new double[margins.length];
    double sum = 0;
    for (int c = 0; c < shares.length; c++) {
      // StrictMath, since a score has to be the same on every machine.
      shares[c] = StrictMath.exp(margins[c] - greatest);
      sum += shares[c];
    }
    for (int c = 0; c < shares.length; c++) {
      shares[c] /= sum;
    }
    return shares;
  }

  private List<Term> terms(List<String> tokens, Counts counts, double[] values, int label) {
    List<Term> terms = new ArrayList<>(MOST_TERMS + 1);
    for (int i = 0; i < values.length; i++) {
      double weight = values[i] * coefficients[counts.features[i] * intercepts.length + label];
      int place = terms.size();
      while (place > 0 && terms.get(place - 1).weight() < weight) {
        place--;
      }
      if (weight > 0 && place < MOST_TERMS) {
        terms.add(place, new Term(tokens.get(counts.firsts[i]), weight));
        if (terms.size() > MOST_TERMS) {
          terms.remove(MOST_TERMS);
        }
      }
    }
    return terms;
  }

  /** The features that a text's tokens are, each once and in rising order. */
  private static final class Counts {
    private static final long PLACE = 0xffff_ffffL;

    private final int[] features;
    private final int[] counts;

    /** The first token of each feature. */
    private final int[] firsts;

    private int size;

    Counts(List<String> tokens, TokenIndex index) {
      long[] found = new long[tokens.size()];
      int known = 0;
      for (int i = 0; i < found.length; i++) {
        int feature = index.of(tokens.get(i));
        if (feature >= 0) {
          found[known++] = (long) feature << Integer.SIZE | i;
        }
      }
      Arrays.sort(found, 0, known);
      features = new int[known];
      counts = new int[known];
      firsts = new int[known];
      for (int i = 0; i < known; i++) {
        int feature = (int) (found[i] >>> Integer.SIZE);
        if (size == 0 || features[size - 1] != feature) {
          features[size] = feature;
          firsts[size] = (int) (found[i] & PLACE);
          size++;
        }
        counts[size - 1]++;
      }
    }
  }
}
