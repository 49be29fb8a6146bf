package io.marketlake.app;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Prints rows for people, or for other programs. */
final class RowPrinter {
  private static final int WIDEST_CELL = 60;

  /** How rows are printed. */
  enum Format {
    TABLE,
    JSON,
    CSV
  }

  private final PrintWriter out;
  private final Format format;
  private final int tableRows;

  /**
   * Prints somewhere.
   *
   * @param tableRows the most rows of a table; JSON and CSV have all
   */
  RowPrinter(PrintWriter out, Format format, int tableRows) {
    this.out = out;
    this.format = format;
    this.tableRows = tableRows;
  }

  void print(Dataset<Row> rows) {
    switch (format) {
      case TABLE -> out.println(rows.showString(tableRows, WIDEST_CELL, false).stripTrailing());
      case JSON -> rows.toJSON().toLocalIterator().forEachRemaining(out::println);
      case CSV -> printCsv(rows);
    }
    out.flush();
  }

  private void printCsv(Dataset<Row> rows) {
    out.println(
        Arrays.stream(rows.columns()).map(RowPrinter::quoted).collect(Collectors.joining(",")));
    String[] cells =
        Arrays.stream(rows.columns())
            .map(c -> "`" + c.replace("`", "``") + "`")
            .map(c -> "cast(" + c + " as string) as " + c)
            .toArray(String[]::new);
    rows.selectExpr(cells).toLocalIterator().forEachRemaining(row -> out.println(line(row)));
  }

  private static String line(Row row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(i == 0 ? "" : ",").append(row.isNullAt(i) ? "" : quoted(row.getString(i)));
    }
    return line.toString();
  }

  private static String quoted(String cell) {
    return cell.matches("[^,\"\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }
}
