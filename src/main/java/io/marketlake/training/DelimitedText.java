package io.marketlake.training;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.marketlake.error.Errors;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows of cells between delimiters. A quoted cell may span lines and doubles its quotes, or has a
 * backslash before them. Where that reading swallows lines and every line has as many cells as the
 * first one, quotes are mere characters. Nothing is a comment.
 */
final class DelimitedText {
  /** Stands between a text and its label, with the last one of a line: both may have more. */
  static final char AT = '@';

  private static final int LONGEST_CELL = 1 << 20;
  private static final int MOST_COLUMNS = 4096;

  /** What spreadsheets write first to tell the delimiter. */
  private static final Pattern DELIMITER_LINE = Pattern.compile("^sep=.\\R");

  private final String file;
  private final String content;

  /**
   * @param file its name, for what is told of it
   */
  DelimitedText(String file, String content) {
    this.file = file;
    this.content = DELIMITER_LINE.matcher(content).replaceFirst("");
  }

  /**
   * The rows that are not blank.
   *
   * @throws io.marketlake.error.PipelineException if a cell is too long
   */
  List<@Nullable String[]> rows(char delimiter) {
    if (delimiter == AT) {
      return lines(line -> atTheEnd(line));
    }
    List<@Nullable String[]> quoted;
    try {
      quoted = parse(delimiter);
    } catch (TextParsingException e) {
      return unquoted(delimiter)
          .orElseThrow(
              () ->
                  Errors.unreadableFile(
                      file,
                      "line "
                          + e.getLineIndex()
                          + " has a cell or a row that is too long; a quote may not be closed"));
    }
    boolean spansLines =
        quoted.stream().flatMap(Arrays::stream).anyMatch(c -> c != null && c.indexOf('\n') >= 0);
    return spansLines ? unquoted(delimiter).orElse(quoted) : quoted;
  }

  private List<@Nullable String[]> parse(char delimiter) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter);
    settings.getFormat().setComment('\0');
    if (occurrences("\\\"") > occurrences("\"\"")) {
      settings.getFormat().setQuoteEscape('\\');
    }
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxCharsPerColumn(LONGEST_CELL);
    settings.setMaxColumns(MOST_COLUMNS);
    return new CsvParser(settings).parseAll(new StringReader(content));
  }

  private int occurrences(String part) {
    int found = 0;
    for (int at = content.indexOf(part); at >= 0; at = content.indexOf(part, at + 2)) {
      found++;
    }
    return found;
  }

  /** The rows if quotes have no meaning; empty where lines would differ in their cells. */
  private Optional<List<@Nullable String[]>> unquoted(char delimiter) {
    String between = Pattern.quote(String.valueOf(delimiter));
    List<@Nullable String[]> rows =
        lines(
            line ->
                Arrays.stream(line.split(between, -1))
                    .map(DelimitedText::bare)
                    .toArray(String[]::new));
    boolean rectangular =
        rows.stream().allMatch(row -> row.length > 1 && row.length == rows.get(0).length);
    return rectangular ? Optional.of(rows) : Optional.empty();
  }

  private interface Cells {
    @Nullable String[] of(String line);
  }

  private List<@Nullable String[]> lines(Cells cells) {
    List<@Nullable String[]> rows = new ArrayList<>();
    content.lines().filter(line -> !line.isBlank()).forEach(line -> rows.add(cells.of(line)));
    return rows;
  }

  private static @Nullable String[] atTheEnd(String line) {
    int at = line.lastIndexOf(AT);
    return at < 0
        ? new String[] {line.strip()}
        : new String[] {line.substring(0, at).strip(), line.substring(at + 1).strip()};
  }

  private static @Nullable String bare(String cell) {
    String stripped = cell.strip();
    if (stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"")) {
      stripped = stripped.substring(1, stripped.length() - 1).replace("\"\"", "\"").strip();
    }
    return stripped.isEmpty() ? null : stripped;
  }
}
