package io.marketlake.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.marketlake.error.Errors;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two columns of a file: the texts and their labels, as they are written there.
 *
 * <p>JSON lines are known by their first character; else the file has a header and cells between
 * commas, semicolons, tabs or bars, whichever makes both columns appear. A quoted cell may span
 * lines and doubles its quotes. A column may be named by its number, from 1 on, where the file has
 * no header.
 *
 * @param rows text and label of each row, either null where the row lacks it
 * @param format what the file was read as, in words
 */
record TextTable(List<Cells> rows, String format) {
  private static final char[] DELIMITERS = {',', '\t', ';', '|'};
  private static final int LONGEST_CELL = 1 << 20;
  private static final int MOST_COLUMNS = 4096;

  record Cells(@Nullable String text, @Nullable String label) {}

  /**
   * @param file its name, for what is told of it
   * @throws io.marketlake.error.PipelineException if it is empty or lacks a column
   */
  static TextTable of(String file, String content, String textColumn, String labelColumn) {
    if (content.isBlank()) {
      throw Errors.unreadableFile(file, "it is empty");
    }
    char first = content.stripLeading().charAt(0);
    return first == '{' || first == '['
        ? ofJson(file, content, textColumn, labelColumn)
        : ofCells(file, content, textColumn, labelColumn);
  }

  private static TextTable ofJson(String file, String content, String text, String label) {
    List<Cells> rows = new ArrayList<>();
    Set<String> fields = new LinkedHashSet<>();
    try (MappingIterator<JsonNode> objects =
        new ObjectMapper().readerFor(JsonNode.class).readValues(content)) {
      while (objects.hasNextValue()) {
        JsonNode object = objects.nextValue();
        object.fieldNames().forEachRemaining(fields::add);
        rows.add(new Cells(field(object, text), field(object, label)));
      }
    } catch (JsonProcessingException e) {
      throw Errors.unreadableFile(
          file,
          "line "
              + e.getLocation().getLineNr()
              + " is not the JSON that it should be ("
              + e.getOriginalMessage()
              + ")");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> names = List.copyOf(fields);
    requireColumn(file, names, text);
    requireColumn(file, names, label);
    return new TextTable(rows, "JSON lines");
  }

  private static @Nullable String field(JsonNode object, String name) {
    JsonNode exact = object.get(name);
    if (exact != null) {
      return exact.isNull() ? null : exact.asText();
    }
    for (var fields = object.fields(); fields.hasNext(); ) {
      var field = fields.next();
      if (field.getKey().equalsIgnoreCase(name) && !field.getValue().isNull()) {
        return field.getValue().asText();
      }
    }
    return null;
  }

  private static TextTable ofCells(String file, String content, String text, String label) {
    List<String> shown = List.of();
    for (char delimiter : DELIMITERS) {
      List<String[]> rows = parse(file, content, delimiter);
      if (rows.isEmpty()) {
        continue;
      }
      List<String> header =
          Arrays.stream(rows.get(0)).map(name -> name == null ? "" : name.strip()).toList();
      shown = header.size() > shown.size() ? header : shown;
      boolean hasHeader = indexOf(header, text) >= 0 && indexOf(header, label) >= 0;
      int textIndex = hasHeader ? indexOf(header, text) : numbered(header, text);
      int labelIndex = hasHeader ? indexOf(header, label) : numbered(header, label);
      if (textIndex >= 0 && labelIndex >= 0) {
        return new TextTable(
            rows.subList(hasHeader ? 1 : 0, rows.size()).stream()
                .map(row -> new Cells(cell(row, textIndex), cell(row, labelIndex)))
                .toList(),
            named(delimiter) + (hasHeader ? "" : " without a header"));
      }
    }
    requireColumn(file, shown, text);
    requireColumn(file, shown, label);
    throw Errors.unreadableFile(file, "its columns " + text + " and " + label + " are one");
  }

  private static List<String[]> parse(String file, String content, char delimiter) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter);
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxCharsPerColumn(LONGEST_CELL);
    settings.setMaxColumns(MOST_COLUMNS);
    try {
      return new CsvParser(settings).parseAll(new StringReader(content));
    } catch (TextParsingException e) {
      throw Errors.unreadableFile(
          file,
          "line "
              + e.getLineIndex()
              + " has a cell or a row that is too long; a quote may not be closed");
    }
  }

  private static int indexOf(List<String> header, String name) {
    int exact = header.indexOf(name);
    for (int i = 0; exact < 0 && i < header.size(); i++) {
      if (header.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return exact;
  }

  /** The column that a number names; -1 where it is none. */
  private static int numbered(List<String> header, String name) {
    if (!name.matches("[1-9]\\d{0,3}")) {
      return -1;
    }
    int index = Integer.parseInt(name) - 1;
    return index < header.size() ? index : -1;
  }

  private static @Nullable String cell(String[] row, int index) {
    return index < row.length ? row[index] : null;
  }

  private static void requireColumn(String file, List<String> columns, String name) {
    if (indexOf(columns, name) < 0) {
      throw Errors.unreadableFile(
          file, "it has no column " + name + ", only " + String.join(", ", columns));
    }
  }

  private static String named(char delimiter) {
    return switch (delimiter) {
      case ',' -> "CSV";
      case '\t' -> "TSV";
      default -> String.format(Locale.ROOT, "CSV with '%s' between cells", delimiter);
    };
  }
}
