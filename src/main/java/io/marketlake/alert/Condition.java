package io.marketlake.alert;

import java.time.Instant;
import java.util.List;

/**
 * What a rule found in a subject.
 *
 * @param rule what it watches for, such as {@code direction-drift}
 * @param subject in what
 * @param eventTime when what was found happened
 * @param value what was measured
 * @param threshold what it was measured against
 * @param sentence what was found, to be read
 * @param causes the rows that it was found in
 */
public record Condition(
    String rule,
    String subject,
    State state,
    Instant eventTime,
    double value,
    double threshold,
    String sentence,
    List<Cause> causes) {

  /** Whether something is wrong. */
  public enum State {
    RAISED,
    CLEAR,
    /** There is too little to tell: an open alert stays open, and none is opened. */
    UNKNOWN
  }

  /** A row, by its table and what finds it there. */
  public record Cause(String table, String key) {}

  public Condition {
    causes = List.copyOf(causes);
  }
}
