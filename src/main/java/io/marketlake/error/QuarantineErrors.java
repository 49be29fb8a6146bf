package io.marketlake.error;

/** The mistakes of users about quarantined records, each worded once. */
public final class QuarantineErrors {
  private QuarantineErrors() {}

  /** The SQL of a fix can't be used. */
  public static PipelineException badFix(String reason) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the fix can't be used",
        reason,
        "write an expression that gives the new value, or value = … and key = …, over value, key"
            + " (texts) and the columns of quarantine.events",
        null);
  }

  /** There is no class of that name. */
  public static PipelineException unknownClass(String name, Iterable<String> known) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the option --class " + name + " can't be used",
        "records are in quarantine as " + String.join(", ", known) + " only",
        "name one of these",
        null);
  }

  /** A lake whose silver has not run. */
  public static PipelineException noQuarantine(String lake) {
    return new PipelineException(
        ErrorCode.LAKE,
        "there is no quarantine in " + lake,
        "the layer silver has not run there yet",
        "run the layers bronze and silver first",
        null);
  }

  /** Silver has planned a micro-batch and does not end it. */
  public static PipelineException silverUnderWay(String feed, long seconds) {
    return new PipelineException(
        ErrorCode.LAKE,
        "quarantined records of " + feed + " can't be replayed now",
        "what silver had begun has not ended within "
            + seconds
            + " s, and may bring events with the same ids",
        "if its job is not running, run it once with --until-drained; then run this again",
        null);
  }

  /** What an interrupted replay has to write belongs to a feed that is gone. */
  public static PipelineException interruptedFeedGone(String feed) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "a replay of the feed " + feed + " that was interrupted can't be ended",
        "the settings declare no such feed any more",
        "declare it again, and run replay-quarantine once",
        null);
  }
}
