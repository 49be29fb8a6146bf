package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.BacktestErrors;
import io.marketlake.error.Errors;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.SilverBars;
import io.marketlake.training.direction.BarsOfFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which bars are tested. */
final class MarketOptions {
  /** So much before the tested time is read of a lake, as history. */
  private static final Duration HISTORY = Duration.ofDays(30);

  @Mixin private BarFileOptions file = new BarFileOptions();

  @Option(names = "--feed", description = "silver.bars: the feed that the bars are made of")
  private @Nullable String feed;

  @Option(
      names = "--interval",
      converter = DurationOption.class,
      description = "the length of the bars (default: direction.interval)")
  private @Nullable Duration interval;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description =
          "trade from then on; what was before is history"
              + " (default: from the first bar at which the strategy is warm)")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "trade until then, that moment not included")
  private @Nullable Instant to;

  /** Throws unless the options go together. */
  void requireFit() {
    if (!file.isGiven() && feed == null) {
      throw Errors.badOption(
          "--feed", "it is not given, and neither is a file of bars", "try --feed ticks");
    }
    if (file.isGiven() && feed != null) {
      throw Errors.badOption(
          "--feed " + feed, "the bars of a file are of no feed", "give --feed or --bars");
    }
    file.requireFit();
    if (from != null && to != null && !from.isBefore(to)) {
      throw Errors.badOption("--to " + to, "it is not after --from " + from, "give a later time");
    }
  }

  boolean isOfLake() {
    return !file.isGiven();
  }

  Optional<Instant> from() {
    return Optional.ofNullable(from);
  }

  Optional<Instant> to() {
    return Optional.ofNullable(to);
  }

  /** The calendar that is named, or else that of the feed. */
  TradingCalendar calendar(Settings settings) {
    return file.calendar(
        settings, feed == null ? TradingCalendar.continuous() : ofFeed(feed, settings));
  }

  private static TradingCalendar ofFeed(String name, Settings settings) {
    return settings
        .feedsNamed(List.of(name))
        .get(0)
        .bars()
        .map(settings::calendarOf)
        .orElseThrow(() -> BacktestErrors.noBars(name, "any length"));
  }

  /**
   * Reads them.
   *
   * @param lake where it is to be opened
   * @param withTexts whether the texts beside the lake's bars are read too
   */
  BacktestMarket read(
      SparkSession spark,
      Optional<Lake> lake,
      Settings settings,
      TradingCalendar sessions,
      boolean withTexts) {
    Duration wanted = interval == null ? settings.direction().interval() : interval;
    return file.isGiven()
        ? ofFile(spark, settings, wanted, sessions)
        : ofLake(lake.orElseThrow(), settings, SilverBars.intervalName(wanted), withTexts);
  }

  private BacktestMarket ofLake(Lake lake, Settings settings, String length, boolean withTexts) {
    String of = settings.feedsNamed(List.of(String.valueOf(feed))).get(0).name();
    LakeBars.Selection selection =
        new LakeBars.Selection(
            length,
            List.of(of),
            file.symbols(),
            from().map(begin -> begin.minus(HISTORY)),
            to(),
            Optional.empty());
    if (!lake.tables().exists(BarLayers.tables(settings).bars())) {
      throw Errors.noSource("backtest", SilverBars.ID);
    }
    long most = LakeBars.most(LakeBars.BYTES_TO_TEST);
    SortedMap<String, List<DirectionBar>> bars = new TreeMap<>();
    LakeBars.read(lake, settings, selection, most)
        .forEach((series, rows) -> bars.put(series.substring(of.length() + 1), rows));
    if (bars.isEmpty()) {
      throw BacktestErrors.noBars(of, length);
    }
    List<String> absent =
        file.symbols().stream().filter(symbol -> !bars.containsKey(symbol)).toList();
    if (!absent.isEmpty()) {
      throw BacktestErrors.unknownSymbols(absent, SilverBars.ID + " of " + of, bars.keySet());
    }
    return new BacktestMarket(
        SilverBars.ID + " of " + of,
        length,
        bars,
        withTexts ? LakeBars.texts(lake, settings, selection, most) : Map.of(),
        Map.of());
  }

  private BacktestMarket ofFile(
      SparkSession spark, Settings settings, Duration wanted, TradingCalendar sessions) {
    BarsOfFile read =
        file.read(spark, settings, wanted, sessions, LakeBars.most(LakeBars.BYTES_TO_TEST));
    return new BacktestMarket(
        read.data().name(),
        SilverBars.intervalName(read.interval()),
        read.data().bars(),
        Map.of(),
        read.data().reading());
  }
}
