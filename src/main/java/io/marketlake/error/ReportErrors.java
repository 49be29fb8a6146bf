package io.marketlake.error;

import java.time.LocalDate;

/** The mistakes of users about what is written for people to read, each worded once. */
public final class ReportErrors {
  private ReportErrors() {}

  /** A period of which no report is made. */
  public static PipelineException badPeriod(
      LocalDate from, LocalDate to, String reason, String cure) {
    return new PipelineException(
        ErrorCode.SETTINGS, "no report can be made from " + from + " to " + to, reason, cure, null);
  }

  /** A lake without a row of the period. */
  public static PipelineException noData(String lake, String period) {
    return new PipelineException(
        ErrorCode.DATA,
        "there is nothing to report on " + period,
        "no feed of the report has a row of these days in " + lake,
        "choose other days or feeds, or leave out --from and --to for the newest days",
        null);
  }

  /** A lake in which no feed has a row. */
  public static PipelineException emptyLake(String lake) {
    return new PipelineException(
        ErrorCode.DATA,
        "there is nothing to report",
        "no feed of the report has a row in " + lake,
        "run the layers bronze and silver first, or name other feeds",
        null);
  }

  /** The page can't be written. */
  public static PipelineException unwritablePage(String file, Throwable cause) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the report can't be written to " + file,
        cause.getClass().getSimpleName() + " was the answer",
        "name a file in a folder that you may write with --out",
        cause);
  }

  /** The statements for Athena can't be written. */
  public static PipelineException unwritableStatements(String folder, Throwable cause) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the statements for Athena can't be written to " + folder,
        cause.getClass().getSimpleName() + " was the answer",
        "name a folder that you may write with --out",
        cause);
  }
}
