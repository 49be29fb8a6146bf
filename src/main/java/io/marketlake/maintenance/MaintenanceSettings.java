package io.marketlake.maintenance;

import java.time.Duration;

/**
 * What the upkeep of a lake aims at.
 *
 * @param targetFileBytes small files are packed into files of about this size
 * @param openDaySmallFiles a day that may still be written is packed once it has more small files
 *     than this, in one partition
 * @param retention how long files that a table no longer consists of are kept at least; one day to
 *     seven
 * @param logRetention how long the commits of a table's log are kept at least
 * @param keep for how many days rows are kept
 */
public record MaintenanceSettings(
    long targetFileBytes,
    int openDaySmallFiles,
    Duration retention,
    Duration logRetention,
    KeepRules keep) {
  /** A query that reads, or a writer at work, may be as slow as this. */
  public static final Duration LEAST_RETENTION = Duration.ofDays(1);

  /** So long a table's log remembers which files left it, as Delta has it by default. */
  public static final Duration MOST_RETENTION = Duration.ofDays(7);

  /** Those by which all rows are kept for ever. */
  public MaintenanceSettings(
      long targetFileBytes, int openDaySmallFiles, Duration retention, Duration logRetention) {
    this(targetFileBytes, openDaySmallFiles, retention, logRetention, KeepRules.FOR_EVER);
  }

  public MaintenanceSettings {
    if (targetFileBytes < 1_000_000) {
      throw new IllegalArgumentException("targetFileSize must be at least 1 MB");
    }
    if (openDaySmallFiles < 1) {
      throw new IllegalArgumentException("openDaySmallFiles must be at least 1");
    }
    if (retention.compareTo(LEAST_RETENTION) < 0) {
      throw new IllegalArgumentException("retention must be at least 1d");
    }
    if (retention.compareTo(MOST_RETENTION) > 0) {
      throw new IllegalArgumentException(
          "retention must be at most 7d, since a table's log forgets after that which files left"
              + " it and when");
    }
    if (logRetention.compareTo(retention) < 0) {
      throw new IllegalArgumentException("logRetention must not be shorter than retention");
    }
  }

  /** A file below this is small; packed ones are mostly larger, so that they are packed once. */
  public long smallFileBytes() {
    return targetFileBytes / 2;
  }
}
