package io.marketlake.tracking;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What MLflow is told of a trained model.
 *
 * @param name the run's name: kind and version
 * @param startedAt milliseconds since 1970 at which training began
 * @param parameters settings, data and split, by name
 * @param metrics figures on the holdout, by name
 * @param tags where the model is, and what became of it
 * @param page the card as a page in Markdown, shown as the run's description
 */
public record TrackedRun(
    String name,
    long startedAt,
    Map<String, String> parameters,
    Map<String, Double> metrics,
    Map<String, String> tags,
    String page) {
  public TrackedRun {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
