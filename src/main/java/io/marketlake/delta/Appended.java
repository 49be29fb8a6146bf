package io.marketlake.delta;

import io.marketlake.schema.TableRows;
import java.util.Optional;

/**
 * What became of rows that were appended as they came.
 *
 * @param now what was committed now
 * @param isThere whether the table has the commit, now or since an earlier try; without rows there
 *     is none
 */
public record Appended(Optional<TableRows> now, boolean isThere) {}
