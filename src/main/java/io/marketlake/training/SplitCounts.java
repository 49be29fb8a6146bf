package io.marketlake.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.when;

import io.marketlake.error.Errors;
import io.marketlake.registry.Evaluation;
import io.marketlake.schema.GoldSentiment;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many rows of each class are on each side of the split, and what a guess from them gives. */
final class SplitCounts {
  private final long[] train = new long[GoldSentiment.LABELS.size()];
  private final long[] holdout = new long[GoldSentiment.LABELS.size()];

  private SplitCounts(List<Row> counts) {
    for (Row row : counts) {
      int label = (int) row.getDouble(0);
      train[label] = row.getLong(1);
      holdout[label] = row.getLong(2);
    }
  }

  /** Counts rows that the trainer has split; refuses a split that leaves nothing to learn from. */
  static SplitCounts of(Dataset<Row> rows, LabelledTexts texts) {
    SplitCounts counts =
        new SplitCounts(
            rows.groupBy(col(SentimentTrainer.LABEL_INDEX))
                .agg(
                    count(when(col(SentimentTrainer.HELD_OUT).equalTo(false), 1)),
                    count(when(col(SentimentTrainer.HELD_OUT), 1)))
                .collectAsList());
    for (String label : texts.rowsPerClass().keySet()) {
      if (counts.train[GoldSentiment.LABELS.indexOf(label)] == 0) {
        throw Errors.unusableTrainingData(
            texts.file(),
            "the texts that are " + label + " are so alike that none is left to learn from");
      }
    }
    return counts;
  }

  long trainRows() {
    return Arrays.stream(train).sum();
  }

  long holdoutRows() {
    return Arrays.stream(holdout).sum();
  }

  /** Always the commonest class of the training rows, with the classes' shares as probabilities. */
  Evaluation majorityBaseline() {
    int majority = 0;
    for (int i = 1; i < train.length; i++) {
      majority = train[i] > train[majority] ? i : majority;
    }
    long[][] confusion = new long[train.length][train.length];
    double logLossSum = 0;
    for (int i = 0; i < train.length; i++) {
      confusion[i][majority] = holdout[i];
      if (holdout[i] > 0) {
        logLossSum -= holdout[i] * Math.log((double) train[i] / trainRows());
      }
    }
    return Evaluation.of(GoldSentiment.LABELS, confusion, logLossSum);
  }
}
