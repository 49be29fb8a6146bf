package io.marketlake.app;

import io.marketlake.error.DirectionErrors;
import io.marketlake.registry.DirectionModel;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.Evidence;
import io.marketlake.registry.Fingerprints;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.registry.Supplement;
import io.marketlake.training.direction.DirectionPage;
import io.marketlake.training.direction.DirectionTrial;
import io.marketlake.training.direction.MajorityTrial;
import io.marketlake.training.direction.TrainedDirection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.ml.PipelineModel;

/** A model of a price's direction. */
final class DirectionContender implements Contender {
  private static final String REPORT = "direction.json";
  private static final String TRIAL = "trial.json";

  private final ModelRegistry registry;
  private final TrainedDirection trained;
  private final boolean isSigned;
  private final long seed;
  private final Map<String, DirectionTrial> trials = new HashMap<>();

  /**
   * @param isSigned whether a person says to have looked into figures that are too good
   */
  DirectionContender(
      ModelRegistry registry, TrainedDirection trained, boolean isSigned, long seed) {
    this.registry = registry;
    this.trained = trained;
    this.isSigned = isSigned;
    this.seed = seed;
  }

  @Override
  public Optional<String> refusal() {
    return trained.gate().refusal(isSigned);
  }

  @Override
  public Optional<String> signature() {
    return trained.gate().signature(isSigned);
  }

  @Override
  public Optional<Verdict> alone() {
    MajorityTrial trial = trained.beside();
    return Optional.of(
        new Verdict(
            trial.isBetter(),
            "there is no champion, and "
                + trial.sentence()
                + (trial.isBetter()
                    ? ""
                    : "; who wants its forecasts all the same says so: models.sh promote "
                        + trained.card().kind()
                        + " --reason WHY"),
            Optional.empty()));
  }

  @Override
  public Verdict against(ModelVersion champion) {
    Optional<PipelineModel> judged = registry.loadJudged(champion);
    Optional<DirectionProfile> profile = registry.directionProfile(champion);
    if (judged.isEmpty() || profile.isEmpty()) {
      throw DirectionErrors.notComparable(champion.version(), "it is no model of this release");
    }
    if (!profile.get().features().equals(trained.profile().features())
        || profile.get().featuresVersion() != trained.profile().featuresVersion()) {
      throw DirectionErrors.notComparable(champion.version(), "it has other features");
    }
    profile
        .get()
        .differenceFrom(trained.profile())
        .ifPresent(
            difference -> {
              throw DirectionErrors.notComparable(champion.version(), difference);
            });
    DirectionTrial trial =
        DirectionTrial.of(
            champion.version(),
            trained.lastFold(),
            DirectionModel.of(judged.get()),
            DirectionModel.of(trained.judged()),
            profile.get().judgedFittedUntil(),
            seed);
    trials.put(champion.version(), trial);
    return new Verdict(trial.beatsTheChampion(), trial.sentence(), Optional.empty());
  }

  @Override
  public ModelVersion publish(Optional<Verdict> verdict) {
    Map<String, Object> files = new HashMap<>();
    files.put(Supplement.PROFILE, trained.profile());
    files.put(Supplement.GATE, trained.gate());
    files.put(REPORT, trained.report());
    trials.values().forEach(trial -> files.put(TRIAL, trial));
    String beside =
        verdict.map(v -> "\n## Beside the champion\n\n" + v.sentence() + ".\n").orElse("");
    return registry.publish(
        trained.card().kind(),
        trained.model(),
        trained.card(),
        Optional.of(
            new Evidence(trained.judged(), Fingerprints.of(LongStream.empty()), Optional.empty())),
        new Supplement(files, DirectionPage.sections(trained.report(), trained.gate()) + beside));
  }
}
