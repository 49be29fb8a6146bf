package io.marketlake.error;

import java.util.Collection;

/** The mistakes of users about backtests, each worded once. */
public final class BacktestErrors {
  private BacktestErrors() {}

  /** What a strategy wanted depends on what was not known yet. */
  public static PipelineException leak(String strategy, String difference) {
    return new PipelineException(
        ErrorCode.DATA,
        "the strategy " + strategy + " is not tested",
        "it looks ahead: " + difference,
        "let it read only what was known at its bar's known_at; docs/backtest.md",
        null);
  }

  /** No bar is left. */
  public static PipelineException nothingToTest(String name, String strategy) {
    return new PipelineException(
        ErrorCode.DATA,
        "there is nothing to test in " + name,
        "no bar is left between --from and --to that was known in time and comes after the history"
            + " that "
            + strategy
            + " needs",
        "take more history, other times, or shorter periods",
        null);
  }

  /** Nobody trades a symbol that has no bars. */
  public static PipelineException unknownSymbols(
      Collection<String> symbols, String name, Collection<String> known) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the symbols " + String.join(", ", symbols) + " can't be tested",
        name + " has no bars of them in that time",
        "name some of " + String.join(", ", known.stream().limit(20).toList()),
        null);
  }

  /** A lake without such bars. */
  public static PipelineException noBars(String feed, String interval) {
    return new PipelineException(
        ErrorCode.DATA,
        "there are no bars to test on",
        "silver.bars has none of " + interval + " of the feed " + feed + " in that time",
        "let bars run, choose another --interval or other times, or name a file: --bars FILE",
        null);
  }

  /** A model that may not become champion. */
  public static PipelineException notToBePromoted(String version, String reason) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the model " + version + " is not tested",
        "it is not to be promoted: " + reason,
        "train another, or, where only its figures are too good and you have looked into them,"
            + " sign with --i-checked",
        null);
  }

  /** A model knows the time that it was trained on. */
  public static PipelineException trainedOnTestedTime(
      String version, String trainedUntil, String begin) {
    return new PipelineException(
        ErrorCode.MODEL,
        "the model " + version + " can't be tested from " + begin + " on",
        "it was trained on what was known until "
            + trainedUntil
            + ", so that it has seen the answers",
        "test it on later bars: --from " + trainedUntil + ", or say that you know it: --in-sample",
        null);
  }
}
