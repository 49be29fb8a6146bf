package io.marketlake.schema;

import java.time.Instant;

/**
 * What a micro-batch brings to a table.
 *
 * @param rows how many rows
 * @param newestKnownAt the newest {@code known_at} among them
 */
public record TableRows(long rows, Instant newestKnownAt) {
  /** These and others. */
  public TableRows with(TableRows other) {
    return new TableRows(
        rows + other.rows,
        newestKnownAt.isAfter(other.newestKnownAt) ? newestKnownAt : other.newestKnownAt);
  }
}
