package io.marketlake.schema;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Names of versions of models: the UTC second in which one was made, a dash, and chance. */
public final class ModelVersions {
  private static final int TIME_LENGTH = "20261120T123456Z".length();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

  private ModelVersions() {}

  /** How a name begins whose version was made at a time. */
  public static String prefix(Instant madeAt) {
    return TIME.format(madeAt);
  }

  /** When a version was made, by its name; empty for a name that does not say so. */
  public static Optional<Instant> madeAt(String version) {
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
