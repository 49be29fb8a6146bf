package io.marketlake.error;

/** The mistakes of users about what is removed from a lake on purpose, each worded once. */
public final class RemovalErrors {
  private RemovalErrors() {}

  /** Somebody has set a table to be appended to only. */
  public static PipelineException appendOnly(String table, String path) {
    return new PipelineException(
        ErrorCode.LAKE,
        "no row can be removed from " + table,
        "its property delta.appendOnly is true",
        "ALTER TABLE delta.`" + path + "` UNSET TBLPROPERTIES ('delta.appendOnly'), then try again",
        null);
  }

  /** A table that is streamed from was changed past marketlake. */
  public static PipelineException foreignDelete(String table, long version) {
    return new PipelineException(
        ErrorCode.LAKE,
        "what was appended to " + table + " can't be told",
        "its version " + version + ", which is not marketlake's, deletes files",
        "restore the version before it (RESTORE TABLE), remove the folder of this job's checkpoint"
            + " and start it: it compares the tables and goes on",
        null);
  }

  /** Bars would be made anew of events that are gone. */
  public static PipelineException eventsRemoved(
      String feed, String mode, String newestDay, String firstDate) {
    return new PipelineException(
        ErrorCode.DATA,
        "the bars of " + feed + " can't be rebuilt from so early on",
        "events of days up to "
            + newestDay
            + " were removed from silver."
            + feed
            + " (ops.removals), and bars made without them would be others",
        "rebuild what is whole: rebuild.sh --mode "
            + mode
            + " --feed "
            + feed
            + " --from-date "
            + firstDate
            + " or later",
        null);
  }
}
