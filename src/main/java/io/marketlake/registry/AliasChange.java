package io.marketlake.registry;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A row of {@code ops.model_aliases}.
 *
 * @param number of the change within its kind, from 1; rows of one change have one number
 * @param version the version that has the alias from then on; empty where it was taken away
 * @param previous the version that had it before
 * @param at from when on, later than every change before
 */
public record AliasChange(
    String kind,
    long number,
    Action action,
    Alias alias,
    Optional<String> version,
    Optional<String> previous,
    Instant at,
    String by,
    String reason) {

  /** Why an alias moves. */
  public enum Action {
    /** What acted as champion before there were aliases was written down as such. */
    ADOPT,
    /** A new version did not become champion. */
    CHALLENGE,
    /** A version became champion. */
    PROMOTE,
    /** An earlier champion is champion again. */
    ROLLBACK;

    /** As tables and people write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Action of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
