package io.marketlake.training;

import io.marketlake.registry.ModelCard;
import org.apache.spark.ml.PipelineModel;

/**
 * A fitted model and the card that says what it was made from, ready to be published.
 *
 * @param model fitted on all rows: what is published
 * @param card what the model was made from and how good it is
 * @param judged what the card's figures are of
 */
public record TrainedModel(PipelineModel model, ModelCard card, JudgedFit judged) {}
