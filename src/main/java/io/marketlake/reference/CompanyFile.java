package io.marketlake.reference;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.common.record.Record;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.marketlake.error.Errors;
import io.marketlake.error.ReferenceErrors;
import io.marketlake.feature.company.Company;
import io.marketlake.schema.ReferenceCompanies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A UTF-8 CSV file of companies with a header. Columns are found by name, and others are ignored:
 * {@code symbol} and {@code name}, {@code sector}, {@code industry} and {@code country} must be
 * there, {@code aliases} (separated by {@code |}), {@code technology} and {@code currency} may be.
 * Every row needs a symbol of its own and a name; symbols are put in capitals, as feeds have them.
 */
public final class CompanyFile {
  /** Every micro-batch's process holds the reference in memory. */
  private static final int MOST_COMPANIES = 200_000;

  private static final int LONGEST_CELL = 4_000;

  private static final List<String> REQUIRED =
      List.of(
          ReferenceCompanies.SYMBOL,
          ReferenceCompanies.NAME,
          ReferenceCompanies.SECTOR,
          ReferenceCompanies.INDUSTRY,
          ReferenceCompanies.COUNTRY);
  private static final List<String> OPTIONAL =
      List.of(
          ReferenceCompanies.ALIASES, ReferenceCompanies.TECHNOLOGY, ReferenceCompanies.CURRENCY);

  private final String file;
  private final Map<String, String> sources;

  private CompanyFile(String file, Map<String, String> sources) {
    this.file = file;
    this.sources = sources;
  }

  /**
   * The companies of a file, in its order.
   *
   * @param renames {@code COLUMN=FIELD}: columns that bear another name in the file
   * @throws io.marketlake.error.PipelineException if it can't be read, lacks a column, or has a row
   *     that can't be used
   */
  public static List<Company> read(Path file, Collection<String> renames) {
    Map<String, String> sources = sources(renames);
    try (InputStream csv = Files.newInputStream(file)) {
      return new CompanyFile(file.toString(), sources).companies(csv);
    } catch (IOException e) {
      throw Errors.unreadableFile(
          file.toString(), Files.exists(file) ? "it can't be opened" : "there is no such file");
    }
  }

  /** The companies of a stream, which the caller closes. */
  public static List<Company> read(InputStream csv, String name) {
    return new CompanyFile(name, Map.of()).companies(csv);
  }

  /** What the file calls a field, by field. */
  private static Map<String, String> sources(Collection<String> renames) {
    Map<String, String> sources = new TreeMap<>();
    for (String rename : renames) {
      int equals = rename.lastIndexOf('=');
      if (equals < 1) {
        throw Errors.badOption("--map " + rename, "it has no =", "write --map COLUMN=FIELD");
      }
      String field = rename.substring(equals + 1).strip();
      if (!REQUIRED.contains(field) && !OPTIONAL.contains(field)) {
        throw Errors.badOption(
            "--map " + rename,
            "a company has no '" + field + "'",
            "name one of " + String.join(", ", REQUIRED) + ", " + String.join(", ", OPTIONAL));
      }
      if (sources.put(field, rename.substring(0, equals).strip()) != null) {
        throw Errors.badOption(
            "--map " + rename, field + " is named twice", "map one column to each field");
      }
    }
    return sources;
  }

  private List<Company> companies(InputStream csv) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    settings.setMaxCharsPerColumn(LONGEST_CELL);
    settings.setNullValue("");
    settings.setEmptyValue("");
    settings.setAutoClosingEnabled(false);
    CsvParser parser = new CsvParser(settings);
    Map<String, Company> companies = new LinkedHashMap<>();
    try {
      parser.beginParsing(csv, StandardCharsets.UTF_8);
      Record row = parser.parseNextRecord();
      requireColumns(parser.getContext().headers());
      while (row != null) {
        Company company = company(row, parser.getContext().currentLine());
        if (companies.put(company.symbol(), company) != null) {
          throw ReferenceErrors.unusable(
              file, "the symbol " + company.symbol() + " occurs more than once");
        }
        if (companies.size() > MOST_COMPANIES) {
          throw ReferenceErrors.unusable(file, "it has more than " + MOST_COMPANIES + " companies");
        }
        row = parser.parseNextRecord();
      }
    } catch (TextParsingException e) {
      throw ReferenceErrors.unusable(file, "it is not CSV near line " + (e.getLineIndex() + 1));
    }
    if (companies.isEmpty()) {
      throw ReferenceErrors.unusable(file, "it has no rows");
    }
    return List.copyOf(companies.values());
  }

  private void requireColumns(String @Nullable [] header) {
    List<String> found = header == null ? List.of() : Arrays.asList(header);
    List<String> wanted = new ArrayList<>(REQUIRED);
    sources.keySet().stream().filter(field -> !wanted.contains(field)).forEach(wanted::add);
    List<String> missing =
        wanted.stream().map(this::sourceOf).filter(column -> !found.contains(column)).toList();
    if (!missing.isEmpty()) {
      throw ReferenceErrors.unusable(
          file,
          "it has no column "
              + String.join(", ", missing)
              + (found.isEmpty() ? "" : " among " + String.join(", ", found)));
    }
    Set<String> seen = new HashSet<>();
    for (String column : found) {
      if (column != null && !seen.add(column)) {
        throw ReferenceErrors.unusable(file, "it has two columns " + column);
      }
    }
  }

  private String sourceOf(String field) {
    return Objects.requireNonNullElse(sources.get(field), field);
  }

  private Company company(Record row, long line) {
    String symbol = text(row, ReferenceCompanies.SYMBOL);
    String name = text(row, ReferenceCompanies.NAME);
    if (symbol == null || name == null) {
      throw ReferenceErrors.unusable(
          file, "its row at line " + line + " has no " + (symbol == null ? "symbol" : "name"));
    }
    String aliases = text(row, ReferenceCompanies.ALIASES);
    return new Company(
        symbol.toUpperCase(Locale.ROOT),
        name,
        aliases == null
            ? List.of()
            : Arrays.stream(aliases.split("\\|", -1))
                .map(String::strip)
                .filter(alias -> !alias.isEmpty())
                .toList(),
        text(row, ReferenceCompanies.SECTOR),
        text(row, ReferenceCompanies.INDUSTRY),
        text(row, ReferenceCompanies.COUNTRY),
        text(row, ReferenceCompanies.TECHNOLOGY),
        text(row, ReferenceCompanies.CURRENCY));
  }

  /** What a row says, null where that is nothing or there is no such column. */
  private @Nullable String text(Record row, String field) {
    String column = sourceOf(field);
    if (!row.getMetaData().containsColumn(column)) {
      return null;
    }
    String value = row.getString(column);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
