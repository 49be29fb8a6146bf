package io.marketlake.app;

import static java.util.stream.Collectors.joining;

import io.marketlake.bronze.BronzeLayer;
import io.marketlake.bronze.BronzeSettings;
import io.marketlake.config.LinkingFile;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.erasure.Erasure;
import io.marketlake.error.Errors;
import io.marketlake.gold.ChallengerLayer;
import io.marketlake.gold.SentimentLayer;
import io.marketlake.history.BarRebuild;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.silver.SilverLayer;
import io.marketlake.storage.LakeLocation;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.KafkaSource;
import io.marketlake.topology.LayerQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Puts queries together: which layers, for which feeds, in a lake. */
public final class Streams {
  /** The layers in the order in which data passes them. */
  public enum LayerName {
    BRONZE,
    SILVER,
    BARS,
    GOLD,
    /** The challenger beside gold, where {@code sentiment.shadow} is on. */
    CHALLENGER,
    /** Forecasts of the direction of bars' prices. */
    DIRECTION
  }

  private static final List<LayerName> BARS_ALONE = List.of(LayerName.BARS);
  private static final List<LayerName> DIRECTION_ALONE = List.of(LayerName.DIRECTION);

  /** Those that have a query of their own beside that of the others. */
  private static final Set<LayerName> ASIDE =
      Set.of(LayerName.BARS, LayerName.CHALLENGER, LayerName.DIRECTION);

  private Streams() {}

  /**
   * What a query is to be.
   *
   * @param layers one, or several neighbours
   */
  public record Request(
      Settings settings,
      List<LayerName> layers,
      List<Feed> feeds,
      boolean untilDrained,
      BatchListener listener,
      FailPoint failPoint) {
    public Request {
      layers = layers.stream().distinct().sorted().toList();
      feeds = List.copyOf(feeds);
      if (layers.size() > 1 && !layers.contains(LayerName.SILVER)) {
        String names =
            layers.stream().map(l -> l.name().toLowerCase(Locale.ROOT)).collect(joining(","));
        throw Errors.badOption(
            "--layers " + names,
            "bars and gold read silver, which is not among them",
            "add silver, or run them as jobs of their own");
      }
      boolean isOfBars = layers.equals(BARS_ALONE) || layers.equals(DIRECTION_ALONE);
      if (isOfBars && !hasBars(feeds)) {
        throw Errors.badOption(
            "--feeds " + String.join(",", feeds.stream().map(Feed::name).toList()),
            "none of these feeds has bars",
            "name a feed whose settings have a block bars, such as ticks");
      }
      if (layers.equals(List.of(LayerName.GOLD))
          && feeds.stream().noneMatch(feed -> feed.text().isPresent())) {
        throw Errors.badOption(
            "--feeds " + String.join(",", feeds.stream().map(Feed::name).toList()),
            "none of these feeds has a text to score",
            "name a feed whose settings have a text, such as news");
      }
    }

    /** The same for other layers. */
    private Request of(List<LayerName> others) {
      return new Request(settings, others, feeds, untilDrained, listener, failPoint);
    }
  }

  /**
   * The queries that serve a request as they may run side by side, in the order of the data: bars
   * have one of their own beside that of the other layers, since they commit to up to four tables
   * and need not do so as often; so have the challenger and the forecasts, that they hold nobody
   * up.
   */
  static List<Request> queriesOf(Request request) {
    List<LayerName> others =
        request.layers().stream().filter(layer -> !ASIDE.contains(layer)).toList();
    if (others.isEmpty()) {
      return List.of(request);
    }
    List<Request> queries = new ArrayList<>(List.of(request.of(others)));
    if (request.layers().contains(LayerName.BARS) && hasBars(request.feeds())) {
      queries.add(request.of(BARS_ALONE));
    }
    if (request.settings().registry().shadow()
        && others.contains(LayerName.GOLD)
        && request.feeds().stream().anyMatch(feed -> feed.text().isPresent())) {
      queries.add(request.of(List.of(LayerName.CHALLENGER)));
    }
    if (request.layers().contains(LayerName.DIRECTION) && hasBars(request.feeds())) {
      queries.add(request.of(DIRECTION_ALONE));
    }
    return queries;
  }

  private static boolean hasBars(List<Feed> feeds) {
    return feeds.stream().anyMatch(feed -> feed.bars().isPresent());
  }

  /**
   * Throws for what would stop the query anyway, before a Spark session is made: a lake that can't
   * be written, a broker that does not answer, a topic or a model that is not there, rules of links
   * or of sentiment that can't be read, a retention shorter than what marts read.
   */
  public static void requireStartable(Request request) {
    Settings settings = request.settings();
    MartDays.requireKept(settings);
    LakeLocation location = settings.lake();
    Lake.requireWritable(location);
    if (request.layers().contains(LayerName.BRONZE)) {
      try (KafkaCluster cluster = KafkaCluster.connect(settings.kafka())) {
        cluster.states(request.feeds().stream().map(Feed::topic).toList());
      }
    }
    if (request.layers().contains(LayerName.SILVER)) {
      LinkingFile.load(settings.linkingFile());
    }
    if (request.layers().contains(LayerName.GOLD)) {
      RegistryModels.rules(settings);
      RegistryModels.require(
          new ModelRegistry(
              new Path(location.root(), Lake.MODELS).toString(), location.configuration()),
          settings.sentimentModel());
    }
  }

  /** Throws unless all expressions of the feeds can be evaluated. */
  static void requireValidExpressions(SparkSession spark, List<Feed> feeds) {
    SilverLayer.requireValidExpressions(
        feeds, spark.createDataFrame(List.of(), BronzeEvents.TABLE.structType()));
  }

  /** Starts the query. */
  public static LayerQuery start(SparkSession spark, Request request) {
    Settings settings = request.settings();
    Lake lake = Lake.open(spark, settings.lake());
    LayerQuery.Builder query =
        new LayerQuery.Builder(spark, lake)
            .settings(
                request.layers().equals(BARS_ALONE) ? settings.barStream() : settings.stream())
            .leases(settings.leases())
            .listener(request.listener())
            .failPoint(request.failPoint())
            .onceHeld(() -> requireNoneUnfinished(lake, request))
            .untilDrained(request.untilDrained());
    if (request.layers().contains(LayerName.BRONZE)) {
      KafkaSource kafka = KafkaSource.open(settings.kafka(), request.feeds());
      query
          .kafka(kafka)
          .layer(
              new BronzeLayer(
                  new BronzeSettings(request.feeds(), kafka.clusterId(), kafka.topicIds())));
    }
    if (request.layers().contains(LayerName.SILVER)) {
      requireValidExpressions(spark, request.feeds());
      SilverHistory history = new SilverHistory(lake);
      query.layer(
          new SilverLayer(
              request.feeds(), history, history, LakeReference.of(spark, lake.tables(), settings)));
    }
    if (request.layers().contains(LayerName.BARS) && hasBars(request.feeds())) {
      query.layer(BarLayers.layer(settings, request.feeds(), lake.tables()));
    }
    if (request.layers().contains(LayerName.GOLD)) {
      query.layer(new SentimentLayer(request.feeds(), RegistryModels.of(spark, lake, settings)));
    }
    if (request.layers().contains(LayerName.CHALLENGER)) {
      query.layer(new ChallengerLayer(request.feeds(), ChallengerModel.of(spark, lake, settings)));
    }
    if (request.layers().contains(LayerName.DIRECTION)) {
      query.layer(
          DirectionLayers.layer(
              settings,
              request.feeds(),
              lake.tables(),
              RegistryForecasters.of(spark, lake, settings)));
    }
    return query.start();
  }

  private static void requireNoneUnfinished(Lake lake, Request request) {
    for (Feed feed : request.feeds()) {
      Erasure.requireNoneUnfinished(lake, feed.name());
      if (request.layers().contains(LayerName.BARS)) {
        BarRebuild.requireNoneUnfinished(lake, feed.name());
      }
    }
  }
}
