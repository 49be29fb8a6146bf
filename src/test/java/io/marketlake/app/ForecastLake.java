package io.marketlake.app;

import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.feature.indicator.Indicators;
import io.marketlake.gold.DirectionModels;
import io.marketlake.job.FailPoint;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasChange;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.AliasHistory.Occasion;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.PromotionGate;
import io.marketlake.registry.Supplement;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A lake whose silver.bars are filled straight away, and models for them that are fitted on chance:
 * what they say is of no worth, but theirs.
 */
final class ForecastLake {
  static final SparkSession SPARK = TestSpark.session();
  static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String FEED = "ticks";
  private static final int DECIMALS = 8;

  private final Settings settings;
  private final Table bars;
  private final ModelRegistry registry;
  private long commits;
  private long offset;

  ForecastLake(Path folder, Map<String, String> more) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("lake.path", folder.toString());
    overrides.put("stream.trigger", "0ms");
    overrides.put("sentiment.poll", "0ms");
    overrides.put("direction.clock", "event");
    overrides.put("direction.horizons", "1,5");
    overrides.putAll(more);
    this.settings = SettingsLoader.load(Optional.empty(), overrides, Map.of()).settings();
    this.bars = BarLayers.tables(settings).bars();
    this.registry = new ModelRegistry(lake().models(), SPARK.sparkContext().hadoopConfiguration());
    tables().ensure(bars);
  }

  Settings settings() {
    return settings;
  }

  Lake lake() {
    return Lake.open(SPARK, settings.lake());
  }

  LakeTables tables() {
    return lake().tables();
  }

  ModelRegistry registry() {
    return registry;
  }

  Table bars() {
    return bars;
  }

  DirectionFeatures features() {
    return DirectionFeatures.of(settings.indicators(), settings.direction());
  }

  // ---- models

  /** Publishes a model for a horizon and makes it champion; another seed is another model. */
  String promote(int horizon, long seed) {
    String version = publish(horizon, seed, features().names());
    crown(horizon, version);
    return version;
  }

  void crown(int horizon, String version) {
    AliasHistory unused =
        new ModelAliases(tables())
            .change(
                kind(horizon),
                history ->
                    history.promote(version, new Occasion(Instant.now(), "a test", "to forecast")));
  }

  /** What happened in a lake of an earlier release where a process died between two steps. */
  void adopt(int horizon, String version) {
    AliasHistory unused =
        new ModelAliases(tables())
            .change(
                kind(horizon),
                history ->
                    List.of(
                        new AliasChange(
                            kind(horizon),
                            history.number() + 1,
                            AliasChange.Action.ADOPT,
                            Alias.CHAMPION,
                            Optional.of(version),
                            history.now(Alias.CHAMPION),
                            Instant.now(),
                            "an old release",
                            "unjudged")));
  }

  static String kind(int horizon) {
    return DirectionProfile.kind("1m", horizon);
  }

  String publish(int horizon, long seed, List<String> features) {
    return publish(horizon, seed, features, PromotionGate.OPEN, Instant.EPOCH);
  }

  String publish(
      int horizon, long seed, List<String> features, PromotionGate gate, Instant fittedUntil) {
    return publish(
        horizon,
        seed,
        features,
        gate,
        fittedUntil,
        DirectionProfile.settings(settings.direction().deciding(settings.indicators())));
  }

  String publish(
      int horizon,
      long seed,
      List<String> features,
      PromotionGate gate,
      Instant fittedUntil,
      String trainedUnder) {
    List<List<Double>> deciles = new ArrayList<>();
    features.forEach(name -> deciles.add(List.of(-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4)));
    DirectionProfile profile =
        new DirectionProfile(
            "1m",
            horizon,
            DirectionFeatures.VERSION,
            features,
            deciles,
            0.6,
            1000,
            Micros.of(fittedUntil),
            Micros.of(fittedUntil),
            trainedUnder);
    return registry
        .publish(
            kind(horizon),
            fitted(seed, features.size()),
            card(horizon),
            Optional.empty(),
            new Supplement(Map.of(Supplement.PROFILE, profile, Supplement.GATE, gate), ""))
        .version();
  }

  static PipelineModel fitted(long seed, int features) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double[] values = random.doubles(features, -1, 1).toArray();
      rows.add(
          RowFactory.create(
              Vectors.dense(values), values[i % Math.min(3, features)] > 0 ? 1.0 : 0.0));
    }
    Dataset<Row> data =
        SPARK.createDataFrame(
            rows,
            new StructType().add("features", SQLDataTypes.VectorType()).add("label", "double"));
    return new Pipeline()
        .setStages(new PipelineStage[] {new LogisticRegression().setMaxIter(3)})
        .fit(data);
  }

  static ModelCard card(int horizon) {
    Evaluation none =
        new Evaluation(1, 0.5, 0.5, 0.7, List.of(), List.of(), null, Collections.emptyMap());
    return new ModelCard(
        kind(horizon),
        new ModelCard.TrainingData("none", "0", Map.of(), 0),
        new ModelCard.Split("none", 0, 0, 0, 0),
        Map.of(),
        none,
        none,
        "chance",
        "2026-01-01T00:00:00Z",
        0,
        Map.of());
  }

  // ---- bars and texts

  /** A minute's bar of a walk, with what differs from one to the next. */
  record Bar(
      String symbol,
      Instant start,
      IndicatorBar prices,
      List<@Nullable Double> indicators,
      Duration knownAfter,
      boolean inSession,
      boolean isWarm) {
    Instant end() {
      return start.plus(MINUTE);
    }

    Instant knownAt() {
      return end().plus(knownAfter);
    }
  }

  /**
   * A walk of bars of a symbol with gaps, a night after each 60, a bar before each opening, some
   * that a quiet rule closed late, and prices that often stay where they are.
   */
  List<Bar> walk(String symbol, long seed, Instant from, int count) {
    Random random = new Random(seed);
    Indicators indicators = Indicators.begin(settings.indicators());
    List<Bar> walk = new ArrayList<>();
    double price = 100;
    Instant start = from;
    Instant known = Instant.MIN;
    for (int i = 0; i < count; i++) {
      double open = price;
      double close =
          random.nextInt(4) == 0 ? open : round(open * Math.exp(0.002 * random.nextGaussian()));
      double high = round(Math.max(open, close) * (1 + 0.001 * random.nextDouble()));
      double low = round(Math.min(open, close) * (1 - 0.001 * random.nextDouble()));
      IndicatorBar prices =
          new IndicatorBar(open, high, low, close, random.nextInt(10_000), round((high + low) / 2));
      boolean inSession = i % 60 != 59;
      Duration after = Duration.ofSeconds(random.nextInt(15) == 0 ? 600 : 10);
      // A series' bars are known in their order.
      if (known.isAfter(start.plus(MINUTE).plus(after))) {
        after = Duration.between(start.plus(MINUTE), known);
      }
      known = start.plus(MINUTE).plus(after);
      walk.add(
          new Bar(
              symbol,
              start,
              prices,
              inSession
                  ? Arrays.asList(indicators.next(prices))
                  : Collections.nCopies(settings.indicators().names().size(), null),
              after,
              inSession,
              i >= 45));
      price = close;
      start = start.plus(i % 60 == 59 ? Duration.ofHours(16) : MINUTE);
      if (random.nextInt(10) == 0) {
        start = start.plus(MINUTE.multipliedBy(1 + random.nextInt(7)));
      }
    }
    return walk;
  }

  private static double round(double price) {
    return BigDecimal.valueOf(price).setScale(DECIMALS, RoundingMode.HALF_UP).doubleValue();
  }

  /** Appends bars in one commit, as their job does. */
  void append(List<Bar> rows) {
    List<Row> values = rows.stream().map(bar -> row(bar, 0)).toList();
    appendRows(values);
  }

  void appendRows(List<Row> rows) {
    boolean unused =
        tables()
            .append(
                bars,
                tables().frame(rows, bars).coalesce(1),
                new Commit("load", commits, "r" + commits));
    commits++;
  }

  Row row(Bar bar, int revision) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put(BronzeEvents.DAY, Micros.day(Micros.of(bar.start())));
    values.put(SilverTable.EVENT_TIME, Timestamp.from(bar.end()));
    values.put(BronzeEvents.KNOWN_AT, Timestamp.from(bar.knownAt()));
    values.put(SilverBars.SOURCE_FEED, FEED);
    values.put(SilverBars.SYMBOL, bar.symbol());
    values.put(SilverBars.INTERVAL, "1m");
    values.put(SilverBars.BAR_START, Timestamp.from(bar.start()));
    values.put(SilverBars.BAR_END, Timestamp.from(bar.end()));
    values.put(SilverBars.OPEN, decimal(bar.prices().open(), 8));
    values.put(SilverBars.HIGH, decimal(bar.prices().high(), 8));
    values.put(SilverBars.LOW, decimal(bar.prices().low(), 8));
    values.put(SilverBars.CLOSE, decimal(bar.prices().close(), 8));
    values.put(SilverBars.VOLUME, decimal(bar.prices().volume(), 6));
    values.put(SilverBars.VWAP, decimal(bar.prices().vwap(), 8));
    values.put(SilverBars.TRADE_COUNT, 3L);
    values.put(SilverBars.LATE_COUNT, 0L);
    values.put(SilverBars.IN_SESSION, bar.inSession());
    values.put(SilverBars.IS_WARM, bar.isWarm());
    values.put(SilverBars.REVISION, revision);
    values.put(BronzeEvents.INGESTED_AT, Timestamp.from(bar.knownAt()));
    values.put(Coordinate.CLUSTER_ID, "c");
    values.put(Coordinate.TOPIC_ID, "t");
    values.put(Coordinate.TOPIC, "ticks");
    values.put(Coordinate.PARTITION, 0);
    values.put(Coordinate.OFFSET, offset++);
    List<String> names = settings.indicators().names();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), bar.indicators().get(i));
    }
    return inOrder(bars, values);
  }

  private static Row inOrder(Table table, Map<String, @Nullable Object> values) {
    Object[] inOrder = List.of(table.structType().fieldNames()).stream().map(values::get).toArray();
    return RowFactory.create(inOrder);
  }

  private static BigDecimal decimal(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }

  /** A text about a symbol, as gold would have it, scored by a model that was there before. */
  void appendText(String symbol, Instant knownAt, double score, String modelVersion) {
    tables().ensure(GoldSentiment.TABLE);
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put(BronzeEvents.FEED, "news");
    values.put(BronzeEvents.DAY, Micros.day(Micros.of(knownAt)));
    values.put(SilverTable.EVENT_TIME, Timestamp.from(knownAt));
    values.put(BronzeEvents.KNOWN_AT, Timestamp.from(knownAt));
    values.put(GoldSentiment.TEXT, "a text");
    values.put(GoldSentiment.ENTITY, symbol);
    values.put(GoldSentiment.SCORE, score);
    values.put(GoldSentiment.MODEL_VERSION, modelVersion);
    boolean unused =
        tables()
            .append(
                GoldSentiment.TABLE,
                tables().frame(List.of(inOrder(GoldSentiment.TABLE, values)), GoldSentiment.TABLE),
                new Commit("texts", commits, "r" + commits));
    commits++;
  }

  // ---- the query

  LayerQuery start(FailPoint failPoint) {
    return Streams.start(
        SPARK,
        new Streams.Request(
            settings,
            List.of(LayerName.DIRECTION),
            settings.feedsNamed(List.of(FEED)),
            false,
            BatchListener.NONE,
            failPoint));
  }

  /** With a clock of its own. */
  LayerQuery start(DirectionModels models, InstantSource now) {
    return new LayerQuery.Builder(SPARK, lake())
        .settings(settings.stream())
        .leases(settings.leases())
        .layer(
            DirectionLayers.layer(
                settings, settings.feedsNamed(List.of(FEED)), tables(), models, now))
        .start();
  }

  /** Takes what is there through the layer. */
  void run() {
    try (LayerQuery query = start(FailPoint.NONE)) {
      query.drain();
    }
  }

  Dataset<Row> forecasts() {
    return tables().read(GoldDirection.TABLE);
  }

  /** All bars of a symbol as the table has them. */
  List<DirectionBar> series(String symbol) {
    return tables().read(bars).filter("symbol = '" + symbol + "'").collectAsList().stream()
        .map(row -> DirectionBar.read(row::getAs, settings.indicators()))
        .toList();
  }
}
