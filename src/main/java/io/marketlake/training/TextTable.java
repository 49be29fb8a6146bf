package io.marketlake.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import java.io.IOException;
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
 * commas, tabs, semicolons or bars, or a text and its label around the last @ of a line, whichever
 * makes both columns appear; see {@link DelimitedText} on quotes. A column may be named by its
 * number, from 1 on, where the file has no header; the delimiter is then the one that leaves the
 * fewest different labels.
 *
 * @param rows text and label of each row, either null where the row lacks it
 * @param format what the file was read as, in words
 */
record TextTable(List<Cells> rows, String format) {
  private static final char[] DELIMITERS = {',', '\t', ';', '|', DelimitedText.AT};

  /** Characters of a header, which in a file without one is a row. */
  private static final int MOST_SHOWN = 200;

  private static final String NUMBERED = " (where there is no header, columns are called 1, 2, …)";

  record Cells(@Nullable String text, @Nullable String label) {}

  /**
   * @param file its name, for what is told of it
   * @throws io.marketlake.error.PipelineException if it is empty or lacks a column
   */
  static TextTable of(String file, String content, String textColumn, String labelColumn) {
    if (content.isBlank()) {
      throw Errors.unreadableFile(file, "it is empty");
    }
    String text = textColumn.strip();
    String label = labelColumn.strip();
    char first = content.stripLeading().charAt(0);
    return first == '{' || first == '['
        ? ofJson(file, content, text, label)
        : ofCells(file, content, text, label);
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
      PipelineException broken =
          Errors.unreadableFile(
              file,
              "line "
                  + e.getLocation().getLineNr()
                  + " is not the JSON that it should be ("
                  + e.getOriginalMessage()
                  + ")");
      if (rows.isEmpty()) {
        return cellsThatLookLikeJson(file, content, text, label, broken);
      }
      throw broken;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> names = List.copyOf(fields);
    requireColumn(file, names, text, "");
    requireColumn(file, names, label, "");
    return new TextTable(rows, "JSON lines");
  }

  /** Without a header, the first text may begin with a bracket. */
  private static TextTable cellsThatLookLikeJson(
      String file, String content, String text, String label, PipelineException broken) {
    try {
      return ofCells(file, content, text, label);
    } catch (PipelineException neither) {
      broken.addSuppressed(neither);
      throw broken;
    }
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
    DelimitedText cells = new DelimitedText(file, content);
    List<String> shown = List.of();
    TextTable best = null;
    PipelineException trouble = null;
    for (char delimiter : DELIMITERS) {
      List<@Nullable String[]> rows;
      try {
        rows = cells.rows(delimiter);
      } catch (PipelineException tooLong) {
        trouble = trouble == null ? tooLong : trouble;
        continue;
      }
      if (rows.isEmpty()) {
        continue;
      }
      List<String> header =
          Arrays.stream(rows.get(0)).map(name -> name == null ? "" : name.strip()).toList();
      shown = header.size() > shown.size() && delimiter != DelimitedText.AT ? header : shown;
      boolean hasHeader = indexOf(header, text) >= 0 && indexOf(header, label) >= 0;
      int textIndex = hasHeader ? indexOf(header, text) : numbered(header, text);
      int labelIndex = hasHeader ? indexOf(header, label) : numbered(header, label);
      if (textIndex < 0 || labelIndex < 0) {
        continue;
      }
      TextTable table =
          new TextTable(
              rows.subList(hasHeader ? 1 : 0, rows.size()).stream()
                  .map(row -> new Cells(cell(row, textIndex), cell(row, labelIndex)))
                  .toList(),
              named(delimiter) + (hasHeader ? "" : " without a header"));
      if (hasHeader) {
        return table;
      }
      best = best == null || table.labels() < best.labels() ? table : best;
    }
    if (best != null) {
      return best;
    }
    if (trouble != null) {
      throw trouble;
    }
    requireColumn(file, shown, text, NUMBERED);
    requireColumn(file, shown, label, NUMBERED);
    throw Errors.unreadableFile(file, "its columns " + text + " and " + label + " are one");
  }

  /**
   * How many different labels there are, of which a right reading has few; very many where rows
   * lack a cell.
   */
  private long labels() {
    long whole =
        rows.stream()
            .filter(row -> row.text() != null && row.label() != null && !row.label().isBlank())
            .count();
    return whole * 10 < rows.size() * 9L
        ? Long.MAX_VALUE
        : rows.stream().map(Cells::label).distinct().count();
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

  private static @Nullable String cell(@Nullable String[] row, int index) {
    return index < row.length ? row[index] : null;
  }

  private static void requireColumn(String file, List<String> columns, String name, String hint) {
    if (indexOf(columns, name) < 0) {
      throw Errors.unreadableFile(
          file, "it has no column " + name + ", only " + shown(columns) + hint);
    }
  }

  private static String shown(List<String> columns) {
    String all = String.join(", ", columns);
    return all.length() <= MOST_SHOWN ? all : all.substring(0, MOST_SHOWN) + "…";
  }

  private static String named(char delimiter) {
    return switch (delimiter) {
      case ',' -> "CSV";
      case '\t' -> "TSV";
      default -> String.format(Locale.ROOT, "CSV with '%s' between cells", delimiter);
    };
  }
}
