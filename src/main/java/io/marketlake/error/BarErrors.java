package io.marketlake.error;

import org.jspecify.annotations.Nullable;

/** The mistakes of users about bars, each worded once. */
public final class BarErrors {
  private BarErrors() {}

  /** Bars go on from a state that was written under other settings. */
  public static PipelineException otherRules(
      String feed, @Nullable String reason, RuntimeException cause) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the bars of " + feed + " can't go on",
        "what they remember was written under other settings (" + reason + ")",
        "set bars as they were, or rebuild: scripts/spark-submit/rebuild.sh --mode as-streamed"
            + " --feed "
            + feed,
        cause);
  }

  /** There are no events that bars could be made of. */
  public static PipelineException nothingToRebuild(String feed) {
    return new PipelineException(
        ErrorCode.DATA,
        "the bars of " + feed + " can't be rebuilt",
        "the lake has no silver." + feed,
        "run the layers bronze and silver first",
        null);
  }

  /** A rebuild was interrupted between two tables. */
  public static PipelineException unfinishedRebuild(
      String feed, String mode, @Nullable String from) {
    return new PipelineException(
        ErrorCode.LAKE,
        "the bars of " + feed + " can't go on",
        "a rebuild was interrupted while it wrote them",
        "end it first: scripts/spark-submit/rebuild.sh --mode "
            + mode
            + " --feed "
            + feed
            + (from == null ? "" : " --from-date " + from),
        null);
  }

  /** A rebuild would begin within a bar. */
  public static PipelineException dateWithinBar(String feed, String mode, String date) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the bars of " + feed + " can't be rebuilt from " + date + " on",
        "that date begins within a bar",
        "rebuild them without --from-date: rebuild.sh --mode " + mode + " --feed " + feed,
        null);
  }

  /** The bars that remember the state of the indicators at a date are gone. */
  public static PipelineException forgottenBars(String feed, String date, String symbol) {
    return new PipelineException(
        ErrorCode.DATA,
        "the bars of " + feed + " can't be rebuilt from " + date + " on",
        "the first bars of "
            + symbol
            + " since then are not there, and with them what its indicators remembered",
        "begin with an earlier date whose bars are there, or without --from-date:"
            + " scripts/spark-submit/rebuild.sh --mode as-streamed --feed "
            + feed,
        null);
  }
}
