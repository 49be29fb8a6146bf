package io.marketlake.app;

import io.marketlake.error.PipelineException;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasChange;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.AliasHistory.Occasion;
import io.marketlake.registry.Comparison;
import io.marketlake.registry.Evidence;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes a trained model, and decides whether it becomes champion. The first model of a kind
 * does. Where another process has changed the champion meanwhile, the decision is made anew.
 */
final class Promotion {
  private static final String ADOPTED =
      "the newest version acted as champion before there were aliases";

  /** When a new model becomes champion. */
  enum Policy {
    IF_BETTER,
    ALWAYS,
    NEVER
  }

  /** What became of it. */
  record Outcome(ModelVersion version, boolean isChampion, String reason) {}

  private final ModelRegistry registry;
  private final ModelAliases aliases;
  private final String by;
  private final InstantSource clock;

  Promotion(ModelRegistry registry, ModelAliases aliases, String by) {
    this(registry, aliases, by, Instant::now);
  }

  Promotion(ModelRegistry registry, ModelAliases aliases, String by, InstantSource clock) {
    this.registry = registry;
    this.aliases = aliases;
    this.by = by;
    this.clock = clock;
  }

  /** Publishes and decides. Runs Spark jobs. */
  Outcome publish(String kind, Candidate candidate, Policy policy, long seed) {
    Optional<String> champion = adopted(kind).now(Alias.CHAMPION);
    Verdicts verdicts = new Verdicts(kind, candidate, seed);
    Optional<Comparison> comparison =
        policy == Policy.IF_BETTER
            ? champion.flatMap(v -> verdicts.on(v).comparison())
            : Optional.empty();
    ModelVersion version =
        registry.publish(
            kind,
            candidate.model(),
            candidate.card(),
            Optional.of(
                new Evidence(candidate.judged(), ChampionTrial.fittedOn(candidate), comparison)));
    AliasHistory after =
        aliases.change(kind, history -> decided(history, version.version(), policy, verdicts));
    List<AliasChange> changes = after.changes();
    return new Outcome(
        version,
        after.now(Alias.CHAMPION).equals(Optional.of(version.version())),
        changes.get(changes.size() - 1).reason());
  }

  private List<AliasChange> decided(
      AliasHistory history, String version, Policy policy, Verdicts verdicts) {
    Optional<String> champion = history.now(Alias.CHAMPION);
    if (champion.isEmpty()) {
      return history.promote(version, occasion("the first model of its kind"));
    }
    return switch (policy) {
      case ALWAYS -> history.promote(version, occasion("trained with --promote always"));
      case NEVER -> history.challenge(version, occasion("trained with --promote never"));
      case IF_BETTER -> {
        Verdict verdict = verdicts.on(champion.get());
        yield verdict.isBetter()
            ? history.promote(version, occasion(verdict.sentence()))
            : history.challenge(version, occasion(verdict.sentence()));
      }
    };
  }

  /** What was found beside a champion; no comparison where that could not be loaded. */
  private record Verdict(Optional<Comparison> comparison, String sentence) {
    boolean isBetter() {
      return comparison.filter(Comparison::beatsTheChampion).isPresent();
    }
  }

  /** Compares with each champion once. */
  private final class Verdicts {
    private final String kind;
    private final Candidate candidate;
    private final ChampionTrial trial;
    private final Map<String, Verdict> known = new HashMap<>();

    Verdicts(String kind, Candidate candidate, long seed) {
      this.kind = kind;
      this.candidate = candidate;
      this.trial = new ChampionTrial(registry, seed);
    }

    Verdict on(String champion) {
      return known.computeIfAbsent(champion, this::compared);
    }

    private Verdict compared(String champion) {
      try {
        Comparison comparison = trial.compare(candidate, registry.find(kind, champion));
        return new Verdict(Optional.of(comparison), comparison.sentence());
      } catch (PipelineException e) {
        return new Verdict(Optional.empty(), "not compared: " + e.getMessage());
      }
    }
  }

  /**
   * The aliases, with a champion where there are versions: a lake from before aliases has the
   * newest one act as such, and the version to be published must not come into its place unjudged.
   */
  AliasHistory adopted(String kind) {
    Optional<ModelVersion> newest = registry.newest(kind);
    if (newest.isEmpty()) {
      return aliases.history(kind);
    }
    return aliases.change(
        kind, history -> history.adopt(newest.get().version(), occasion(ADOPTED)));
  }

  /** Makes a version champion by a person's word. */
  List<AliasChange> promote(ModelVersion version, String reason) {
    AliasHistory before = adopted(version.kind());
    AliasHistory after =
        aliases.change(
            version.kind(), history -> history.promote(version.version(), occasion(reason)));
    return added(before, after);
  }

  /** Makes the champion before this one champion again, or a named earlier one. */
  List<AliasChange> rollback(String kind, Optional<String> to, String reason) {
    AliasHistory before = adopted(kind);
    AliasHistory after =
        aliases.change(
            kind,
            history -> {
              List<AliasChange> step = history.rollback(to, occasion(reason));
              step.stream()
                  .flatMap(change -> change.version().stream())
                  .forEach(version -> registry.requireWhole(registry.find(kind, version)));
              return step;
            });
    return added(before, after);
  }

  private static List<AliasChange> added(AliasHistory before, AliasHistory after) {
    return after.changes().stream().filter(c -> c.number() > before.number()).toList();
  }

  private Occasion occasion(String reason) {
    return new Occasion(clock.instant(), by, reason);
  }
}
