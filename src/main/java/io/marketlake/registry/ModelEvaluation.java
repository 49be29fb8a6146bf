package io.marketlake.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a published model does on a labelled file.
 *
 * @param kind what the model does, such as {@code sentiment}
 * @param version its version
 * @param data the file
 * @param model the model's figures on it
 * @param baselines figures of baselines on the same rows, by name
 * @param rules what rules do to the figures, or null where there are none
 * @param remarks what a reader of the figures should know, a sentence each
 * @param evaluatedAt UTC time, ISO-8601
 */
public record ModelEvaluation(
    String kind,
    String version,
    ModelCard.TrainingData data,
    Evaluation model,
    Map<String, Evaluation> baselines,
    @Nullable RuleFigures rules,
    List<String> remarks,
    String evaluatedAt) {
  /** Of a model that no rules correct. */
  public ModelEvaluation(
      String kind,
      String version,
      ModelCard.TrainingData data,
      Evaluation model,
      Map<String, Evaluation> baselines,
      List<String> remarks,
      String evaluatedAt) {
    this(kind, version, data, model, baselines, null, remarks, evaluatedAt);
  }

  public ModelEvaluation {
    baselines = Collections.unmodifiableMap(new TreeMap<>(baselines));
    remarks = List.copyOf(remarks);
  }
}
