package io.marketlake.registry;

import io.marketlake.schema.ModelVersions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** How versions are named, so that their order as strings is that of their publication. */
final class VersionNames {
  /** Two trainers may come in one second; 32 bits of chance keep their names apart. */
  private static final int SUFFIX_LENGTH = 8;

  private VersionNames() {}

  /** Later than the last version, also within one second and after the clock went back. */
  static String after(Optional<String> lastVersion, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> last = lastVersion.flatMap(ModelVersions::madeAt);
    if (last.isPresent() && !time.isAfter(last.get())) {
      time = last.get().plusSeconds(1);
    }
    return ModelVersions.prefix(time)
        + "-"
        + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);
  }
}
