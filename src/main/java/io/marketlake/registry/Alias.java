package io.marketlake.registry;

import java.util.Locale;

/** A name that moves from version to version of a kind. */
public enum Alias {
  /** The version that scores. */
  CHAMPION,
  /** The version that was trained last and has not become champion. */
  CHALLENGER;

  /** As tables and people write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Alias of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
