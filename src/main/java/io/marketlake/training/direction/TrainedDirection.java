package io.marketlake.training.direction;

import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.PromotionGate;
import java.util.List;
import org.apache.spark.ml.PipelineModel;

/**
 * A fitted model of one horizon with all that is told of it, ready to be published.
 *
 * @param model fitted on all rows: what is published
 * @param judged the same recipe, fitted without the last fold's rows
 * @param lastFold the rows that judged it
 * @param beside it and the majority's share on all rows that judged it
 * @param gate what stands between it and a promotion
 */
public record TrainedDirection(
    PipelineModel model,
    PipelineModel judged,
    List<Labelled> lastFold,
    ModelCard card,
    DirectionProfile profile,
    MajorityTrial beside,
    PromotionGate gate,
    DirectionReport report) {}
