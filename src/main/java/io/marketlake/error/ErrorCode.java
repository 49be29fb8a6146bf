package io.marketlake.error;

/**
 * What kind of mistake stopped a job; a supervisor can tell them apart by {@link #exitStatus()}.
 */
public enum ErrorCode {
  /** A setting or a command-line option is wrong. */
  SETTINGS,
  /** Kafka does not answer, or does not hold what the job needs. */
  KAFKA,
  /** The lake cannot be used as asked. */
  LAKE,
  /** A model is missing or unusable. */
  MODEL,
  /** Input data is not what the command needs, or broke a rule whose action is {@code fail}. */
  DATA,
  /** Another process already does this work. */
  BUSY;

  /** The process's exit status: 2 for all that the user can mend; a bug exits with 1. */
  public int exitStatus() {
    return 2;
  }
}
