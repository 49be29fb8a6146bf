package io.marketlake.maintenance;

import java.time.Duration;

/**
 * What was done for a table, or would be.
 *
 * @param filesBefore files that the table consisted of
 * @param filesAfter files that it consists of now
 * @param removedFiles files deleted, which it no longer consisted of
 * @param removedBytes their bytes
 * @param remark what was left undone and why; blank if there is nothing to say
 */
public record TableResult(
    String table,
    long filesBefore,
    long filesAfter,
    long bytesBefore,
    long bytesAfter,
    long removedFiles,
    long removedBytes,
    long trimmedCommits,
    Duration took,
    String remark) {

  /** Whether there was nothing to do. */
  public boolean isIdle() {
    return filesBefore == filesAfter
        && bytesBefore == bytesAfter
        && removedFiles == 0
        && trimmedCommits == 0
        && remark.isBlank();
  }
}
