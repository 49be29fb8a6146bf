package io.marketlake.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a row of a CSV or TSV file apart (RFC 4180: a quote inside a quoted cell is doubled). */
final class CsvCells {
  private CsvCells() {}

  /** The row's cells; null where a quote is not closed, or closed in the middle of a cell. */
  static @Nullable List<String> split(String row, char delimiter) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (true) {
      int next;
      if (at < row.length() && row.charAt(at) == '"') {
        StringBuilder cell = new StringBuilder();
        next = readQuoted(row, at + 1, cell);
        if (next < 0 || (next < row.length() && row.charAt(next) != delimiter)) {
          return null;
        }
        cells.add(cell.toString());
      } else {
        int found = row.indexOf(delimiter, at);
        next = found < 0 ? row.length() : found;
        cells.add(row.substring(at, next));
      }
      if (next >= row.length()) {
        return cells;
      }
      at = next + 1;
    }
  }

  /** Reads up to the closing quote; returns the place behind it, or -1 where there is none. */
  private static int readQuoted(String row, int from, StringBuilder cell) {
    int at = from;
    while (true) {
      int quote = row.indexOf('"', at);
      if (quote < 0) {
        return -1;
      }
      cell.append(row, at, quote);
      if (quote + 1 < row.length() && row.charAt(quote + 1) == '"') {
        cell.append('"');
        at = quote + 2;
      } else {
        return quote + 1;
      }
    }
  }
}
