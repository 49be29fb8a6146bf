package io.marketlake.delta;

import org.apache.spark.sql.delta.DeltaIllegalStateException;

/**
 * Delta's way of telling a stream that its table got a column since it began: the stream ends, and
 * the next one, begun under the new columns, goes on where it was.
 */
public final class GrownTable {
  private GrownTable() {}

  /** Whether a failure, or what caused it, is of that kind. */
  public static boolean stopped(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DeltaIllegalStateException told
          && told.getErrorClass().startsWith("DELTA_SCHEMA_CHANGED")) {
        return true;
      }
    }
    return false;
  }
}
