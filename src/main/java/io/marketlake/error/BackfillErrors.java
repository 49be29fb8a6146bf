package io.marketlake.error;

import java.util.List;

/** The mistakes of users about history that is loaded from files, each worded once. */
public final class BackfillErrors {
  private BackfillErrors() {}

  /** A file lacks columns without which none of its lines could be taken. */
  public static PipelineException absentColumns(String file, List<String> columns) {
    return new PipelineException(
        ErrorCode.DATA,
        "the file " + file + " can't be loaded",
        "it has no column for " + String.join(", ", columns),
        "name the column with --map COLUMN=FIELD, or give a file that has it",
        null);
  }

  /** No line of a file says when it happened. */
  public static PipelineException noReadableTime(String file, String field) {
    return new PipelineException(
        ErrorCode.DATA,
        "the file " + file + " can't be loaded in date order",
        "no line of it has a " + field + " in a format that the feed accepts",
        "name its column with --map COLUMN=" + field + ", or add the format to the feed's settings",
        null);
  }

  /** The texts of the feed are scored as they come. */
  public static PipelineException scoredFeed(String feed) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the feed " + feed + " can't be backfilled",
        "its texts are scored, and a score of today would stand beside a text of years ago",
        "send the file through Kafka with scripts/spark-submit/replay.sh --known-at event, or"
            + " backfill a feed of prices",
        null);
  }

  /** Bars are to be loaded for a feed that has none. */
  public static PipelineException noBars(String feed) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "no bars can be loaded for the feed " + feed,
        "its settings have no block bars",
        "name a feed that has one, such as ticks",
        null);
  }
}
