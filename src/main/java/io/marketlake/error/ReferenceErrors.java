package io.marketlake.error;

/** The mistakes of users about the company reference, each worded once. */
public final class ReferenceErrors {
  private ReferenceErrors() {}

  /** A file of companies is not what it should be. */
  public static PipelineException unusable(String file, String reason) {
    return new PipelineException(
        ErrorCode.DATA,
        "the companies of " + file + " can't be used",
        reason,
        "give a CSV file with the columns symbol, name, sector, industry and country, one row a"
            + " symbol; --map COLUMN=FIELD renames",
        null);
  }

  /** A version was committed so late that events may have passed it. */
  public static PipelineException late(long version, String knownAt, String committedAt) {
    return new PipelineException(
        ErrorCode.LAKE,
        "version " + version + " of the reference may lack in rows that are there",
        "it holds for what is known from " + knownAt + " on and was written at " + committedAt,
        "set reference.notice longer; to mend those rows, stop silver, move its tables and its"
            + " checkpoint away and start it, and it is filled again from bronze",
        null);
  }

  /** Nobody asked for has ever been in the reference. */
  public static PipelineException unknownSymbol(String symbol) {
    return new PipelineException(
        ErrorCode.DATA,
        "there is no company " + symbol,
        "no version of the reference has this symbol",
        "reference.sh show without --symbol lists the versions",
        null);
  }

  /** A file of adjustments that can't be loaded. */
  public static PipelineException badAdjustments(String file, String reason) {
    return new PipelineException(
        ErrorCode.DATA,
        "the adjustments of " + file + " can't be used",
        reason,
        "give a CSV file with the columns symbol, ex_day, ratio and, if they are there, known_at",
        null);
  }
}
