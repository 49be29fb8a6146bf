package io.marketlake.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them, in the settings and on the command line. */
public final class Durations {
  /** What a duration looks like, to be said where one is wrong. */
  public static final String FORM = "a number with its unit: ms, s, m, h, d";

  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

  private Durations() {}

  /** The duration that a text says; empty if it says none, or one that is too long. */
  public static Optional<Duration> read(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      long amount = Long.parseLong(matcher.group(1));
      return Optional.of(
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
