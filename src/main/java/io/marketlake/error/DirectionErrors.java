package io.marketlake.error;

import java.util.Map;
import java.util.stream.Collectors;

/** The mistakes of users about forecasts of a price's direction, each worded once. */
public final class DirectionErrors {
  private DirectionErrors() {}

  /**
   * Walk-forward needs rows in each stretch.
   *
   * @param others what became of the other bars
   */
  public static PipelineException tooFewRows(String data, long rows, long needed, String others) {
    return new PipelineException(
        ErrorCode.DATA,
        "no direction model can be trained on " + data,
        rows
            + " of its bars have a forecast whose price went up or down, and "
            + needed
            + " are needed; of the others, "
            + others,
        "take more history, or fewer folds: --set direction.training.folds=2",
        null);
  }

  /** Purge and embargo may leave nothing. */
  public static PipelineException emptyFold(String data, int fold, long trained, long judged) {
    return new PipelineException(
        ErrorCode.DATA,
        "no direction model can be trained on " + data,
        "fold " + fold + " has " + trained + " rows to fit and " + judged + " to judge",
        "take more history, fewer folds (direction.training.folds), or a shorter purge and embargo",
        null);
  }

  /** There is no table of bars, or none of the interval. */
  public static PipelineException noBars(String interval) {
    return new PipelineException(
        ErrorCode.DATA,
        "there are no bars to train on",
        "silver.bars has none of " + interval,
        "let bars run, choose another direction.interval, or name a file: --bars FILE",
        null);
  }

  /** All bars are read into one process. */
  public static PipelineException tooMany(String what, long rows, long most) {
    return new PipelineException(
        ErrorCode.DATA,
        "these " + what + " can't be read at once",
        "there are " + rows + ", and at most " + most + " fit into this process's memory",
        "choose fewer --symbols, a later --from or longer bars, or give more memory"
            + " (MARKETLAKE_DRIVER_MEMORY=4g)",
        null);
  }

  /** Lines, but none of them a bar. */
  public static PipelineException noBarInFile(String file, Map<String, Long> skipped) {
    return unusableBars(
        file,
        skipped.isEmpty()
            ? "it has a header, and no lines"
            : "none of its lines is a bar ("
                + skipped.entrySet().stream()
                    .map(reason -> reason.getValue() + " " + reason.getKey())
                    .collect(Collectors.joining(", "))
                + ")",
        "write times as 2026-03-02T14:30:00Z, 2026-03-02 14:30 (UTC, or of --zone), 2026-03-02,"
            + " 20260302, or seconds or milliseconds since 1970, and numbers with a point and"
            + " without separators");
  }

  /** A file of bars that can't be read as such. */
  public static PipelineException unusableBars(String file, String reason, String cure) {
    return new PipelineException(
        ErrorCode.DATA, "the bars of " + file + " can't be used", reason, cure, null);
  }

  /** A champion that no new model can be put beside. */
  public static PipelineException notComparable(String champion, String reason) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the champion " + champion + " can't be compared with",
        reason,
        "promote the new one with models.sh promote, if its card convinces you",
        null);
  }

  /** A model answers the question that it was trained for. */
  public static PipelineException otherSettings(String version, String difference) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the model " + version + " can't be used under these settings",
        difference,
        "set it as it was (--set), or train a model anew",
        null);
  }

  /** The gate of a promotion. */
  public static PipelineException notPromoted(String kind, String version, String reason) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the " + kind + " model " + version + " is not promoted",
        reason,
        "look into its card (models.sh show " + kind + " " + version + "); docs/direction.md",
        null);
  }
}
