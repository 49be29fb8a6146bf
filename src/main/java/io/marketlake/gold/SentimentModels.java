package io.marketlake.gold;

import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;

/** Chooses the model that scores a micro-batch. */
@FunctionalInterface
public interface SentimentModels {
  /**
   * The stage that scores this micro-batch: adds label, probabilities, score, decided_by, terms and
   * model_version to rows with a text. A micro-batch that is tried again gets the same model.
   */
  Stage scorerFor(MicroBatch batch);
}
