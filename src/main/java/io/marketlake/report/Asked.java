package io.marketlake.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a report is asked for.
 *
 * @param feeds the feeds that it is of, at least one
 * @param untold the feeds of texts that it is not of
 * @param top how many symbols or companies are shown of many
 * @param interval the name of the base bars in {@code silver.bars}
 */
public record Asked(
    Period period, List<String> feeds, List<String> untold, int top, String interval) {
  public Asked {
    feeds = List.copyOf(feeds);
    untold = List.copyOf(untold);
    if (feeds.isEmpty()) {
      throw new IllegalArgumentException("a report is of at least one feed");
    }
    if (top < 1) {
      throw new IllegalArgumentException("top must be at least 1");
    }
  }

  /** A condition in SQL: the rows of the period and of the feeds, which this column names. */
  String of(String feedColumn) {
    return period.condition() + " AND " + among(feedColumn);
  }

  /** A condition in SQL: a column names one of the feeds. */
  String among(String feedColumn) {
    return feedColumn
        + feeds.stream().map(Asked::quoted).collect(Collectors.joining(", ", " IN (", ")"));
  }

  /** A text in SQL. */
  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
