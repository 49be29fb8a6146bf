package io.marketlake.app;

import io.marketlake.error.ModelErrors;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import java.util.Optional;

/** The registry of a lake and the aliases in it. */
record OpenedRegistry(ModelRegistry registry, ModelAliases aliases) {

  /**
   * A version by its name or by an alias that it has; the newest where that acts as champion.
   *
   * @throws io.marketlake.error.PipelineException if there is none
   */
  ModelVersion named(String kind, String name) {
    for (Alias alias : Alias.values()) {
      if (alias.text().equals(name)) {
        AliasHistory history = aliases.history(kind);
        Optional<String> held = history.now(alias);
        if (held.isPresent()) {
          return registry.find(kind, held.get());
        }
        ModelVersion newest =
            registry.newest(kind).orElseThrow(() -> ModelErrors.noVersions(kind, registry.path()));
        if (alias == Alias.CHALLENGER) {
          throw ModelErrors.noChallenger(kind);
        }
        if (!history.isNewestChampion()) {
          throw ModelErrors.noChampion(kind);
        }
        return newest;
      }
    }
    return registry.find(kind, name);
  }
}
