package io.marketlake.job;

import java.util.Optional;
import org.apache.spark.SparkThrowable;

/** What an error of Spark says of a user's expression, in a line. */
public final class SqlMistake {
  private SqlMistake() {}

  /** The first line of a message, without its full stop. */
  public static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("it can't be analysed")
        .replaceAll("[.;]+$", "");
  }

  /** The first line without the name of Spark's error class and without its place. */
  public static String sentence(Throwable error) {
    return firstLine(error)
        .replaceFirst("^\\[[A-Z0-9_.]+]\\s*", "")
        .replaceFirst("[.;]*\\s*line \\d+,? pos \\d+$", "")
        .replaceFirst("\\(line \\d+, pos \\d+\\)$", "")
        .strip()
        .replaceAll("[.;]+$", "");
  }

  /**
   * The first line of the error, or of its cause, that Spark has a class for and that is none of
   * its own bugs: what a user's expression or data has brought about.
   */
  public static Optional<String> reason(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable known
          && known.getErrorClass() != null
          && !known.isInternalError()) {
        return Optional.of(firstLine(cause));
      }
    }
    return Optional.empty();
  }
}
