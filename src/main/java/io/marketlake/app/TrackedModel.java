package io.marketlake.app;

import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.tracking.TrackedRun;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a tracking server is told of a published model: its card, where it is, what became of it.
 */
final class TrackedModel {
  private TrackedModel() {}

  /**
   * Of a published model.
   *
   * @param more further figures, by name
   */
  static TrackedRun of(
      ModelRegistry registry, ModelCard card, Map<String, Double> more, Promotion.Outcome outcome) {
    Map<String, String> parameters = new TreeMap<>(card.settings());
    parameters.put("data_file", card.data().file());
    parameters.put("data_sha256", card.data().sha256());
    parameters.put("train_rows", String.valueOf(card.split().trainRows()));
    parameters.put("holdout_rows", String.valueOf(card.split().holdoutRows()));
    Map<String, Double> metrics = new TreeMap<>(figures("", card.model()));
    metrics.putAll(figures("majority_", card.baseline()));
    metrics.putAll(more);
    metrics.values().removeIf(figure -> !Double.isFinite(figure));
    metrics.put("training_seconds", card.trainingSeconds());
    Map<String, String> tags = new TreeMap<>();
    tags.put("kind", card.kind());
    tags.put("version", outcome.version().version());
    tags.put("location", outcome.version().path());
    tags.put("alias", outcome.isChampion() ? "champion" : "challenger");
    tags.put("alias_reason", outcome.reason());
    card.libraries().forEach((name, version) -> tags.put("library_" + name, version));
    return new TrackedRun(
        card.kind() + " " + outcome.version().version(),
        Instant.parse(card.trainedAt()).toEpochMilli(),
        parameters,
        metrics,
        tags,
        registry.page(outcome.version()));
  }

  private static Map<String, Double> figures(String prefix, Evaluation evaluation) {
    Map<String, Double> figures = new TreeMap<>();
    figures.put(prefix + "accuracy", evaluation.accuracy());
    figures.put(prefix + "macro_f1", evaluation.macroF1());
    figures.put(prefix + "log_loss", evaluation.logLoss());
    for (Evaluation.ClassScore score : evaluation.classes()) {
      figures.put(prefix + "f1_" + score.label(), score.f1());
    }
    return figures;
  }
}
