package io.marketlake.app;

import io.marketlake.registry.ModelCard;
import io.marketlake.training.JudgedFit;
import io.marketlake.training.TrainedModel;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A trained model that may become champion.
 *
 * @param model what is published
 * @param judged the same recipe, fitted without the held-out texts: what the card's figures are of
 * @param fitted the texts that {@code judged} was fitted on: {@code text} and {@code label}
 * @param heldOut the texts that judged it: {@code text} and {@code label}
 */
record Candidate(
    PipelineModel model,
    ModelCard card,
    PipelineModel judged,
    Dataset<Row> fitted,
    Dataset<Row> heldOut) {

  static Candidate of(TrainedModel trained) {
    JudgedFit judged = trained.judged();
    return new Candidate(
        trained.model(), trained.card(), judged.model(), judged.fitted(), judged.heldOut());
  }
}
