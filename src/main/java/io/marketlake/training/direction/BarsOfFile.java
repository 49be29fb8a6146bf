package io.marketlake.training.direction;

import io.marketlake.error.DirectionErrors;
import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.BarSettings;
import io.marketlake.feature.bar.BaseBar;
import io.marketlake.feature.bar.Closing;
import io.marketlake.feature.bar.FinalBar;
import io.marketlake.feature.bar.Refold;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.IndicatorValues;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.training.DecodedFile;
import io.marketlake.training.direction.BarTable.Line;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Bars of a file, taken through roll-ups and indicators as a backfill takes them, so that they come
 * out as in {@code silver.bars}, to the bit. A file's base bars are of the length that its bars are
 * mostly apart.
 *
 * @param data the bars of the wanted interval
 * @param interval the length of these
 */
public record BarsOfFile(DirectionData data, Duration interval) {
  private static final BigDecimal UNKNOWN = BigDecimal.ZERO;

  /**
   * How a file is read.
   *
   * @param renames the file's name of a column, by ours
   * @param zone of times without an offset
   * @param delay a bar without a time of its own was known so long after its end
   * @param wanted the length of the bars to forecast; where the file's are longer, theirs counts
   * @param symbols those that are read; all where it is empty
   * @param most how many bars are read at most
   */
  public record Manner(
      Map<String, String> renames,
      ZoneId zone,
      Duration delay,
      Duration wanted,
      BarSettings bars,
      IndicatorSettings indicators,
      TradingCalendar calendar,
      List<String> symbols,
      long most) {
    public Manner {
      symbols = List.copyOf(symbols);
    }
  }

  /**
   * Reads a file of any file system that Hadoop knows; plain or gzipped.
   *
   * @throws io.marketlake.error.PipelineException if it has no bars of the length wanted
   */
  public static BarsOfFile read(String file, Manner manner, Configuration hadoop) {
    DecodedFile decoded = DecodedFile.read(file, hadoop);
    String name = file.substring(file.lastIndexOf('/') + 1);
    String stem = name.replaceFirst("\\..*", "");
    BarTable table = BarTable.of(name, decoded.text(), manner.renames(), stem, manner.zone());
    if (table.lines().isEmpty()) {
      throw DirectionErrors.noBarInFile(name, table.skipped());
    }
    table = table.only(name, manner.symbols());
    long count = table.lines().values().stream().mapToLong(Map::size).sum();
    if (count > manner.most()) {
      throw DirectionErrors.tooMany("bars in " + name, count, manner.most());
    }
    Duration base = base(name, table);
    requireKnownOnceOver(name, table, base);
    Duration interval = base.compareTo(manner.wanted()) > 0 ? base : manner.wanted();
    BarRules rules =
        new BarRules(
            settings(name, base, interval, manner), manner.indicators(), manner.calendar());
    SortedMap<String, List<DirectionBar>> bars = new TreeMap<>();
    table
        .lines()
        .forEach(
            (symbol, lines) ->
                bars.put(
                    symbol,
                    series(
                        symbol,
                        lines,
                        rules,
                        interval,
                        manner.delay(),
                        manner.indicators().names().indexOf("vwap_distance"))));
    Map<String, String> reading = new TreeMap<>();
    reading.put("bars", SilverBars.intervalName(base) + " in the file");
    reading.put("zone", manner.zone().getId());
    reading.put("delay", manner.delay().toString());
    reading.put("encoding", decoded.encoding());
    table.skipped().forEach((reason, lines) -> reading.put("left out: " + reason, lines + ""));
    return new BarsOfFile(
        new DirectionData(
            name,
            decoded.sha256(),
            bars,
            Map.of(),
            calendars(bars, manner.calendar()),
            List.of(),
            reading),
        interval);
  }

  private static Map<String, TradingCalendar> calendars(
      SortedMap<String, List<DirectionBar>> bars, TradingCalendar calendar) {
    Map<String, TradingCalendar> calendars = new HashMap<>();
    bars.keySet().forEach(series -> calendars.put(series, calendar));
    return calendars;
  }

  /** A bar that is known before it is over would let a forecast see into its own target. */
  private static void requireKnownOnceOver(String file, BarTable table, Duration base) {
    table
        .lines()
        .forEach(
            (symbol, lines) ->
                lines.forEach(
                    (start, line) -> {
                      Long knownAt = line.knownAt();
                      if (knownAt != null && knownAt < start + Micros.of(base)) {
                        throw DirectionErrors.unusableBars(
                            file,
                            "the bar of "
                                + symbol
                                + " that begins at "
                                + Micros.instant(start)
                                + " says that it was known at "
                                + Micros.instant(knownAt)
                                + ", before it was over",
                            "correct the times (their zone, perhaps), or leave known_at out and"
                                + " give --known-after");
                      }
                    }));
  }

  /** How far apart the bars of a symbol mostly are. */
  private static Duration base(String file, BarTable table) {
    Map<Long, Long> distances = new HashMap<>();
    for (SortedMap<Long, Line> series : table.lines().values()) {
      long before = Long.MIN_VALUE;
      for (long start : series.keySet()) {
        if (before != Long.MIN_VALUE) {
          distances.merge(start - before, 1L, Long::sum);
        }
        before = start;
      }
    }
    return distances.entrySet().stream()
        .max(
            Map.Entry.<Long, Long>comparingByValue()
                .thenComparing(Map.Entry.<Long, Long>comparingByKey().reversed()))
        .map(entry -> Duration.of(entry.getKey(), ChronoUnit.MICROS))
        .orElseThrow(
            () ->
                DirectionErrors.unusableBars(file, "no symbol has two bars", "take more history"));
  }

  private static BarSettings settings(
      String file, Duration base, Duration interval, Manner manner) {
    BarSettings own = manner.bars();
    List<Duration> rollUps = interval.equals(base) ? List.of() : List.of(interval);
    try {
      return new BarSettings(
          base,
          rollUps,
          own.lateness(),
          own.quietLateness(),
          own.warmAfter(),
          own.windowLength(),
          own.windowSlide());
    } catch (IllegalArgumentException e) {
      throw DirectionErrors.unusableBars(
          file,
          "its bars are mostly "
              + base
              + " apart, of which bars of "
              + SilverBars.intervalName(interval)
              + " can't be made ("
              + e.getMessage()
              + ")",
          "bring bars of a length of which a whole number makes a day, or choose another"
              + " direction.interval");
    }
  }

  private static List<DirectionBar> series(
      String symbol,
      SortedMap<Long, Line> lines,
      BarRules rules,
      Duration interval,
      Duration delay,
      int vwapDistance) {
    List<DirectionBar> series = new ArrayList<>(lines.size());
    Refold refold =
        Refold.ofImported(
            rules,
            Micros.of(delay),
            bar -> {
              if (bar.length().equals(interval)) {
                series.add(bar(symbol, bar, hasVwap(lines, bar), vwapDistance));
              }
            });
    lines.forEach(
        (start, line) -> {
          Long own = line.knownAt();
          long knownAt = own == null ? start + rules.interval() + Micros.of(delay) : own;
          BigDecimal vwap = line.vwap();
          BarPart part =
              BarPart.of(
                  start,
                  line.open(),
                  line.high(),
                  line.low(),
                  line.close(),
                  line.volume(),
                  vwap == null ? UNKNOWN : vwap.multiply(line.volume()),
                  1,
                  0,
                  knownAt);
          refold.add(new BaseBar(part, new Closing("", 0, knownAt), Long.MIN_VALUE));
        });
    refold.finish();
    return series;
  }

  /** A bar has no VWAP where a line of it has none. */
  private static boolean hasVwap(SortedMap<Long, Line> lines, FinalBar bar) {
    return lines.subMap(bar.start(), bar.end()).values().stream()
        .allMatch(line -> line.vwap() != null);
  }

  private static DirectionBar bar(String symbol, FinalBar bar, boolean hasVwap, int vwapDistance) {
    BarPart prices = bar.prices();
    List<@Nullable Double> indicators = new ArrayList<>(bar.indicators());
    if (!hasVwap && !indicators.isEmpty()) {
      indicators.set(vwapDistance, null);
    }
    return new DirectionBar(
        symbol,
        bar.start(),
        bar.end(),
        bar.knownAt(),
        0,
        prices.open().doubleValue(),
        prices.high().doubleValue(),
        prices.low().doubleValue(),
        prices.close().doubleValue(),
        prices.volume().doubleValue(),
        hasVwap ? prices.vwap().doubleValue() : Double.NaN,
        IndicatorValues.of(indicators),
        bar.isWarm(),
        bar.inSession());
  }
}
