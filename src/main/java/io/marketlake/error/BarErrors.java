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
}
