package io.marketlake.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule that a feed's events must satisfy: a SQL expression over the feed's columns, {@code
 * event_time}, {@code kafka_time} and {@code known_at}. As with a SQL CHECK, null counts as
 * satisfied: a rule about a missing optional field says nothing.
 */
public record Rule(String name, String expression, Action action) {

  /** What becomes of a record that breaks the rule. */
  public enum Action {
    /** It goes to quarantine with its bytes and all reasons. */
    QUARANTINE,
    /** It is not kept beyond bronze; its coordinate is listed as dropped. */
    DROP,
    /** The query stops before the micro-batch is written. */
    FAIL;

    public String setting() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Action> named(String name) {
      return Arrays.stream(values()).filter(a -> a.setting().equals(name)).findFirst();
    }
  }
}
