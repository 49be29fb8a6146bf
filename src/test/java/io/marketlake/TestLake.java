package io.marketlake;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.app.LakeSchema;
import io.marketlake.app.Streams;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Lake;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.EventProducer;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * A lake in a folder of a test, with topics of its own on the shared broker, and the checks that
 * hold for every lake at rest.
 */
public final class TestLake {
  private static final Set<String> DIFFERING =
      Set.of(BronzeEvents.INGESTED_AT, GoldSentiment.MODEL_VERSION);

  public static final List<LayerName> FUSED =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.GOLD);

  private final Settings settings;

  public TestLake(Path folder) {
    this(folder, Optional.empty(), Map.of());
  }

  public TestLake(Path folder, Optional<Path> confFile, Map<String, String> more) {
    this(folder.toString(), confFile, more);
  }

  private TestLake(String place, Optional<Path> confFile, Map<String, String> more) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("lake.path", place);
    overrides.put("kafka.bootstrap-servers", TestKafka.settings().bootstrapServers());
    overrides.put("stream.trigger", "0ms");
    overrides.put("bars.trigger", "0ms");
    for (String feed : feedNames(confFile)) {
      overrides.put("feeds." + feed + ".topic", TestKafka.newTopic(feed));
    }
    overrides.putAll(more);
    this.settings = SettingsLoader.load(confFile, overrides, Map.of()).settings();
  }

  /** A lake on the tests' S3 server. */
  public static TestLake onS3(String name, Map<String, String> more) {
    return at(TestS3.newLocation(name), more);
  }

  /** A lake at a location of the tests' S3 server. */
  public static TestLake at(String location, Map<String, String> more) {
    Map<String, String> overrides = new HashMap<>(s3());
    overrides.putAll(more);
    return new TestLake(location, Optional.empty(), overrides);
  }

  /** The settings by which a job reaches the tests' S3 server. */
  public static Map<String, String> s3() {
    return Map.of(
        "s3.endpoint", TestS3.endpoint().toString(),
        "s3.region", "us-east-1",
        "s3.path-style", "true");
  }

  /** A lake of its own in another folder, on the same topics. */
  public TestLake beside(Path folder) {
    return beside(folder, Map.of());
  }

  /** A lake of its own in another folder, on the same topics, under settings of its own. */
  public TestLake beside(Path folder, Map<String, String> more) {
    Map<String, String> overrides = new HashMap<>();
    settings
        .feeds()
        .values()
        .forEach(f -> overrides.put("feeds." + f.name() + ".topic", f.topic()));
    overrides.putAll(more);
    return new TestLake(folder, Optional.empty(), overrides);
  }

  /**
   * The folders of the checkpoints, one a query that the lake has had; Spark's is {@code spark}.
   */
  public List<Path> checkpoints() {
    Path folder = lake().folder().resolve("_marketlake/checkpoints");
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> feedNames(Optional<Path> confFile) {
    return List.copyOf(
        SettingsLoader.load(confFile, Map.of(), Map.of()).settings().feeds().keySet());
  }

  public Settings settings() {
    return settings;
  }

  public Lake lake() {
    return Lake.open(TestSpark.session(), settings.lake());
  }

  public String topic(String feed) {
    return feed(feed).topic();
  }

  public Feed feed(String name) {
    return settings.feedsNamed(List.of(name)).get(0);
  }

  /** Publishes a model, so that gold can score; returns its version. */
  public String publishModel() {
    return TestModels.publish(lake().models());
  }

  /** Sends values under the key k. */
  public void send(String feed, String... values) {
    sendBytes(
        feed,
        Arrays.stream(values).map(v -> v.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
  }

  /** Sends a value in a record that has no key. */
  public void sendWithoutKey(String feed, String value) {
    try (EventProducer producer = TestKafka.producer()) {
      producer.send(topic(feed), null, value.getBytes(StandardCharsets.UTF_8), Optional.empty());
      producer.flush();
    }
  }

  public void sendBytes(String feed, byte @Nullable []... values) {
    try (EventProducer producer = TestKafka.producer()) {
      for (byte[] value : values) {
        producer.send(topic(feed), "k", value, Optional.empty());
      }
      producer.flush();
    }
  }

  /** Runs layers as one query until all that is there is done. */
  public void run(List<LayerName> layers) {
    run(layers, FailPoint.NONE);
  }

  public void run(List<LayerName> layers, FailPoint failPoint) {
    try (LayerQuery query = start(layers, true, failPoint)) {
      query.await();
    }
  }

  /** Runs layers for some feeds until all that is there is done. */
  public void run(List<LayerName> layers, List<String> feeds, FailPoint failPoint) {
    Request request =
        new Request(
            settings, layers, settings.feedsNamed(feeds), true, BatchListener.NONE, failPoint);
    try (LayerQuery query = Streams.start(TestSpark.session(), request)) {
      query.await();
    }
  }

  /** Starts layers as one query that goes on until it is closed. */
  public LayerQuery startLive(List<LayerName> layers) {
    return start(layers, false, FailPoint.NONE);
  }

  private LayerQuery start(List<LayerName> layers, boolean untilDrained, FailPoint failPoint) {
    return Streams.start(
        TestSpark.session(),
        new Request(
            settings,
            layers,
            settings.feedsNamed(List.of()),
            untilDrained,
            BatchListener.NONE,
            failPoint));
  }

  /** Runs each layer in a query of its own, one after the other, until all is done. */
  public void runSplit() {
    for (LayerName layer : FUSED) {
      run(List.of(layer));
    }
  }

  public Dataset<Row> bronze() {
    return lake().tables().read(BronzeEvents.TABLE);
  }

  public Dataset<Row> silver(String feed) {
    return lake().tables().read(SilverTable.of(feed(feed)));
  }

  public Dataset<Row> quarantine() {
    return lake().tables().read(QuarantineEvents.TABLE);
  }

  public Dataset<Row> sentiment() {
    return lake().tables().read(GoldSentiment.TABLE);
  }

  /** Asserts what holds whenever the queries are idle, as sets of coordinates. */
  public void assertNothingLostOrDoubled() {
    assertBronzeIsKafka();
    Dataset<Row> corrected = Corrections.corrected(bronze());
    Dataset<Row> judged = Corrections.uncorrected(quarantine().select(coordinate()), corrected);
    for (Feed feed : settings.feeds().values()) {
      judged = judged.union(silver(feed.name()).select(coordinate()));
    }
    assertSameSet(
        judged,
        Corrections.uncorrected(bronze().select(coordinate()), corrected),
        "silver and open quarantine against bronze without what corrections stand for");
    Dataset<Row> texts = null;
    for (Feed feed : settings.feeds().values()) {
      if (feed.text().isPresent()) {
        Dataset<Row> rows = silver(feed.name()).select(coordinate());
        texts = texts == null ? rows : texts.union(rows);
      }
    }
    if (texts != null && lake().tables().exists(GoldSentiment.TABLE)) {
      assertSameSet(
          sentiment().select(coordinate()).distinct(), texts, "gold against silver's texts");
      assertThat(sentiment().count())
          .as("gold: a text's company is scored once")
          .isEqualTo(
              sentiment()
                  .dropDuplicates(
                      Stream.concat(Coordinate.IDENTITY.stream(), Stream.of(GoldSentiment.ENTITY))
                          .toArray(String[]::new))
                  .count());
    }
  }

  /** Every record that Kafka has is in bronze once, byte for byte. */
  private void assertBronzeIsKafka() {
    Dataset<Row> kafka =
        TestSpark.session()
            .read()
            .format("kafka")
            .option("kafka.bootstrap.servers", settings.kafka().bootstrapServers())
            .option(
                "subscribe",
                String.join(",", settings.feeds().values().stream().map(Feed::topic).toList()))
            .option("startingOffsets", "earliest")
            .option("kafka.fetch.max.wait.ms", "20")
            .load()
            .selectExpr("topic", "partition", "offset", "hash(key, value) as content")
            .localCheckpoint();
    Dataset<Row> bronze =
        bronze()
            .filter(Coordinate.isStreamed())
            .selectExpr("topic", "partition", "offset", "hash(key, value) as content");
    assertSameSet(bronze, kafka, "bronze against Kafka");
  }

  private static void assertSameSet(Dataset<Row> actual, Dataset<Row> expected, String what) {
    Column[] columns =
        Arrays.stream(expected.columns())
            .map(name -> functions.col("`" + name + "`"))
            .toArray(Column[]::new);
    Row figures =
        actual
            .toDF(expected.columns())
            .selectExpr("*", "1 AS is_actual", "0 AS is_expected")
            .union(expected.selectExpr("*", "0 AS is_actual", "1 AS is_expected"))
            .groupBy(columns)
            .agg(functions.sum("is_actual").as("here"), functions.sum("is_expected").as("there"))
            .selectExpr(
                "coalesce(sum(here), 0) AS rows",
                "coalesce(sum(there), 0) AS expected",
                "count_if(here > 1) AS repeated",
                "count_if(there > 0 AND here = 0) AS missing")
            .first();
    assertThat(figures.getLong(0)).as(what + ": rows").isEqualTo(figures.getLong(1));
    assertThat(figures.getLong(2)).as(what + ": none twice").isZero();
    assertThat(figures.getLong(3)).as(what + ": none missing").isZero();
  }

  private static Column[] coordinate() {
    return Coordinate.IDENTITY.stream().map(functions::col).toArray(Column[]::new);
  }

  /**
   * What the tables hold, but for when a micro-batch was planned and the name of the model: what a
   * kill and a restart may not change.
   */
  public Map<String, List<String>> contents() {
    Map<String, List<String>> contents = new TreeMap<>();
    for (Table table : LakeSchema.tables(settings)) {
      if (lake().tables().exists(table) && !table.equals(SilverBarStates.TABLE)) {
        Dataset<Row> rows = lake().tables().read(table);
        contents.put(table.id(), texts(table.equals(GoldRuleCounts.TABLE) ? summed(rows) : rows));
      }
    }
    return contents;
  }

  /** The counts of rules over all micro-batches, since these may be cut in any way. */
  private static Dataset<Row> summed(Dataset<Row> counts) {
    return counts
        .filter("kind <> 'aggregate' AND (failed > 0 OR kind <> 'parser')")
        .groupBy("feed", "rule", "kind", "action")
        .agg(
            functions.expr("sum(if(kind = 'parser', 0, passed))").as("passed"),
            functions.sum("failed").as("failed"));
  }

  /**
   * What the tables of bars hold, to the byte, but for when it was ingested: what no cut, no kill
   * and no topology may change. Of the states, what the next bars depend on.
   */
  public Map<String, List<String>> bars() {
    Map<String, List<String>> contents = contents();
    contents.keySet().retainAll(Set.of("silver.bars", "silver.windows", SilverLate.TABLE.id()));
    contents.put(
        SilverBarStates.TABLE.id(),
        texts(
            lake()
                .tables()
                .read(SilverBarStates.TABLE)
                .groupBy(SilverBars.SOURCE_FEED, SilverBarStates.STATE_KEY)
                .agg(
                    functions.expr(
                        "max_by(struct(newest_event_time, quiet_from, open_bars, state, partition,"
                            + " offset), step) AS newest"))));
    return contents;
  }

  private static List<String> texts(Dataset<Row> rows) {
    String[] columns =
        Arrays.stream(rows.columns()).filter(c -> !DIFFERING.contains(c)).toArray(String[]::new);
    return rows
        .select(Arrays.stream(columns).map(functions::col).toArray(Column[]::new))
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }
}
