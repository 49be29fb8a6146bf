package io.marketlake.gold;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionOutcome;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.DirectionTarget;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.direction.SentimentHistory;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Takes a series through a micro-batch: its {@link SeriesParts} -> rows of {@link GoldDirection}.
 * Those of new forecasts, and of outcomes that are known with them, have no model's answer yet, but
 * the features that it is given; those of outcomes of open forecasts repeat the forecast's. When a
 * new forecast is known, and whether that is in time, is told once it is worked out.
 */
final class SeriesStep implements FlatMapGroupsFunction<String, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Whether a row's forecast was made now, and not by an earlier micro-batch. */
  static final String IS_NEW = "is_new";

  /** {@link GoldDirection}'s columns, and {@link #IS_NEW}. */
  static final StructType TYPE = GoldDirection.TABLE.structType().add(IS_NEW, "boolean");

  private final DirectionSettings settings;
  private final IndicatorSettings indicators;
  private final DirectionFeatures features;
  private final String featuresVersion;
  private final List<Integer> horizons;
  private final Timestamp plannedAt;

  /**
   * A step.
   *
   * @param horizons those that a model forecasts
   */
  SeriesStep(
      DirectionSettings settings,
      IndicatorSettings indicators,
      List<Integer> horizons,
      Timestamp plannedAt) {
    this.settings = settings;
    this.indicators = indicators;
    this.features = DirectionFeatures.of(indicators, settings);
    this.featuresVersion = DirectionFeatures.versionOf(features.names());
    this.horizons = List.copyOf(horizons);
    this.plannedAt = plannedAt;
  }

  /** The series of a row. */
  static String key(Row row) {
    return SeriesNews.key(row.getAs(SilverBars.SOURCE_FEED), row.getAs(SilverBars.SYMBOL));
  }

  @Override
  public Iterator<Row> call(String key, Iterator<Row> parts) {
    List<DirectionBar> bars = new ArrayList<>();
    List<DirectionBar> fresh = new ArrayList<>();
    Map<String, Row> open = new TreeMap<>();
    Set<String> closed = new HashSet<>();
    List<ScoredText> texts = new ArrayList<>();
    while (parts.hasNext()) {
      Row part = parts.next();
      Row bar = part.getAs(SeriesParts.BAR);
      Row forecast = part.getAs(SeriesParts.FORECAST);
      Row text = part.getAs(SeriesParts.TEXT);
      if (bar != null) {
        DirectionBar read = DirectionBar.read(bar::getAs, indicators);
        bars.add(read);
        if (part.<Boolean>getAs(SeriesParts.IS_NEW)) {
          fresh.add(read);
        }
      } else if (forecast != null) {
        if (forecast.getAs(GoldDirection.KIND).equals(GoldDirection.FORECAST)) {
          open.put(forecastKey(forecast), forecast);
        } else {
          closed.add(forecastKey(forecast));
        }
      } else {
        texts.add(
            new ScoredText(
                Micros.of(text.<Timestamp>getAs(BronzeEvents.KNOWN_AT)),
                text.<Double>getAs(GoldSentiment.SCORE),
                text.getAs(GoldSentiment.MODEL_VERSION)));
      }
    }
    DirectionSeries series = DirectionSeries.of(bars);
    SentimentHistory sentiment = SentimentHistory.of(texts, settings.sentiment());
    List<Row> rows = new ArrayList<>();
    open.keySet().removeAll(closed);
    open.values().forEach(forecast -> closed(series, forecast).ifPresent(rows::add));
    String feed = key.substring(0, key.indexOf(' '));
    fresh.forEach(bar -> rows.addAll(forecasts(feed, series, sentiment, bar)));
    return rows.iterator();
  }

  /** What tells two forecasts of a series apart. */
  private static String forecastKey(Row forecast) {
    return Micros.of(forecast.<Timestamp>getAs(SilverBars.BAR_START))
        + " "
        + forecast.<Integer>getAs(GoldDirection.HORIZON);
  }

  private List<Row> forecasts(
      String feed, DirectionSeries series, SentimentHistory sentiment, DirectionBar bar) {
    List<DirectionBar> before = series.before(bar);
    if (horizons.isEmpty() || features.omission(bar, before).isPresent()) {
      return List.of();
    }
    double[] values = features.values(bar, before, sentiment.at(bar.knownAt()));
    List<Row> rows = new ArrayList<>();
    for (int horizon : horizons) {
      DirectionTarget target = DirectionTarget.of(bar, horizon, settings);
      Map<String, @Nullable Object> row = new HashMap<>();
      row.put(BronzeEvents.DAY, Micros.day(bar.start()));
      row.put(SilverTable.EVENT_TIME, Micros.timestamp(bar.end()));
      row.put(SilverBars.SOURCE_FEED, feed);
      row.put(SilverBars.SYMBOL, bar.symbol());
      row.put(SilverBars.INTERVAL, settings.intervalName());
      row.put(SilverBars.BAR_START, Micros.timestamp(bar.start()));
      row.put(SilverBars.BAR_END, Micros.timestamp(bar.end()));
      row.put(GoldDirection.HORIZON, horizon);
      row.put(GoldDirection.BAR_KNOWN_AT, Micros.timestamp(bar.knownAt()));
      row.put(GoldDirection.TARGET_START, Micros.timestamp(target.start()));
      row.put(GoldDirection.TARGET_END, Micros.timestamp(target.end()));
      row.put(GoldDirection.TREND, trend(bar, before, horizon));
      row.put(BronzeEvents.INGESTED_AT, plannedAt);
      row.put(GoldDirection.KIND, GoldDirection.FORECAST);
      row.put(GoldDirection.FEATURES, values);
      row.put(GoldDirection.FEATURES_VERSION, featuresVersion);
      row.put(IS_NEW, true);
      series.outcome(target).ifPresent(outcome -> rows.add(outcome(row, outcome)));
      rows.add(row(row));
    }
    return rows;
  }

  /** Which way the price went over so many bars, or over those that there are. */
  private static int trend(DirectionBar bar, List<DirectionBar> before, int bars) {
    return Double.compare(bar.close(), before.get(Math.max(0, before.size() - bars)).close());
  }

  /** The row of an open forecast's outcome, if that is known now. */
  private Optional<Row> closed(DirectionSeries series, Row forecast) {
    DirectionTarget target =
        new DirectionTarget(
            forecast.<Integer>getAs(GoldDirection.HORIZON),
            Micros.of(forecast.<Timestamp>getAs(GoldDirection.TARGET_START)),
            Micros.of(forecast.<Timestamp>getAs(GoldDirection.TARGET_END)));
    return series
        .outcome(target)
        .map(
            outcome -> {
              Map<String, @Nullable Object> row = new HashMap<>();
              for (String name : GoldDirection.TABLE.structType().fieldNames()) {
                row.put(name, forecast.getAs(name));
              }
              row.put(IS_NEW, false);
              row.put(GoldDirection.FEATURES, null);
              row.put(BronzeEvents.INGESTED_AT, plannedAt);
              return outcome(row, outcome);
            });
  }

  /** The row of a forecast's outcome, which repeats what the forecast's says. */
  private static Row outcome(Map<String, @Nullable Object> forecast, DirectionOutcome outcome) {
    Map<String, @Nullable Object> row = new HashMap<>(forecast);
    row.put(GoldDirection.KIND, GoldDirection.OUTCOME_KIND);
    row.put(SilverTable.EVENT_TIME, forecast.get(GoldDirection.TARGET_END));
    row.put(BronzeEvents.KNOWN_AT, Micros.timestamp(outcome.knownAt()));
    row.put(GoldDirection.OUTCOME, outcome.kind().name().toLowerCase(Locale.ROOT));
    if (outcome.kind() != DirectionOutcome.Kind.NO_PRICE) {
      row.put(GoldDirection.ENTRY, outcome.entry());
      row.put(GoldDirection.EXIT, outcome.exit());
      row.put(GoldDirection.REALISED_RETURN, outcome.change());
    }
    return row(row);
  }

  private static Row row(Map<String, @Nullable Object> values) {
    Object[] inOrder = new Object[TYPE.size()];
    for (int i = 0; i < inOrder.length; i++) {
      inOrder[i] = values.get(TYPE.fieldNames()[i]);
    }
    return RowFactory.create(inOrder);
  }
}
