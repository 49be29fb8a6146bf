package io.marketlake.job;

/**
 * A place in a micro-batch where a proof may kill the process. Production runs use {@link #NONE}.
 */
@FunctionalInterface
public interface FailPoint {
  FailPoint NONE = point -> {};

  /** Called when the work reaches that point, such as {@code before silver.ticks}. */
  void reached(String point);
}
