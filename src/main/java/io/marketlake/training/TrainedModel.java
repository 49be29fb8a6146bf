package io.marketlake.training;

import io.marketlake.registry.ModelCard;
import org.apache.spark.ml.PipelineModel;

/**
 * A fitted model and the card that says what it was made from, ready to be published.
 *
 * @param judged what the card's figures are of
 */
public record TrainedModel(PipelineModel model, ModelCard card, JudgedFit judged) {}
