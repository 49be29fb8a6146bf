package io.marketlake.error;

import java.util.List;

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

  /** A condition by which records are to be erased can't be used. */
  public static PipelineException badCondition(String feed, String reason) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the condition of --where can't be used on " + feed,
        reason,
        "write SQL over the feed's columns (feeds."
            + feed
            + " in the settings), event_time, or"
            + " topic, partition and offset",
        null);
  }

  /** A layer has not read all that an erasure might be about. */
  public static PipelineException layerBehind(String layer, String feed, String table) {
    return new PipelineException(
        ErrorCode.LAKE,
        "nothing of " + feed + " can be erased",
        layer + " has not read all of " + table + " yet, and would still bring it further",
        "run that job once with --until-drained, then erase",
        null);
  }

  /** A micro-batch was interrupted, and is going to be tried again. */
  public static PipelineException openBatch(String layer, String feed) {
    return new PipelineException(
        ErrorCode.LAKE,
        "nothing of " + feed + " can be erased",
        "the last micro-batch of " + layer + " was interrupted and is going to be tried again",
        "run that job once with --until-drained, then erase",
        null);
  }

  /** An erasure was interrupted between two tables. */
  public static PipelineException unfinishedErasure(String feed) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the feed " + feed + " can't be written",
        "an erasure of its records was interrupted",
        "end it first: scripts/spark-submit/erase.sh --feed " + feed + " --resume",
        null);
  }

  /** A stopped query would read files that are to be deleted at once. */
  public static PipelineException stillRead(String feed, String table) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the files of " + feed + " can't be deleted at once",
        "a stopped job has yet to read the newest version of " + table,
        "start the jobs until they have nothing left to do and stop them, then erase; or leave --now"
            + " out, and maintain.sh deletes the files once nobody needs them",
        null);
  }

  /** A replay of quarantined records was interrupted, and may hold records that are to go. */
  public static PipelineException unfinishedReplay(String feed) {
    return new PipelineException(
        ErrorCode.LAKE,
        "nothing of " + feed + " can be erased",
        "a replay of quarantined records was interrupted and would bring back what goes",
        "run replay-quarantine.sh once, which ends it, then erase",
        null);
  }

  /** A backfill was interrupted, whose file may hold records that are to go. */
  public static PipelineException unfinishedBackfill(
      String feed, String command, List<String> leftovers) {
    return new PipelineException(
        ErrorCode.LAKE,
        "nothing of " + feed + " can be erased",
        "a backfill of the feed was interrupted, and its file would bring back what goes",
        "run it to its end ("
            + command
            + ", with its other options), or give it up by removing "
            + String.join(" and ", leftovers)
            + ", then erase",
        null);
  }

  /** There is no erasure to go on with. */
  public static PipelineException nothingToResume(String feed) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "no erasure of " + feed + " can go on",
        "none was interrupted",
        "begin one with --where",
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
