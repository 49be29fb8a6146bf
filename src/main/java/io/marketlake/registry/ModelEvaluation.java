package io.marketlake.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a published model does on a labelled file.
 *
 * @param kind what the model does, such as {@code sentiment}
 * @param version its version
 * @param data the file
 * @param model the model's figures on it
 * @param baselines figures of baselines on the same rows, by name
 * @param remarks what a reader of the figures should know, a sentence each
 * @param evaluatedAt UTC time, ISO-8601
 */
public record ModelEvaluation(
    String kind,
    String version,
    ModelCard.TrainingData data,
    Evaluation model,
    Map<String, Evaluation> baselines,
    List<String> remarks,
    String evaluatedAt) {
  public ModelEvaluation {
    baselines = Collections.unmodifiableMap(new TreeMap<>(baselines));
    remarks = List.copyOf(remarks);
  }
}
