package io.marketlake.marts;

import io.marketlake.error.PipelineException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a refresh of all marts brought, in the order of the work.
 *
 * @param changed the names of the tables that changed
 * @param failures why marts are not up to date, by the names of their tables; a mart that only
 *     waits for another comes after that
 */
public record Refreshed(List<String> changed, Map<String, PipelineException> failures) {
  public Refreshed {
    changed = List.copyOf(changed);
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /** The names of the tables that changed; throws the first failure where there is any. */
  public List<String> orThrow() {
    failures.values().stream()
        .findFirst()
        .ifPresent(
            failure -> {
              throw failure;
            });
    return changed;
  }
}
