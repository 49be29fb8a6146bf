package io.marketlake.simulate;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.common.record.Record;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.marketlake.error.Errors;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads the company reference. */
public final class Companies {
  private static final String WHAT = "of the company reference";
  private static final List<String> COLUMNS =
      List.of(
          "symbol",
          "name",
          "aliases",
          "sector",
          "industry",
          "country",
          "technology",
          "reference_price",
          "currency");

  private Companies() {}

  /**
   * The companies of a UTF-8 CSV file with a header, in its order. Columns are found by name;
   * aliases are separated by {@code |}. The caller closes the stream.
   *
   * @throws io.marketlake.error.PipelineException if a column is missing or a row can't be used
   */
  public static List<Company> read(InputStream csv) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    settings.setNullValue("");
    settings.setEmptyValue("");
    settings.setAutoClosingEnabled(false);
    CsvParser parser = new CsvParser(settings);
    List<Record> rows;
    try {
      rows = parser.parseAllRecords(csv, StandardCharsets.UTF_8);
    } catch (TextParsingException e) {
      throw Errors.unreadableFile(WHAT, "it is not CSV near line " + e.getLineIndex());
    }
    String[] header = parser.getContext().headers();
    List<String> found = header == null ? List.of() : Arrays.asList(header);
    List<String> missing = COLUMNS.stream().filter(c -> !found.contains(c)).toList();
    if (!missing.isEmpty()) {
      throw Errors.unreadableFile(WHAT, "it has no column " + String.join(", ", missing));
    }
    List<Company> companies = new ArrayList<>();
    Set<String> symbols = new HashSet<>();
    for (Record row : rows) {
      Company company = company(row);
      if (!symbols.add(company.symbol())) {
        throw Errors.unreadableFile(WHAT, "the symbol " + company.symbol() + " occurs twice");
      }
      companies.add(company);
    }
    if (companies.isEmpty()) {
      throw Errors.unreadableFile(WHAT, "it has no rows");
    }
    return List.copyOf(companies);
  }

  private static Company company(Record row) {
    String symbol = text(row, "symbol");
    try {
      return new Company(
          symbol,
          text(row, "name"),
          Arrays.stream(text(row, "aliases").split("\\|"))
              .map(String::strip)
              .filter(alias -> !alias.isEmpty())
              .toList(),
          text(row, "sector"),
          text(row, "industry"),
          text(row, "country"),
          text(row, "technology"),
          Double.parseDouble(text(row, "reference_price")),
          text(row, "currency"));
    } catch (IllegalArgumentException e) {
      throw Errors.unreadableFile(
          WHAT,
          "its row '" + symbol + "' can't be used: " + Objects.requireNonNull(e.getMessage()));
    }
  }

  private static String text(Record row, String column) {
    String value = row.getString(column);
    return value == null ? "" : value;
  }
}
