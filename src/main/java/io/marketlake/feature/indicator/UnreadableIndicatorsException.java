package io.marketlake.feature.indicator;

/**
 * A stored state of indicators that these settings or this version cannot go on from. No state is
 * ever converted: its cure is to compute the indicators anew from the bars.
 */
public final class UnreadableIndicatorsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** Written by a version of marketlake with another format. */
    OTHER_VERSION,
    /** Written with other periods or another width of the Bollinger bands. */
    OTHER_SETTINGS,
    /** Cut short, too long, or never such a state. */
    DAMAGED
  }

  private final Reason reason;

  UnreadableIndicatorsException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
