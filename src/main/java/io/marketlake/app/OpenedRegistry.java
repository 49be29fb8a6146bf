package io.marketlake.app;

import io.marketlake.error.ModelErrors;
import io.marketlake.registry.Alias;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import java.util.Optional;

/** The registry of a lake and the aliases in it. */
record OpenedRegistry(ModelRegistry registry, ModelAliases aliases) {

  /**
   * A version by its name or by an alias that it has; where no version is champion yet, that means
   * the newest.
   */
  ModelVersion named(String kind, String name) {
    for (Alias alias : Alias.values()) {
      if (alias.text().equals(name)) {
        Optional<String> held = aliases.history(kind).now(alias);
        if (held.isPresent()) {
          return registry.find(kind, held.get());
        }
        if (alias == Alias.CHAMPION) {
          return registry
              .newest(kind)
              .orElseThrow(() -> ModelErrors.noVersions(kind, registry.path()));
        }
        throw ModelErrors.noChallenger(kind);
      }
    }
    return registry.find(kind, name);
  }
}
