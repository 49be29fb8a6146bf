package io.marketlake.training.direction;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.marketlake.error.DirectionErrors;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.EventTimes;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.TimeFormat;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bars that a file's text has. It has a header, and cells between commas, semicolons, tabs or
 * bars, whichever makes all columns appear.
 *
 * @param lines the bars of each symbol, in time
 * @param skipped lines that are no bars, by the reason
 */
record BarTable(SortedMap<String, SortedMap<Long, Line>> lines, SortedMap<String, Long> skipped) {
  private static final char[] DELIMITERS = {',', '\t', ';', '|'};
  private static final int PRICE_SCALE = 8;
  private static final int VOLUME_SCALE = 6;
  private static final int MOST_DIGITS = 10;
  private static final List<String> REQUIRED =
      List.of(
          SilverBars.BAR_START,
          SilverBars.OPEN,
          SilverBars.HIGH,
          SilverBars.LOW,
          SilverBars.CLOSE,
          SilverBars.VOLUME);
  private static final List<String> OPTIONAL =
      List.of(SilverBars.SYMBOL, SilverBars.VWAP, BronzeEvents.KNOWN_AT);

  /** Else it would be read as the seconds of a day in 1970. */
  private static final Pattern BASIC_DATE = Pattern.compile("((?:19|20)\\d\\d)(\\d\\d)(\\d\\d)");

  /** A bar of a day is of a day in UTC, wherever its market is. */
  private static final EventTimes DAYS = new EventTimes(List.of(TimeFormat.DATE), ZoneOffset.UTC);

  /** A bar of a file; without a VWAP or a time at which it was known where that is null. */
  record Line(
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      @Nullable BigDecimal vwap,
      @Nullable Long knownAt) {}

  /**
   * @param file its name, for what is told of it
   * @param renames the file's name of a column, by ours
   * @param onlySymbol what a series is called in a file without a column of symbols
   * @param zone of times without an offset
   */
  static BarTable of(
      String file, String text, Map<String, String> renames, String onlySymbol, ZoneId zone) {
    List<String> seen = List.of();
    for (char delimiter : DELIMITERS) {
      List<String[]> rows = parse(file, text, delimiter);
      if (rows.isEmpty()) {
        continue;
      }
      List<String> header =
          Arrays.stream(rows.get(0)).map(name -> name == null ? "" : name.strip()).toList();
      seen = header.size() > seen.size() ? header : seen;
      Columns columns = new Columns(header, renames);
      if (columns.missing().isEmpty()) {
        requireRenamed(file, columns);
        return new Reading(columns, onlySymbol, zone).of(rows.subList(1, rows.size()));
      }
    }
    throw DirectionErrors.unusableBars(
        file,
        "it has no column "
            + String.join(", ", new Columns(seen, renames).missing())
            + ", only "
            + String.join(", ", seen),
        "say which column is which: --map symbol=ticker,bar_start=time");
  }

  /**
   * The bars of some symbols.
   *
   * @param symbols all where it is empty
   * @throws io.marketlake.error.PipelineException if one of them is not there
   */
  BarTable only(String file, List<String> symbols) {
    if (symbols.isEmpty()) {
      return this;
    }
    SortedMap<String, SortedMap<Long, Line>> chosen = new TreeMap<>();
    for (String symbol : symbols) {
      SortedMap<Long, Line> series = lines.get(symbol.toUpperCase(Locale.ROOT));
      if (series == null) {
        throw DirectionErrors.unusableBars(
            file,
            "it has no bars of " + symbol,
            "name some of " + String.join(", ", lines.keySet().stream().limit(20).toList()));
      }
      chosen.put(symbol.toUpperCase(Locale.ROOT), series);
    }
    return new BarTable(chosen, skipped);
  }

  /** A name that is mistyped must not let a column go, least of all that of the symbols. */
  private static void requireRenamed(String file, Columns columns) {
    columns
        .renames()
        .forEach(
            (ours, theirs) -> {
              if (!REQUIRED.contains(ours) && !OPTIONAL.contains(ours)) {
                throw DirectionErrors.unusableBars(
                    file,
                    "--map names " + ours + ", which bars do not have",
                    "map one of "
                        + String.join(", ", REQUIRED)
                        + ", "
                        + String.join(", ", OPTIONAL));
              }
              if (columns.place(ours) < 0) {
                throw DirectionErrors.unusableBars(
                    file,
                    "it has no column " + theirs + ", only " + String.join(", ", columns.header()),
                    "say what the file calls " + ours + ": --map " + ours + "=NAME");
              }
            });
  }

  private static List<String[]> parse(String file, String text, char delimiter) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter);
    settings.setLineSeparatorDetectionEnabled(true);
    try {
      return new CsvParser(settings).parseAll(new StringReader(text));
    } catch (TextParsingException e) {
      throw DirectionErrors.unusableBars(
          file,
          "line " + e.getLineIndex() + " has a cell that is too long",
          "close its quote, or leave the line out");
    }
  }

  /** Where our columns are. */
  private record Columns(List<String> header, Map<String, String> renames) {
    List<String> missing() {
      return REQUIRED.stream()
          .filter(name -> place(name) < 0)
          .map(name -> renames.getOrDefault(name, name))
          .toList();
    }

    int place(String name) {
      String wanted = renames.getOrDefault(name, name);
      for (int i = 0; i < header.size(); i++) {
        if (header.get(i).equalsIgnoreCase(wanted)) {
          return i;
        }
      }
      return -1;
    }

    @Nullable String cell(String[] row, String name) {
      int place = place(name);
      String cell = place < 0 || place >= row.length ? null : row[place];
      return cell == null || cell.isBlank() ? null : cell.strip();
    }
  }

  /** A row that is no bar. */
  private static final class NoBarException extends Exception {
    private static final long serialVersionUID = 1L;

    NoBarException(String reason) {
      super(reason);
    }
  }

  private static final class Reading {
    private final Columns columns;
    private final String onlySymbol;
    private final EventTimes times;
    private final Map<String, SortedMap<Long, Line>> lines = new HashMap<>();
    private final SortedMap<String, Long> skipped = new TreeMap<>();

    Reading(Columns columns, String onlySymbol, ZoneId zone) {
      this.times =
          new EventTimes(List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.EPOCH), zone);
      this.columns = columns;
      this.onlySymbol = onlySymbol;
    }

    BarTable of(List<String[]> rows) {
      for (String[] row : rows) {
        try {
          add(row);
        } catch (NoBarException e) {
          skipped.merge(String.valueOf(e.getMessage()), 1L, Long::sum);
        }
      }
      return new BarTable(new TreeMap<>(lines), skipped);
    }

    private void add(String[] row) throws NoBarException {
      boolean hasSymbols = columns.place(SilverBars.SYMBOL) >= 0;
      String symbol = hasSymbols ? columns.cell(row, SilverBars.SYMBOL) : onlySymbol;
      if (symbol == null) {
        throw new NoBarException("without a symbol");
      }
      long start = time(row, SilverBars.BAR_START);
      BigDecimal high = price(row, SilverBars.HIGH);
      BigDecimal low = price(row, SilverBars.LOW);
      BigDecimal open = price(row, SilverBars.OPEN);
      BigDecimal close = price(row, SilverBars.CLOSE);
      if (high.compareTo(open.max(close)) < 0 || low.compareTo(open.min(close)) > 0) {
        throw new NoBarException("with open or close outside of low and high");
      }
      String vwap = columns.cell(row, SilverBars.VWAP);
      Line line =
          new Line(
              open,
              high,
              low,
              close,
              number(row, SilverBars.VOLUME, VOLUME_SCALE),
              vwap == null ? null : price(row, SilverBars.VWAP),
              columns.cell(row, BronzeEvents.KNOWN_AT) == null
                  ? null
                  : time(row, BronzeEvents.KNOWN_AT));
      SortedMap<Long, Line> series =
          lines.computeIfAbsent(symbol.toUpperCase(Locale.ROOT), name -> new TreeMap<>());
      if (series.putIfAbsent(start, line) != null) {
        throw new NoBarException("with the symbol and start of a line before");
      }
    }

    private long time(String[] row, String column) throws NoBarException {
      String cell = columns.cell(row, column);
      if (cell == null) {
        throw new NoBarException("without " + column);
      }
      Matcher day = BASIC_DATE.matcher(cell);
      EventTimes.EventTime time =
          DAYS.parse(
              day.matches() ? String.join("-", day.group(1), day.group(2), day.group(3)) : cell);
      if (time == null) {
        time = times.parse(cell);
      }
      if (time == null) {
        throw new NoBarException("with a " + column + " that is no time that is read");
      }
      return Micros.of(time.instant());
    }

    private BigDecimal price(String[] row, String column) throws NoBarException {
      BigDecimal price = number(row, column, PRICE_SCALE);
      if (price.signum() <= 0 || price.precision() - price.scale() > MOST_DIGITS) {
        throw new NoBarException("with a " + column + " that is not above 0 and below 10^10");
      }
      return price;
    }

    private BigDecimal number(String[] row, String column, int scale) throws NoBarException {
      String cell = columns.cell(row, column);
      if (cell == null || cell.length() > 40) {
        throw new NoBarException("without a " + column);
      }
      try {
        BigDecimal number = new BigDecimal(cell);
        if (number.signum() < 0 || number.precision() - (long) number.scale() > 20) {
          throw new NoBarException("with a " + column + " below 0 or too large");
        }
        return number.setScale(scale, RoundingMode.HALF_UP);
      } catch (NumberFormatException e) {
        throw new NoBarException("with a " + column + " that is no number");
      }
    }
  }
}
