package io.marketlake.app;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.CopiedModels;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.job.FailPoint;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.AliasHistory.Occasion;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import io.marketlake.training.SentimentTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Champions that change while texts are scored. silver.news is filled straight away, and the query
 * of gold reads it.
 *
 * <p>Tier: CI for swaps, proof for the challenger beside.
 */
class ChampionSwapTest {
  private static final SparkSession SPARK = TestSpark.session();
  private static final int PATIENCE = 60;

  @TempDir private Path folder;
  private TestLake lake;
  private LakeTables tables;
  private Table news;
  private CopiedModels copies;
  private Promotion promotion;
  private ModelRegistry registry;
  private String first;
  private long commits;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"), Optional.empty(), Map.of("sentiment.poll", "0ms"));
    first = lake.publishModel();
    tables = lake.lake().tables();
    news = SilverTable.of(lake.feed("news"));
    tables.ensure(news);
    copies = new CopiedModels(lake.lake().models(), first);
    registry = new ModelRegistry(lake.lake().models(), SPARK.sparkContext().hadoopConfiguration());
    promotion = new Promotion(registry, new ModelAliases(tables), "a test");
  }

  /** Appends three headlines. */
  private void append() {
    String[] columns =
        Stream.of(news.structType().fields())
            .map(
                field ->
                    "CAST("
                        + switch (field.name()) {
                          case "headline" -> "concat('Profit rises at number ', id)";
                          case "event_time", "known_at", "kafka_time" -> "timestamp_seconds(id)";
                          case "day" -> "DATE'1970-01-01'";
                          case Coordinate.CLUSTER_ID, Coordinate.TOPIC_ID, Coordinate.TOPIC ->
                              "'c'";
                          case Coordinate.PARTITION -> "0";
                          case Coordinate.OFFSET -> "id";
                          default -> "NULL";
                        }
                        + " AS "
                        + field.dataType().sql()
                        + ") AS `"
                        + field.name()
                        + "`")
            .toArray(String[]::new);
    tables.append(
        news,
        SPARK.range(3 * commits, 3 * commits + 3, 1, 1).toDF().selectExpr(columns),
        new Commit("load", commits, "r" + commits));
    commits++;
  }

  private void promote(String version) {
    assertThat(promotion.promote(registry.find(SentimentTrainer.KIND, version), "a swap"))
        .hasSize(1);
  }

  private LayerQuery start() {
    return start(LayerName.GOLD);
  }

  private LayerQuery start(LayerName layer) {
    return Streams.start(
        SPARK,
        new Request(
            lake.settings(),
            List.of(layer),
            lake.settings().feedsNamed(List.of("news")),
            false,
            BatchListener.NONE,
            FailPoint.NONE));
  }

  /**
   * Lets texts come until a model scores them; returns the models of the micro-batches till then.
   */
  private List<String> untilScoredBy(LayerQuery query, String version) {
    List<String> seen = new ArrayList<>();
    while (!seen.contains(version) && seen.size() < PATIENCE) {
      append();
      query.drain();
      seen.add(
          lake.sentiment()
              .orderBy(col(Coordinate.OFFSET).desc())
              .select(GoldSentiment.MODEL_VERSION)
              .first()
              .getString(0));
    }
    assertThat(seen).contains(version);
    return seen;
  }

  @Test
  void championsAreTakenUpWithoutRestartABrokenOneIsNotAndBatchScoresAreTheStreams()
      throws IOException {
    String second = copies.copy("20990101T000000Z-second");
    String broken = copies.broken("20990101T000000Z-broken");
    String third = copies.copy("20990101T000000Z-third");
    // Without an alias the newest version would act as champion.
    promote(first);
    try (LayerQuery query = start()) {
      assertThat(untilScoredBy(query, first)).containsOnly(first);
      promote(second);
      assertThat(untilScoredBy(query, second)).containsOnly(first, second);
      promote(broken);
      append();
      query.drain();
      promote(third);
      assertThat(untilScoredBy(query, third)).containsOnly(second, third);
      assertThat(promotion.rollback(SentimentTrainer.KIND, Optional.of(second), "worse"))
          .hasSize(1);
      assertThat(untilScoredBy(query, second)).containsOnly(third, second);
    }
    Dataset<Row> scored = lake.sentiment();
    assertThat(scored.count()).isEqualTo(3 * commits);
    assertThat(scored.select(Coordinate.OFFSET).distinct().count()).isEqualTo(3 * commits);
    assertThat(new ScoredBatches(lake).assertEachHasTheVersionThatWasStoredForIt())
        .containsOnlyKeys(first, second, third);
    assertThat(exactScores(scored)).isEqualTo(exactScores(inOneBatch(scored)));
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void theChallengerScoresTheSameTextsIntoATableOfItsOwn() throws IOException {
    assertThat(promotion.adopted(SentimentTrainer.KIND).now(Alias.CHAMPION)).hasValue(first);
    String challenger = copies.copy("20990101T000000Z-challenger");
    try (LayerQuery gold = start();
        LayerQuery shadow = start(LayerName.CHALLENGER)) {
      append();
      gold.drain();
      shadow.drain();
      assertThat(tables.isEmpty(GoldChallenger.TABLE)).as("nobody challenges").isTrue();
      AliasHistory unused =
          new ModelAliases(tables)
              .change(
                  SentimentTrainer.KIND,
                  history ->
                      history.challenge(
                          challenger, new Occasion(Instant.now(), "a test", "on trial")));
      for (int i = 0; i < PATIENCE && tables.isEmpty(GoldChallenger.TABLE); i++) {
        append();
        gold.drain();
        shadow.drain();
      }
      append();
      gold.drain();
      shadow.drain();
    }
    Dataset<Row> shadow = tables.read(GoldChallenger.TABLE);
    assertThat(shadow.filter(col(GoldSentiment.MODEL_VERSION).notEqual(challenger)).isEmpty())
        .isTrue();
    assertThat(shadow.count())
        .isGreaterThanOrEqualTo(3)
        .isEqualTo(shadow.select(Coordinate.OFFSET).distinct().count());
    // Copies of one model say the same.
    assertThat(
            shadow
                .drop(GoldSentiment.MODEL_VERSION)
                .except(lake.sentiment().drop(GoldSentiment.MODEL_VERSION))
                .isEmpty())
        .isTrue();
    assertThat(lake.sentiment().filter(col(GoldSentiment.MODEL_VERSION).notEqual(first)).isEmpty())
        .isTrue();
  }

  /** The same texts and versions scored by Spark alone, in other partitions. */
  private Dataset<Row> inOneBatch(Dataset<Row> scored) {
    Dataset<Row> batch = null;
    for (Row version : scored.select(GoldSentiment.MODEL_VERSION).distinct().collectAsList()) {
      String name = version.getString(0);
      Dataset<Row> rows =
          new SentimentScorer(registry.load(registry.find(SentimentTrainer.KIND, name)), name)
              .apply(
                  scored
                      .filter(col(GoldSentiment.MODEL_VERSION).equalTo(name))
                      .select(col(Coordinate.OFFSET), col(GoldSentiment.TEXT))
                      .repartition(2));
      batch = batch == null ? columns(rows) : batch.union(columns(rows));
    }
    if (batch == null) {
      throw new IllegalStateException("nothing was scored");
    }
    return batch;
  }

  private static Dataset<Row> columns(Dataset<Row> rows) {
    return rows.select(
        Coordinate.OFFSET,
        GoldSentiment.LABEL,
        GoldSentiment.PROBABILITIES,
        GoldSentiment.SCORE,
        GoldSentiment.MODEL_VERSION);
  }

  /** Doubles as their shortest decimals, of which no two doubles have the same. */
  private static List<String> exactScores(Dataset<Row> rows) {
    return columns(rows).toJSON().collectAsList().stream().sorted().toList();
  }
}
