package io.marketlake.app;

import io.marketlake.registry.Comparison;
import io.marketlake.registry.ModelVersion;
import java.util.Optional;

/** A trained model that may become champion of its kind. */
interface Contender {
  /**
   * What was found beside a champion.
   *
   * @param isBetter whether the evidence is enough to take its place
   * @param comparison what is stored with the version; empty where there is nothing to store
   */
  record Verdict(boolean isBetter, String sentence, Optional<Comparison> comparison) {}

  /**
   * Compares with a champion. Runs Spark jobs.
   *
   * @throws io.marketlake.error.PipelineException if that can't be loaded
   */
  Verdict against(ModelVersion champion);

  /**
   * What was found of it where there is no champion: whether it is worth to be the first. Empty
   * where the first model of its kind becomes champion in any case.
   */
  default Optional<Verdict> alone() {
    return Optional.empty();
  }

  /** Why it may not become champion, whatever its figures; empty where it may. */
  default Optional<String> refusal() {
    return Optional.empty();
  }

  /** What a person has signed for, which the reason of its promotion keeps; empty for nothing. */
  default Optional<String> signature() {
    return Optional.empty();
  }

  /**
   * Publishes it.
   *
   * @param verdict beside the champion of the time, where one was asked for
   */
  ModelVersion publish(Optional<Verdict> verdict);
}
