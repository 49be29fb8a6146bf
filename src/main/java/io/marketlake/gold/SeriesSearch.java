package io.marketlake.gold;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds what the lake has of the series that a micro-batch brings news of, and no more: the bars
 * before, as far back as features and open forecasts need them, the forecasts that may be open, and
 * the texts.
 *
 * <p>A forecast is open until its series has a bar that ends with its target or later. So those
 * that a new bar may close have a target that ends after the bar before it, and lie near that. Only
 * where a query begins anew may older ones be open: of each series, the first time, it looks {@link
 * #FIRST_LOOK} further back.
 */
final class SeriesSearch {
  static final Duration FIRST_LOOK = Duration.ofDays(10);

  /** So many times as long a stretch is looked at where one was too short. */
  private static final int WIDER = 6;

  private static final Duration WIDEST = Duration.ofDays(10_000);

  private final DirectionHistory history;
  private final DirectionSettings settings;
  private final Set<String> looked = new HashSet<>();
  private int longestHorizon;

  SeriesSearch(DirectionHistory history, DirectionSettings settings) {
    this.history = history;
    this.settings = settings;
    this.longestHorizon = settings.horizons().stream().mapToInt(Integer::intValue).max().orElse(1);
  }

  /**
   * Where the history of a series was found to begin.
   *
   * @param from from when on its bars are read
   * @param previousEnd end of the bar before the first new one; the start of that where there is
   *     none
   */
  private record Reach(SeriesNews news, long from, long previousEnd) {}

  /**
   * What was found.
   *
   * @param bars rows of silver.bars before the new ones, as first written
   * @param forecasts rows of gold.direction that may be open, and outcomes that say that one is not
   * @param texts scored texts, with source_feed and symbol
   */
  record Found(Dataset<Row> bars, Dataset<Row> forecasts, Dataset<Row> texts) {}

  /**
   * Looks. Runs a small job or a few.
   *
   * @param isForecast whether the new bars are forecast, so that features are needed
   */
  Found of(List<SeriesNews> news, boolean isForecast) {
    List<SeriesSpan> ofForecasts = new ArrayList<>();
    List<SeriesSpan> ofTargets = new ArrayList<>();
    List<SeriesSpan> before = new ArrayList<>();
    for (Reach reach : reaches(news, isForecast)) {
      SeriesNews of = reach.news();
      long firstLook = looked.add(of.key()) ? Micros.of(FIRST_LOOK) : 0;
      long openSince = reach.previousEnd() - firstLook;
      ofForecasts.add(of.span(openSince - longestWait(), of.first()));
      ofTargets.add(of.span(openSince + 1, Long.MAX_VALUE / 2));
      long from = Math.min(reach.from(), openSince - longestTarget());
      before.add(of.span(from, of.first()));
    }
    Dataset<Row> bars = bars(before).filter(SpanFilter.within(before, SilverBars.BAR_START));
    return new Found(bars, forecasts(ofForecasts, ofTargets), texts(isForecast ? news : List.of()));
  }

  /** As first written: corrections of bars have no say in forecasts and their outcomes. */
  private Dataset<Row> bars(List<SeriesSpan> spans) {
    return history
        .barsNear(spans)
        .filter(
            col(SilverBars.INTERVAL)
                .equalTo(settings.intervalName())
                .and(col(SilverBars.REVISION).equalTo(0))
                .and(col(SilverBars.IN_SESSION)));
  }

  /** Goes back in each series until there are as many bars as its features need. */
  private List<Reach> reaches(List<SeriesNews> news, boolean isForecast) {
    Instant first = history.firstBar().orElse(Instant.MAX);
    List<Reach> reaches = new ArrayList<>();
    List<SeriesNews> wanting = news;
    Duration back = settings.interval().multipliedBy(2L * DirectionFeatures.BARS_BEFORE);
    while (!wanting.isEmpty()) {
      Map<String, Row> counts = counts(wanting, back);
      List<SeriesNews> still = new ArrayList<>();
      for (SeriesNews of : wanting) {
        SeriesSpan span = of.before(back);
        Optional<Row> count = Optional.ofNullable(counts.get(of.key()));
        long needed = isForecast && of.isForecast() ? DirectionFeatures.BARS_BEFORE : 1;
        if (count.filter(row -> row.getLong(2) >= needed).isPresent()
            || !span.from().isAfter(first)
            || back.compareTo(WIDEST) > 0) {
          long previousEnd =
              count
                  .filter(row -> !row.isNullAt(3))
                  .map(row -> Micros.of(row.getTimestamp(3)))
                  .orElse(of.first());
          reaches.add(new Reach(of, Micros.of(span.from()), previousEnd));
        } else {
          still.add(of);
        }
      }
      wanting = still;
      back = back.multipliedBy(WIDER);
    }
    return reaches;
  }

  /** Of each series, how many bars the stretch before its news has, and when the last one ends. */
  private Map<String, Row> counts(List<SeriesNews> news, Duration back) {
    List<SeriesSpan> spans = news.stream().map(of -> of.before(back)).toList();
    Map<String, Row> counts = new HashMap<>();
    for (Row row :
        bars(spans)
            .filter(SpanFilter.within(spans, SilverBars.BAR_START))
            .groupBy(col(SilverBars.SOURCE_FEED), col(SilverBars.SYMBOL))
            .agg(
                count(lit(1L)),
                // Only what the stream has brought has closed forecasts, and no file.
                max(when(Coordinate.isStreamed(), col(SilverBars.BAR_END))))
            .collectAsList()) {
      counts.put(SeriesNews.key(row.getString(0), row.getString(1)), row);
    }
    return counts;
  }

  private Dataset<Row> forecasts(List<SeriesSpan> bars, List<SeriesSpan> targets) {
    Dataset<Row> near =
        history
            .forecastsNear(bars)
            .filter(
                col(SilverBars.INTERVAL)
                    .equalTo(settings.intervalName())
                    .and(col(GoldDirection.KIND).notEqual(GoldDirection.LATE)))
            .select(GoldDirection.TABLE.select());
    return near.filter(
        SpanFilter.within(bars, SilverBars.BAR_START)
            .and(SpanFilter.within(targets, GoldDirection.TARGET_END)));
  }

  /** Forecasts of a horizon that the settings had once may be open, too. */
  void mindHorizons(Instant newest) {
    Instant from = newest.minus(FIRST_LOOK);
    Row found =
        history
            .forecastsNear(List.of(new SeriesSpan("", "", from, newest)))
            .agg(coalesce(max(col(GoldDirection.HORIZON)), lit(1)))
            .first();
    longestHorizon = Math.max(longestHorizon, found.getInt(0));
  }

  private long longestTarget() {
    return longestHorizon * Micros.of(settings.interval());
  }

  /** No target ends longer after its bar's start than this. */
  private long longestWait() {
    return longestTarget()
        + 2 * Micros.of(settings.interval())
        + Micros.of(settings.forecastDelay())
        + Micros.of(settings.staleAfter());
  }

  private Dataset<Row> texts(List<SeriesNews> news) {
    long delay = Micros.of(settings.sentiment().delay());
    long window = Micros.of(settings.sentiment().window());
    List<SeriesSpan> spans =
        news.stream()
            .filter(SeriesNews::isForecast)
            .map(of -> of.span(of.firstKnown() - delay - window, of.lastKnown() - delay))
            .toList();
    Dataset<Row> texts =
        history.textsNear(spans).withColumnRenamed(GoldSentiment.ENTITY, SilverBars.SYMBOL);
    return texts.withColumn(
        SilverBars.SOURCE_FEED, explode(SpanFilter.feedsWithin(spans, BronzeEvents.KNOWN_AT)));
  }
}
