package io.marketlake.app;

import io.marketlake.app.Contender.Verdict;
import io.marketlake.error.PipelineException;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasChange;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.AliasHistory.Occasion;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Publishes a trained model, and decides whether it becomes champion. The first model of a kind
 * does in any case, unless its contender compares it with something else. Where another process has
 * changed the champion meanwhile, the decision is made anew.
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

  /** Publishes a model of texts and decides. Runs Spark jobs. */
  Outcome publish(String kind, Candidate candidate, Policy policy, long seed) {
    return publish(kind, new TextContender(registry, kind, candidate, seed), policy);
  }

  /** Publishes and decides. Runs Spark jobs. */
  Outcome publish(String kind, Contender contender, Policy policy) {
    Optional<String> champion = adopted(kind).now(Alias.CHAMPION);
    Verdicts verdicts = new Verdicts(kind, contender);
    Optional<Verdict> verdict =
        policy == Policy.IF_BETTER && contender.refusal().isEmpty()
            ? champion.map(verdicts::on)
            : Optional.empty();
    ModelVersion version = contender.publish(verdict);
    AliasHistory after =
        aliases.change(
            kind, history -> decided(history, version.version(), contender, policy, verdicts));
    List<AliasChange> changes = after.changes();
    return new Outcome(
        version,
        after.now(Alias.CHAMPION).equals(Optional.of(version.version())),
        changes.get(changes.size() - 1).reason());
  }

  private List<AliasChange> decided(
      AliasHistory history, String version, Contender contender, Policy policy, Verdicts verdicts) {
    Optional<String> refusal = contender.refusal();
    if (refusal.isPresent()) {
      return history.challenge(version, occasion("not to be promoted: " + refusal.get()));
    }
    Optional<String> champion = history.now(Alias.CHAMPION);
    if (champion.isEmpty()) {
      Optional<Verdict> alone = contender.alone();
      return alone.isPresent()
          ? decided(history, version, contender, policy, alone::get)
          : history.promote(version, occasion("the first model of its kind"));
    }
    return decided(history, version, contender, policy, () -> verdicts.on(champion.get()));
  }

  private List<AliasChange> decided(
      AliasHistory history,
      String version,
      Contender contender,
      Policy policy,
      Supplier<Verdict> compared) {
    Optional<String> signature = contender.signature();
    return switch (policy) {
      case ALWAYS ->
          history.promote(version, occasion(signed("trained with --promote always", signature)));
      case NEVER -> history.challenge(version, occasion("trained with --promote never"));
      case IF_BETTER -> {
        Verdict verdict = compared.get();
        yield verdict.isBetter()
            ? history.promote(version, occasion(signed(verdict.sentence(), signature)))
            : history.challenge(version, occasion(verdict.sentence()));
      }
    };
  }

  private static String signed(String reason, Optional<String> signature) {
    return signature.map(sentence -> reason + "; " + sentence).orElse(reason);
  }

  /** Compares with each champion once. */
  private final class Verdicts {
    private final String kind;
    private final Contender contender;
    private final Map<String, Verdict> known = new HashMap<>();

    Verdicts(String kind, Contender contender) {
      this.kind = kind;
      this.contender = contender;
    }

    Verdict on(String champion) {
      return known.computeIfAbsent(champion, this::compared);
    }

    private Verdict compared(String champion) {
      try {
        return contender.against(registry.find(kind, champion));
      } catch (PipelineException e) {
        return new Verdict(false, "not compared: " + e.getMessage(), Optional.empty());
      }
    }
  }

  /**
   * The aliases, with the champion that acted as such in a lake from before aliases: the version to
   * be published must not come into its place unjudged.
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
    return promote(version, reason, Optional.empty());
  }

  /**
   * Makes a version champion by a person's word.
   *
   * @param signature what the person signed for
   */
  List<AliasChange> promote(ModelVersion version, String reason, Optional<String> signature) {
    AliasHistory before = adopted(version.kind());
    AliasHistory after =
        aliases.change(
            version.kind(),
            history -> history.promote(version.version(), occasion(signed(reason, signature))));
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
