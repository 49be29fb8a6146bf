package io.marketlake.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as users write them in the settings. */
final class Sizes {
  /** What a size looks like, to be said where one is wrong. */
  static final String FORM = "a number with its unit: kB, MB, GB";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([kK]B|MB|GB)");

  private Sizes() {}

  /** The bytes that a text says; empty if it says no size. */
  static Optional<Long> read(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "GB" -> amount * 1_000_000_000;
          case "MB" -> amount * 1_000_000;
          default -> amount * 1_000;
        });
  }
}
