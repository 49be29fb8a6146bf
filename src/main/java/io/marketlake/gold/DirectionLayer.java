package io.marketlake.gold;

import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.DirectionTarget;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.Micros;
import io.marketlake.schema.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code silver.bars} -> {@link GoldDirection}: each new bar forecast by the models of the time,
 * once, and the outcome of each forecast once a bar of its series shows it.
 *
 * <p>It is never filled: a forecast after the fact is none. So what came while no version was
 * champion has no row, and neither has what came between a checkpoint that was lost and the next
 * start; outcomes of what was forecast before that are found all the same.
 */
public final class DirectionLayer implements Layer {
  public static final String NAME = GoldDirection.WRITER;
  private static final Logger LOG = LoggerFactory.getLogger(DirectionLayer.class);
  private static final LayerOutput NOTHING = new LayerOutput(Map.of(), Optional.empty());

  private final List<Feed> feeds;
  private final Table bars;
  private final DirectionModels models;
  private final DirectionHistory history;
  private final Rules rules;
  private final SeriesSearch search;
  private final Map<Integer, Long> told = new HashMap<>();
  private boolean isUnderWay;

  /** By when the newest forecasts say that they can be read. */
  private Optional<Instant> promised = Optional.empty();

  /**
   * How is forecast.
   *
   * @param now this machine's clock
   */
  public record Rules(
      DirectionSettings direction,
      IndicatorSettings indicators,
      ForecastTiming timing,
      InstantSource now) {}

  /**
   * Made for the feeds that have bars; others are left out.
   *
   * @param feeds any feeds
   * @param bars the table of bars
   */
  public DirectionLayer(
      List<Feed> feeds, Table bars, DirectionModels models, DirectionHistory history, Rules rules) {
    this.feeds = feeds.stream().filter(feed -> feed.bars().isPresent()).toList();
    this.bars = bars;
    this.models = models;
    this.history = history;
    this.rules = rules;
    this.search = new SeriesSearch(history, rules.direction());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> feeds() {
    return feeds.stream().map(Feed::name).toList();
  }

  @Override
  public Map<Table, Stage> inputs() {
    return Map.of(bars, new NewBarStage(feeds(), rules.direction().intervalName()));
  }

  @Override
  public List<Table> outputs() {
    return List.of(GoldDirection.TABLE);
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    Optional<DirectionModels.Forecasters> forecasters = models.forecastersOf(batch);
    if (forecasters.isEmpty() && !history.hasForecasts()) {
      return NOTHING;
    }
    SortedMap<Integer, Long> fittedUntil =
        forecasters.map(DirectionModels.Forecasters::fittedUntil).orElse(new TreeMap<>());
    Dataset<Row> fresh = batch.keep(input);
    List<SeriesNews> news = SeriesNews.of(fresh);
    if (news.isEmpty()) {
      return NOTHING;
    }
    if (!isUnderWay) {
      search.mindHorizons(
          Micros.instant(news.stream().mapToLong(SeriesNews::last).max().orElseThrow()));
      isUnderWay = true;
    }
    tellOfKnownOutcomes(news, fittedUntil);
    SeriesSearch.Found found = search.of(news, forecasters.isPresent());
    SeriesParts parts = new SeriesParts(rules.indicators(), bars.structType());
    MapFunction<Row, String> key = SeriesStep::key;
    Dataset<Row> steps =
        parts
            .ofBars(fresh, true)
            .union(parts.ofBars(found.bars(), false))
            .union(parts.ofForecasts(found.forecasts()))
            .union(parts.ofTexts(found.texts()))
            .groupByKey(key, Encoders.STRING())
            .flatMapGroups(
                new SeriesStep(
                    rules.direction(),
                    rules.indicators(),
                    List.copyOf(fittedUntil.keySet()),
                    Timestamp.from(batch.plannedAt())),
                Encoders.row(SeriesStep.TYPE));
    Dataset<Row> scored = batch.keep(forecasters.map(of -> of.scorer().apply(steps)).orElse(steps));
    // Works all out, so that the clock is read when the answers are there and not before.
    if (scored.count() == 0) {
      return NOTHING;
    }
    Instant there = rules.now().instant().plus(rules.timing().commitAllowance());
    promised = Optional.of(there);
    Stage timeliness =
        new TimelinessStage(rules.timing().clock(), rules.direction(), fittedUntil, there);
    return new LayerOutput(Map.of(GoldDirection.TABLE, timeliness.apply(scored)), Optional.empty());
  }

  /** Tells once of each model that is asked about a time that it was fitted on. */
  private void tellOfKnownOutcomes(List<SeriesNews> news, SortedMap<Integer, Long> fittedUntil) {
    fittedUntil.forEach(
        (horizon, until) -> {
          boolean knows =
              news.stream()
                  .map(
                      of ->
                          DirectionTarget.of(
                              of.first(), of.firstKnown(), horizon, rules.direction()))
                  .anyMatch(target -> target.start() < until);
          if (knows && !until.equals(told.put(horizon, until))) {
            LOG.warn(
                "The model of the horizon {} was fitted on outcomes until {}; its forecasts of"
                    + " targets that began before are listed as late and not graded",
                horizon,
                Micros.instant(until));
          }
        });
  }

  /** Tells of forecasts that could be read later than their rows say. */
  @Override
  public void upkeep() {
    Instant now = rules.now().instant();
    if (rules.timing().clock() == ForecastClock.WALL) {
      promised
          .filter(now::isAfter)
          .ifPresent(
              there ->
                  LOG.warn(
                      "Forecasts that say they were known by {} may have been there by {} only,"
                          + " since their commit took longer than direction.commit-allowance ({});"
                          + " set that higher",
                      there,
                      now,
                      rules.timing().commitAllowance()));
    }
    promised = Optional.empty();
  }

  /** Nothing is owed. */
  @Override
  public Optional<Dataset<Row>> remaining(Dataset<Row> input) {
    return Optional.of(input.limit(0));
  }
}
