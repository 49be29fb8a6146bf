package io.marketlake.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a feed's events must satisfy.
 *
 * @param expectation what is asked
 * @param action what becomes of what does not satisfy it
 * @param place where it is declared, such as {@code feeds.conf, line 12}; empty for a rule that no
 *     file declares
 */
public record Rule(String name, Expectation expectation, Action action, String place) {

  /** The parser's own rule that a value is the JSON object that a feed declares. */
  public static final String JSON = "json";

  /** The rule that events bear different ids, where a feed declares an identity. */
  public static final String IDENTITY = "identity";

  /** Names that no declared rule can have. */
  public static final Set<String> TAKEN = Set.of(JSON, IDENTITY);

  /** A condition that each event must fulfil, declared in no file. */
  public Rule(String name, String expression, Action action) {
    this(name, new Expectation.Condition(expression), action, "");
  }

  /** What becomes of a record that breaks the rule. */
  public enum Action {
    /** It stays in silver, and is counted. */
    WARN,
    /** It goes to quarantine with its bytes and all reasons. */
    QUARANTINE,
    /** It is not kept beyond bronze; its coordinate is listed as dropped. */
    DROP,
    /** The query stops before the micro-batch is written. */
    FAIL;

    /** Its name in the settings. */
    public String setting() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Action> named(String name) {
      return Arrays.stream(values()).filter(a -> a.setting().equals(name)).findFirst();
    }

    /** Whether it keeps a record out of silver. */
    public boolean rejects() {
      return this == QUARANTINE || this == DROP;
    }
  }

  /** The SQL of a rule that is a condition; empty for the others. */
  public Optional<String> condition() {
    return expectation instanceof Expectation.Condition c
        ? Optional.of(c.expression())
        : Optional.empty();
  }

  /** The same rule with another action. */
  public Rule withAction(Action other) {
    return new Rule(name, expectation, other, place);
  }
}
