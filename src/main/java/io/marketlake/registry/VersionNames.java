package io.marketlake.registry;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** How versions are named, so that their order as strings is that of their publication. */
final class VersionNames {
  private static final int TIME_LENGTH = "20261120T123456Z".length();

  /** Two trainers may come in one second; 32 bits of chance keep their names apart. */
  private static final int SUFFIX_LENGTH = 8;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

  private VersionNames() {}

  /** Later than the last version, also within one second and after the clock went back. */
  static String after(Optional<String> lastVersion, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> last = lastVersion.flatMap(VersionNames::timeIn);
    if (last.isPresent() && !time.isAfter(last.get())) {
      time = last.get().plusSeconds(1);
    }
    return TIME.format(time) + "-" + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);
  }

  private static Optional<Instant> timeIn(String version) {
    if (version.length() < TIME_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(TIME.parse(version.substring(0, TIME_LENGTH), Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
