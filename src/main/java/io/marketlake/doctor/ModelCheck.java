package io.marketlake.doctor;

import io.marketlake.error.PipelineException;
import io.marketlake.registry.Alias;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether each champion and challenger is there with all of its files. A job that scores goes on
 * with the model before a broken one, so that nothing but its log tells.
 */
public final class ModelCheck implements Check {
  @Override
  public String name() {
    return "models";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    ModelRegistry registry =
        new ModelRegistry(lake.lake().models(), lake.lake().location().configuration());
    ModelAliases aliases = new ModelAliases(lake.lake().tables());
    List<Finding> findings = new ArrayList<>();
    for (String kind : aliases.kinds()) {
      for (Alias alias : Alias.values()) {
        Optional<String> version = aliases.history(kind).now(alias);
        version.ifPresent(
            name ->
                problem(registry, kind, name)
                    .ifPresent(problem -> findings.add(finding(kind, alias, name, problem))));
      }
    }
    return findings;
  }

  private static Optional<String> problem(ModelRegistry registry, String kind, String version) {
    try {
      registry.requireWhole(registry.find(kind, version));
      return Optional.empty();
    } catch (PipelineException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Finding finding(String kind, Alias alias, String version, String problem) {
    boolean scores = alias == Alias.CHAMPION;
    return new Finding(
        scores ? Severity.ERROR : Severity.WARNING,
        name(),
        "models/" + kind + "/" + version,
        "the " + alias.text() + " is broken: " + problem,
        scores
            ? "jobs score with the champion before it, and stop where there is none"
            : "it can't be promoted, and nothing is scored with it",
        scores
            ? "restore the files, or scripts/spark-submit/models.sh rollback " + kind
            : "restore the files, or train again");
  }
}
