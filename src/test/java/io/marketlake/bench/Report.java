package io.marketlake.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables of figures, printed as Markdown, and written as JSON if wanted. */
final class Report {
  private final Map<String, Object> json = new LinkedHashMap<>();
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  /** A figure by itself, such as how many rows were asked for. */
  void fact(String name, Object value) {
    out.println(name + ": " + value);
    json.put(name, value);
  }

  /** A table; a null is an empty cell. */
  void table(String title, List<String> columns, List<List<@Nullable Object>> rows) {
    out.println();
    out.println("## " + title);
    out.println();
    out.println("| " + String.join(" | ", columns) + " |");
    out.println("|" + " --- |".repeat(columns.size()));
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      StringBuilder line = new StringBuilder("|");
      for (int i = 0; i < columns.size(); i++) {
        object.put(columns.get(i), row.get(i));
        line.append(' ').append(shown(row.get(i))).append(" |");
      }
      out.println(line);
      objects.add(object);
    }
    json.put(title, objects);
    out.flush();
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return Math.abs(number) >= 100
          ? "%,d".formatted(Math.round(number))
          : "%.2f".formatted(number);
    }
    return value instanceof Long || value instanceof Integer
        ? "%,d".formatted(((Number) value).longValue())
        : value.toString();
  }

  /** Writes all of it. */
  void write(Path file) {
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the machine that all this holds for. */
  void machine() {
    fact("cores", Runtime.getRuntime().availableProcessors());
    fact("heap limit (MB)", Runtime.getRuntime().maxMemory() >> 20);
    fact("Java", System.getProperty("java.version"));
  }
}
