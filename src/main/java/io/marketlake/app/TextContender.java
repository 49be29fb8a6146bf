package io.marketlake.app;

import io.marketlake.registry.Comparison;
import io.marketlake.registry.Evidence;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import java.util.Optional;

/** A model of texts. */
final class TextContender implements Contender {
  private final ModelRegistry registry;
  private final String kind;
  private final Candidate candidate;
  private final ChampionTrial trial;

  TextContender(ModelRegistry registry, String kind, Candidate candidate, long seed) {
    this.registry = registry;
    this.kind = kind;
    this.candidate = candidate;
    this.trial = new ChampionTrial(registry, seed);
  }

  @Override
  public Verdict against(ModelVersion champion) {
    Comparison comparison = trial.compare(candidate, champion);
    return new Verdict(
        comparison.beatsTheChampion(), comparison.sentence(), Optional.of(comparison));
  }

  @Override
  public ModelVersion publish(Optional<Verdict> verdict) {
    return registry.publish(
        kind,
        candidate.model(),
        candidate.card(),
        Optional.of(
            new Evidence(
                candidate.judged(),
                ChampionTrial.fittedOn(candidate),
                verdict.flatMap(Verdict::comparison))));
  }
}
