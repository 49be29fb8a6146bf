package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.error.Errors;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.training.direction.BarsOfFile;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Bars of a file in the place of the lake's, and which symbols of either are read. */
final class BarFileOptions {
  @Option(
      names = "--bars",
      paramLabel = "FILE",
      description = {
        "bars of a file instead of the lake's: CSV or TSV with a header, plain or gzipped, with",
        "symbol, bar_start, open, high, low, close, volume, and vwap and known_at where it has them"
      })
  private @Nullable String file;

  @Option(
      names = "--map",
      paramLabel = "OURS=THEIRS",
      split = ",",
      description = "--bars: the file's name of a column: symbol=ticker,bar_start=time")
  private List<String> renames = List.of();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "--bars: the zone of times without an offset (default: UTC)")
  private @Nullable String zone;

  @Option(
      names = "--known-after",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "--bars: a bar was known so long after its end (default: bars.lateness)")
  private @Nullable Duration knownAfter;

  @Option(
      names = "--calendar",
      paramLabel = "NAME",
      description = "the market's days and sessions (default: the feed's; of a file continuous)")
  private @Nullable String calendar;

  @Option(
      names = "--symbols",
      paramLabel = "SYMBOL",
      split = ",",
      description = "only these (default: all)")
  private List<String> symbols = List.of();

  /** Whether a file is named. */
  boolean isGiven() {
    return file != null;
  }

  /** Throws unless the options go together. */
  void requireFit() {
    if (file == null && (!renames.isEmpty() || knownAfter != null || zone != null)) {
      throw Errors.badOption(
          !renames.isEmpty() ? "--map" : zone != null ? "--zone" : "--known-after",
          "the bars of the lake need none",
          "leave it out, or name a file: --bars FILE");
    }
    renames();
    ZoneId unused = zone();
  }

  private ZoneId zone() {
    try {
      return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw Errors.badOption(
          "--zone " + zone, "there is no such time zone", "try --zone America/New_York");
    }
  }

  private Map<String, String> renames() {
    Map<String, String> map = new HashMap<>();
    for (String rename : renames) {
      int equals = rename.indexOf('=');
      if (equals < 1 || equals == rename.length() - 1) {
        throw Errors.badOption(
            "--map " + rename, "it is not OURS=THEIRS", "write --map symbol=ticker");
      }
      map.put(
          rename.substring(0, equals).strip().toLowerCase(Locale.ROOT),
          rename.substring(equals + 1).strip());
    }
    return map;
  }

  /** Those that are asked for; all where it is empty. */
  List<String> symbols() {
    return symbols;
  }

  /** Whether the feed's calendar is not meant. */
  boolean namesCalendar() {
    return calendar != null;
  }

  /** The calendar that is named, or another. */
  TradingCalendar calendar(Settings settings, TradingCalendar otherwise) {
    if (calendar == null) {
      return otherwise;
    }
    TradingCalendar named = settings.calendars().get(calendar);
    if (named == null) {
      throw Errors.badOption(
          "--calendar " + calendar,
          "there is no such calendar",
          "name one of " + String.join(", ", settings.calendars().keySet()));
    }
    return named;
  }

  /**
   * Reads the file.
   *
   * @param wanted the length of bars that is wanted; where the file's are longer, theirs counts
   * @param most how many bars are read at most
   */
  BarsOfFile read(
      SparkSession spark, Settings settings, Duration wanted, TradingCalendar sessions, long most) {
    return BarsOfFile.read(
        String.valueOf(file),
        new BarsOfFile.Manner(
            renames(),
            zone(),
            knownAfter == null ? settings.bars().lateness() : knownAfter,
            wanted,
            settings.bars(),
            settings.indicators(),
            sessions,
            symbols,
            most),
        spark.sparkContext().hadoopConfiguration());
  }
}
