package io.marketlake.training;

import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a model's figures are of.
 *
 * @param model the same recipe, fitted without the held-out texts
 * @param fitted the texts that it was fitted on: {@code text} (string) and {@code label}
 * @param heldOut the texts that judged it: {@code text} (string) and {@code label}
 */
public record JudgedFit(PipelineModel model, Dataset<Row> fitted, Dataset<Row> heldOut) {}
