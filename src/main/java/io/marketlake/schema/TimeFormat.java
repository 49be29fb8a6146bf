package io.marketlake.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way to write a time that a feed accepts. */
public enum TimeFormat {
  /** ISO-8601 with an offset or Z, such as 2026-03-02T14:30:00.123Z. */
  ISO,
  /**
   * A local date and time, {@code yyyy-MM-dd HH:mm:ss[.fraction]} or with T, in the feed's zone.
   */
  LOCAL,
  /** A date alone, {@code yyyy-MM-dd}: the start of that day in the feed's zone. */
  DATE,
  /**
   * Seconds, milliseconds or microseconds since 1970, told apart by magnitude: below 1e11 seconds,
   * below 1e14 milliseconds, below 1e17 microseconds.
   */
  EPOCH,
  /** Nanoseconds since 1970, cut to microseconds. Accepted only where declared. */
  EPOCH_NS;

  /** Its name in the settings. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<TimeFormat> named(String name) {
    return Arrays.stream(values()).filter(f -> f.setting().equals(name)).findFirst();
  }
}
