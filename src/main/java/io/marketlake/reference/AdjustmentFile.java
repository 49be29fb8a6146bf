package io.marketlake.reference;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.common.record.Record;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.marketlake.error.PipelineException;
import io.marketlake.error.ReferenceErrors;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.ReferenceAdjustments;
import io.marketlake.schema.ReferenceCompanies;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A UTF-8 CSV file of splits with a header: {@code symbol}, {@code ex_day} (2026-03-02), {@code
 * ratio} (4 for 4 for 1, 0.1 for 1 for 10; 1 withdraws a split) and, if it is there, {@code
 * known_at} (2026-02-20T21:00:00Z; empty for when the file is loaded).
 */
public final class AdjustmentFile {
  private static final List<String> REQUIRED =
      List.of(ReferenceCompanies.SYMBOL, ReferenceAdjustments.EX_DAY, ReferenceAdjustments.RATIO);
  private static final int SCALE = 8;
  private static final int DIGITS = 18;

  private final String file;

  private AdjustmentFile(String file) {
    this.file = file;
  }

  /**
   * The splits of a file, in its order.
   *
   * @throws PipelineException for the first row that can't be used
   */
  public static List<Adjustment> read(Path file) {
    return new AdjustmentFile(file.toString()).rows(file);
  }

  private List<Adjustment> rows(Path path) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    CsvParser parser = new CsvParser(settings);
    List<Adjustment> found = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    try (Reader csv = Files.newBufferedReader(path)) {
      parser.beginParsing(csv);
      Record row = parser.parseNextRecord();
      List<String> header =
          Stream.ofNullable(parser.getContext().headers()).flatMap(Stream::of).toList();
      REQUIRED.stream()
          .filter(name -> !header.contains(name))
          .findFirst()
          .ifPresent(
              name -> {
                throw bad("it has no column " + name);
              });
      while (row != null) {
        long line = parser.getContext().currentLine();
        Adjustment split = adjustment(row, header, line);
        if (!seen.add(split.symbol() + " " + split.exDay())) {
          throw bad(split.symbol() + " has two rows for " + split.exDay());
        }
        found.add(split);
        row = parser.parseNextRecord();
      }
    } catch (TextParsingException e) {
      throw bad("it is not CSV near line " + (e.getLineIndex() + 1));
    } catch (IOException e) {
      throw bad(Files.exists(path) ? "it can't be read as UTF-8" : "there is no such file");
    }
    return found;
  }

  private PipelineException bad(String reason) {
    return ReferenceErrors.badAdjustments(file, reason);
  }

  private Adjustment adjustment(Record row, List<String> header, long line) {
    String symbol = text(row, ReferenceCompanies.SYMBOL).toUpperCase(Locale.ROOT);
    if (symbol.isEmpty()) {
      throw bad("its row at line " + line + " has no symbol");
    }
    String known = header.contains(BronzeEvents.KNOWN_AT) ? text(row, BronzeEvents.KNOWN_AT) : "";
    try {
      BigDecimal ratio = new BigDecimal(text(row, ReferenceAdjustments.RATIO));
      ratio = ratio.setScale(SCALE, RoundingMode.HALF_UP);
      if (ratio.signum() <= 0 || ratio.precision() > DIGITS) {
        throw bad("its row at line " + line + " has a ratio that is not above 0, or too large");
      }
      return new Adjustment(
          symbol,
          LocalDate.parse(text(row, ReferenceAdjustments.EX_DAY)),
          ratio,
          known.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(known)));
    } catch (NumberFormatException | DateTimeException e) {
      throw bad(
          "its row at line "
              + line
              + " is not of the form "
              + symbol
              + ",2026-03-02,4,2026-02-20T21:00:00Z");
    }
  }

  private static String text(Record row, String column) {
    String value = row.getString(column);
    return value == null ? "" : value.strip();
  }
}
