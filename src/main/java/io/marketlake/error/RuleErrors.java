package io.marketlake.error;

/** Where messages about the rules of feeds are worded. */
public final class RuleErrors {
  private RuleErrors() {}

  /**
   * An expression that can't be used.
   *
   * @param where the rule or field, such as {@code rules.price-is-positive}
   * @param reason what is wrong, and where in the expression
   * @param place where it is declared; empty where that is not known
   */
  public static PipelineException badExpression(
      String feed, String where, String reason, String place) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the expression of " + feed + "." + where + " can't be used",
        reason,
        "correct feeds." + feed + "." + where + (place.isEmpty() ? "" : " (" + place + ")"),
        null);
  }

  /** A rule that is given on the command line and can't be used. */
  public static PipelineException badTriedRule(String rule, String reason) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the rule " + rule + " can't be tried",
        reason,
        "name a rule of the feed, or give a SQL expression over its columns that is true or false",
        null);
  }

  /** A micro-batch that an aggregate rule stops. */
  public static PipelineException batchRefused(String feed, String rule, String measured) {
    return new PipelineException(
        ErrorCode.DATA,
        "the feed " + feed + " was stopped",
        "its rule " + rule + ", whose action is fail, does not hold: " + measured,
        "mend the producer, or let the rule warn until this is past; bronze keeps every record",
        null);
  }
}
