package io.marketlake.registry;

import java.util.Optional;
import org.apache.spark.ml.PipelineModel;

/**
 * What a version is compared by, kept with it.
 *
 * @param judged the same recipe fitted without the texts that judged it: what the card's figures
 *     are of, and what a later challenger is compared with
 * @param fitted the texts that {@code judged} was fitted on
 * @param comparison how it did beside the champion of that time; empty where there was none, or no
 *     comparison was asked for
 */
public record Evidence(
    PipelineModel judged, Fingerprints fitted, Optional<Comparison> comparison) {}
