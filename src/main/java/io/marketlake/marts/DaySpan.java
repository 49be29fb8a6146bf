package io.marketlake.marts;

/**
 * Which days of what it reads a mart's row needs: those from {@code back} days before its own to
 * {@code ahead} days after it.
 */
public record DaySpan(int back, int ahead) {
  /** A row needs what is of its own day. */
  public static final DaySpan OWN_DAY = new DaySpan(0, 0);

  public DaySpan {
    if (back < 0 || ahead < 0) {
      throw new IllegalArgumentException("days before and after must not be negative");
    }
  }

  /** What is needed where each of the days needs another span. */
  DaySpan plus(DaySpan other) {
    return new DaySpan(back + other.back, ahead + other.ahead);
  }

  /** What is needed of a table that is read in two ways. */
  DaySpan or(DaySpan other) {
    return new DaySpan(Math.max(back, other.back), Math.max(ahead, other.ahead));
  }
}
