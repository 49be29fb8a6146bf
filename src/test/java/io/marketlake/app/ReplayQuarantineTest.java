package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.doctor.Check;
import io.marketlake.doctor.Finding;
import io.marketlake.doctor.InterruptionCheck;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.LayerCheck;
import io.marketlake.doctor.OffsetCheck;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Quarantined records get a second chance.
 *
 * <p>Tier: CI.
 */
class ReplayQuarantineTest {
  private static final String MISSPELT =
      "{\"symbol\":\"AAPL\",\"prise\":10.5,\"volume\":1,\"timestamp\":\"2026-03-02T15:34:%02dZ\"}";
  private static final String GOOD =
      "{\"symbol\":\"AAPL\",\"price\":10.5,\"volume\":1,\"timestamp\":\"2026-03-02T15:34:59Z\"}";
  private static final String FREE =
      "{\"symbol\":\"AAPL\",\"price\":0,\"volume\":1,\"timestamp\":\"2026-03-02T15:34:58Z\"}";
  private static final String[] MEND = {
    "--reason", "price.required", "--with-fix", "replace(value, 'prise', 'price')"
  };

  @TempDir private Path folder;

  private static List<Finding> findings(TestLake lake, String feed, Check check) {
    return check.findings(
        new LakeView(
            lake.lake(),
            List.of(lake.feed(feed)),
            LakeSchema.tables(lake.settings()),
            Instant.now()));
  }

  /** Each record is in one place, and a correction is in the place of what it corrects. */
  private static void assertWhole(TestLake lake, String feed) {
    Dataset<Row> corrected = Corrections.corrected(lake.bronze());
    Dataset<Row> bronze = Corrections.uncorrected(identities(lake.bronze()), corrected);
    Dataset<Row> judged =
        Corrections.uncorrected(
            identities(lake.silver(feed)).union(identities(lake.quarantine())), corrected);
    assertThat(Corrections.of(lake.bronze()).filter("correction IS NULL").isEmpty()).isTrue();
    assertThat(judged.count()).isEqualTo(bronze.count());
    assertThat(judged.distinct().count()).isEqualTo(bronze.count());
    assertThat(bronze.except(judged).count()).isZero();
    for (Check check : List.of(new LayerCheck(), new OffsetCheck(), new InterruptionCheck())) {
      assertThat(findings(lake, feed, check)).as(check.name()).isEmpty();
    }
  }

  private static Dataset<Row> identities(Dataset<Row> rows) {
    return rows.select(Coordinate.IDENTITY.stream().map(functions::col).toArray(Column[]::new));
  }

  @Test
  void whatPassesNowIsCorrectedOnceAndTheRestStays() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Replays replays = new Replays(lake, "ticks");
    replays.arrive(
        GOOD, MISSPELT.formatted(1), FREE, "no JSON", MISSPELT.replace("10.5", "0").formatted(2));
    replays.fillSilver();
    Map<String, List<String>> before = lake.contents();

    assertThat(replays.quarantine("list"))
        .contains("price-is-positive", "price is missing", "4 open records");
    assertThat(replays.quarantine("show", "--reason", "no JSON"))
        .as("the reason names no value")
        .isEmpty();
    assertThat(replays.quarantine("show", "--class", "malformed"))
        .contains("@3  2026-03-02T15:35:00Z  malformed", "json: ", "  no JSON");
    assertThat(
            replays.replay(
                Stream.concat(Stream.of(MEND), Stream.of("--dry-run")).toArray(String[]::new)))
        .contains("2 open records are meant; 1 pass now and would be corrected, 1 still fail")
        .contains("1 invalid, price-is-positive: price > 0 does not hold (")
        .contains("before {\"symbol\":\"AAPL\",\"prise\"", "after  {\"symbol\":\"AAPL\",\"price\"");
    assertThat(lake.contents()).isEqualTo(before);

    Instant start = Instant.now();
    List<String> mend = new ArrayList<>(List.of(MEND));
    mend.addAll(List.of("--by", "ada", "--note", "the producer misspelt it"));
    assertThat(replays.replay(mend.toArray(String[]::new)))
        .contains("2 open records are meant; 1 pass now and were corrected, 1 still fail")
        .contains(
            "bars of ticks: none enters at once;"
                + " 1 at one after a later bar of their symbol is final");

    Row correction = replays.corrections().first();
    assertThat(
            correction
                .getStruct(correction.fieldIndex(BronzeEvents.CORRECTION))
                .toSeq()
                .mkString("|"))
        .isEqualTo(
            "cluster|topic-1|%s|0|1|ada|the producer misspelt it|replace(value, 'prise', 'price')"
                .formatted(lake.topic("ticks")));
    assertThat(correction.<java.sql.Timestamp>getAs("kafka_time").toInstant())
        .isEqualTo(Replays.KAFKA_TIME);
    Row corrected = lake.silver("ticks").filter(Coordinate.isCorrection()).first();
    assertThat(corrected.<java.sql.Timestamp>getAs("event_time").toInstant())
        .isEqualTo(Instant.parse("2026-03-02T15:34:01Z"));
    assertThat(corrected.<java.sql.Timestamp>getAs("known_at").toInstant()).isAfterOrEqualTo(start);
    assertThat(lake.silver("ticks").count()).isEqualTo(2);
    assertWhole(lake, "ticks");
    assertThat(replays.quarantine("list")).contains("3 open records; corrections stand for 1 more");

    SparkSession spark = TestSpark.session();
    LakeSchema.register(spark, lake.lake(), lake.settings());
    assertThat(spark.table("quarantine.open").orderBy("offset").select("offset").collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(2L, 3L, 4L);
    assertThat(
            spark
                .sql("SELECT made_by, note, corrects.offset FROM quarantine.corrections")
                .collectAsList())
        .extracting(row -> row.mkString("|"))
        .containsExactly("ada|the producer misspelt it|1");
    for (String database : List.of("bronze", "silver", "quarantine", "gold")) {
      spark.sql("DROP DATABASE " + database + " CASCADE");
    }

    Map<String, List<String>> after = lake.contents();
    assertThat(replays.replay(MEND)).contains("1 open records are meant; 0 pass now");
    assertThat(lake.contents()).isEqualTo(after);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aRuleThatWasTakenOutLetsTheOriginalPassAndARebuiltSilverHasItOnce() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Replays replays = new Replays(lake, "ticks");
    replays.arrive(GOOD, FREE, MISSPELT.formatted(1));
    replays.arriveFrom(Coordinate.BACKFILL, GOOD, MISSPELT.formatted(2));
    replays.fillSilver();
    assertThat(lake.silver("ticks").count()).as("what a file brought is filled in").isEqualTo(2);
    Replays tolerant =
        new Replays(lake, "ticks", "feeds.ticks.rules.price-is-positive.expr=price >= 0");

    assertThat(tolerant.replay("--reason", "price-is-positive")).contains("1 pass now");
    assertThat(tolerant.replay(MEND)).contains("2 pass now");

    byte[] value = tolerant.corrections().filter("correction.fix IS NULL").first().getAs("value");
    assertThat(value).asString().isEqualTo(FREE);
    Map<String, List<String>> before = lake.contents();
    Table silver = SilverTable.of(lake.feed("ticks"));
    lake.lake().tables().drop(silver);
    TestLake mended =
        lake.beside(
            folder.resolve("lake"),
            Map.of("feeds.ticks.rules.price-is-positive.expr", "price >= 0"));
    new Replays(mended, "ticks").fillSilver();
    assertThat(lake.contents()).isEqualTo(before);

    // Without the quarantine too, what a correction stands for is not judged again.
    lake.lake().tables().drop(silver);
    lake.lake().tables().drop(QuarantineEvents.TABLE);
    new Replays(mended, "ticks").fillSilver();
    assertThat(lake.contents().get(silver.id())).isEqualTo(before.get(silver.id()));
    assertThat(lake.quarantine().isEmpty()).isTrue();
    assertThat(findings(lake, "ticks", new LayerCheck())).isEmpty();
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aReplayThatIsKilledIsDoneOrNotDone() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Replays replays = new Replays(lake, "ticks");
    // The others are left to the proof.
    List<String> points = List.of("after staged/silver.ticks", "after silver.ticks");
    for (int i = 0; i < points.size(); i++) {
      replays.arrive(MISSPELT.formatted(i));
      replays.fillSilver();
      replays.killed(points.get(i), MEND);
      boolean begun = i > 0;
      assertThat(findings(lake, "ticks", new InterruptionCheck())).hasSize(begun ? 1 : 0);
      String said = replays.replay(MEND);
      assertThat(said.contains("ended the interrupted replay")).as(said).isEqualTo(begun);
      assertThat(said).contains(begun ? "0 open records are meant" : "1 pass now");
      assertThat(lake.silver("ticks").count()).as(points.get(i)).isEqualTo(i + 1);
      assertWhole(lake, "ticks");
    }
    assertThat(lake.lake().files().list("_marketlake/replay")).isEmpty();
  }

  @Test
  void anIdThatSilverHasStaysInQuarantine() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Replays replays = new Replays(lake, "posts");
    String post = "{\"id\":\"%s\",\"created_at\":\"2026-03-02T15:3%d:00Z\",\"%s\":\"up\"}";
    replays.arrive(
        post.formatted("a", 0, "text"),
        post.formatted("a", 1, "test"),
        post.formatted("b", 1, "test"),
        post.formatted("b", 2, "test"));
    replays.fillSilver();

    String said =
        replays.replay("--reason", "text.required", "--with-fix", "replace(value, 'test', 'text')");

    assertThat(said)
        .contains("3 open records are meant; 1 pass now")
        .contains("2 duplicate, identity: the same id came before, at ");
    replays.arrive(post.formatted("b", 3, "text"));
    replays.fillSilver();
    assertThat(lake.silver("posts").count()).as("the id was sent again").isEqualTo(2);
    assertWhole(lake, "posts");

    Map<String, List<String>> before = lake.contents();
    lake.lake().tables().drop(SilverTable.of(lake.feed("posts")));
    lake.lake().tables().drop(QuarantineEvents.TABLE);
    replays.fillSilver();
    assertThat(lake.contents().get("silver.posts")).isEqualTo(before.get("silver.posts"));
    assertWhole(lake, "posts");
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aCorrectedTextIsScoredBesideALiveStream() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    lake.publishModel();
    String news = "{\"Date\":\"2026-03-02\",\"%s\":\"Shares of Apple rise %d %%\"}";
    Replays replays = new Replays(lake, "news");
    try (LayerQuery live = Streams.start(TestSpark.session(), news(lake, TestLake.FUSED, false))) {
      lake.send("news", news.formatted("Headline", 1), news.formatted("Title", 2));
      live.drain();

      assertThat(
              replays.replay(
                  "--reason",
                  "Headline.required",
                  "--with-fix",
                  "replace(value, 'Title', 'Headline')"))
          .contains("1 pass now and were corrected");
      lake.send("news", news.formatted("Headline", 3));
      live.drain();
    }
    assertScored(lake);
    // A query of gold alone begins by comparing its table with silver.
    try (LayerQuery gold =
        Streams.start(TestSpark.session(), news(lake, List.of(LayerName.GOLD), true))) {
      gold.await();
    }
    assertScored(lake);
  }

  private static Request news(TestLake lake, List<LayerName> layers, boolean untilDrained) {
    return new Request(
        lake.settings(),
        layers,
        List.of(lake.feed("news")),
        untilDrained,
        BatchListener.NONE,
        FailPoint.NONE);
  }

  private static void assertScored(TestLake lake) {
    Dataset<Row> scored = identities(lake.sentiment());
    assertThat(scored.count()).isEqualTo(3);
    assertThat(identities(lake.silver("news")).except(scored).count()).isZero();
    assertWhole(lake, "news");
  }

  @Test
  void eachMistakeGetsOneSentenceAndStatusTwo() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Replays replays = new Replays(lake, "ticks");
    assertMistake(replays, "the layer silver has not run there yet");
    replays.arrive(GOOD);
    replays.fillSilver();
    assertMistake(replays, "line 1, column 9: ", "--with-fix", "replace(valeu, 'a', 'b')");
    assertMistake(replays, "malformed, invalid, duplicate, dropped", "--class", "bad");
    assertMistake(replays, "it is no date and no time", "--from", "yesterday");
  }

  private static void assertMistake(Replays replays, String sentence, String... more) {
    assertThat(replays.run(FailPoint.NONE, more)).isEqualTo(2);
    assertThat(replays.err.toString()).contains(sentence).startsWith("error: ").hasLineCount(1);
    replays.err.getBuffer().setLength(0);
  }
}
