package io.marketlake.feature.text;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows of a CSV file with a header; absent cells are empty. */
final class LabelledRows {
  private LabelledRows() {}

  static List<String[]> of(Path file) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    settings.setNullValue("");
    settings.setEmptyValue("");
    return new CsvParser(settings).parseAll(file.toFile(), StandardCharsets.UTF_8);
  }

  /** Rows 1, 4, 7, …, on which rules may be tried. */
  static List<String[]> development(Path file) {
    return thirds(file, true);
  }

  /** The others, which only measure. */
  static List<String[]> judged(Path file) {
    return thirds(file, false);
  }

  private static List<String[]> thirds(Path file, boolean first) {
    List<String[]> rows = of(file);
    List<String[]> chosen = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if ((i % 3 == 0) == first) {
        chosen.add(rows.get(i));
      }
    }
    return chosen;
  }
}
