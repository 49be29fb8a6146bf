package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which versions of the registry may score now, the first choice first; none where there is none.
 */
@FunctionalInterface
interface WantedModels {
  List<String> versions();

  /** What a setting means: {@code champion}, {@code newest} or a version. */
  static WantedModels of(
      ModelRegistry registry, ModelAliases aliases, String kind, String setting) {
    return switch (setting) {
      case Settings.CHAMPION -> new Champions(aliases, kind, () -> newestFirst(registry, kind));
      case Settings.NEWEST -> () -> newestFirst(registry, kind);
      default -> () -> List.of(setting);
    };
  }

  /** The champion, then those that it would be rolled back to; none that was never promoted. */
  static WantedModels promoted(ModelAliases aliases, String kind) {
    return new Champions(aliases, kind, List::of);
  }

  /** The challenger alone. */
  static WantedModels challenger(ModelAliases aliases, String kind) {
    return () -> aliases.history(kind).now(Alias.CHALLENGER).stream().toList();
  }

  private static List<String> newestFirst(ModelRegistry registry, String kind) {
    List<String> versions =
        new ArrayList<>(registry.list(kind).stream().map(ModelVersion::version).toList());
    Collections.reverse(versions);
    return versions;
  }

  /**
   * The champion, then those that it would be rolled back to; where there never was one, others. A
   * lake from before aliases has no champion: there the newest version acts as such.
   */
  final class Champions implements WantedModels {
    private final ModelAliases aliases;
    private final String kind;
    private final WantedModels otherwise;
    private long seen = Long.MIN_VALUE;
    private List<String> champions = List.of();

    Champions(ModelAliases aliases, String kind, WantedModels otherwise) {
      this.aliases = aliases;
      this.kind = kind;
      this.otherwise = otherwise;
    }

    @Override
    public synchronized List<String> versions() {
      long version = aliases.tableVersion();
      if (version != seen) {
        AliasHistory history = aliases.history(kind);
        champions = history.champions();
        seen = version;
      }
      return champions.isEmpty() ? otherwise.versions() : champions;
    }
  }
}
