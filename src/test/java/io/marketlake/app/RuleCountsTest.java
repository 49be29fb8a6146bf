package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.RuleCountCheck;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.GoldRuleCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The counts of rules equal a recount of silver and quarantine whenever the queries are idle.
 *
 * <p>Tier: CI.
 */
class RuleCountsTest {
  private static final List<String> TICKS = List.of("ticks");
  private static final List<LayerName> BRONZE = List.of(LayerName.BRONZE);
  private static final List<LayerName> SILVER = List.of(LayerName.SILVER);
  private static final List<LayerName> FUSED = List.of(LayerName.BRONZE, LayerName.SILVER);
  private static final List<String> POINTS =
      List.of(
          "begin",
          "before gold.rule_counts",
          "after gold.rule_counts",
          "before silver.ticks",
          "after silver.ticks",
          "before quarantine.events",
          "after quarantine.events",
          "end");
  private static final Map<String, String> RULES =
      Map.of(
          "feeds.ticks.rules.is-dear.expr", "price > 105",
          "feeds.ticks.rules.is-dear.action", "warn",
          "feeds.ticks.rules.trade-is-new.unique", "symbol,price",
          "feeds.ticks.rules.trade-is-new.action", "warn");

  @TempDir private Path folder;
  private int sent;

  private TestLake lake(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(RULES);
    settings.putAll(more);
    return new TestLake(folder.resolve("lake"), java.util.Optional.empty(), settings);
  }

  /** Ten ticks: two too cheap, one twice, one no JSON, one with two faults of its fields. */
  private void sendMore(TestLake lake) {
    for (int i = 0; i < 5; i++) {
      lake.send("ticks", SampleEvents.tick(sent + i));
    }
    lake.send(
        "ticks",
        SampleEvents.tick(sent),
        SampleEvents.tick(sent).replace("\"price\":", "\"price\":-"),
        SampleEvents.tick(sent).replace("\"price\":", "\"price\":-"),
        SampleEvents.tick(sent).replace("\"volume\":100", "\"volume\":[]").replace("AAPL", "?"),
        "not json");
    sent += 5;
  }

  private static void run(TestLake lake, List<LayerName> layers) {
    lake.run(layers, TICKS, FailPoint.NONE);
  }

  private static void failAt(TestLake lake, List<LayerName> layers, String point) {
    ThrowAt failPoint = new ThrowAt(point);
    assertThatThrownBy(() -> lake.run(layers, TICKS, failPoint))
        .as(point)
        .isInstanceOf(RuntimeException.class);
    assertThat(failPoint.fired()).as("%s fired", point).isPositive();
  }

  private static Dataset<Row> counts(TestLake lake) {
    return lake.lake().tables().read(GoldRuleCounts.TABLE);
  }

  /** Passes and failures of each rule that any record broke, recounted from where records are. */
  private static void assertCountsAreARecount(TestLake lake) {
    long records = lake.silver("ticks").count() + lake.quarantine().count();
    Map<String, Long> failed = new TreeMap<>();
    for (Row row :
        lake.quarantine()
            .selectExpr("explode(array_distinct(failed_rules)) AS rule")
            .groupBy("rule")
            .count()
            .collectAsList()) {
      failed.put(row.getString(0), row.getLong(1));
    }
    failed.put("is-dear", lake.silver("ticks").filter("NOT price > 105").count() + cheap(lake));
    failed.put("trade-is-new", repeats(lake));
    // Apple alone is sent: what is no symbol is not known either.
    failed.put("symbol-is-known", failed.getOrDefault("symbol-is-a-symbol", 0L));
    long json = failed.getOrDefault("json", 0L);
    Map<String, List<Long>> expected = new TreeMap<>();
    failed.forEach(
        (rule, broken) -> {
          if (rule.equals("trade-is-new")) {
            expected.put(rule, List.of(lake.silver("ticks").count() - broken, broken));
          } else if (!rule.contains(".")) {
            expected.put(
                rule, List.of(records - (rule.equals("json") ? 0 : json) - broken, broken));
          } else {
            expected.put(rule, List.of(-1L, broken));
          }
        });

    Map<String, List<Long>> counted = new TreeMap<>();
    for (Row row :
        counts(lake)
            .groupBy("rule")
            .agg(
                org.apache.spark.sql.functions.sum("passed"),
                org.apache.spark.sql.functions.sum("failed"))
            .collectAsList()) {
      if (row.getLong(2) > 0) {
        boolean isOfField = row.getString(0).contains(".");
        counted.put(row.getString(0), List.of(isOfField ? -1L : row.getLong(1), row.getLong(2)));
      }
    }
    assertThat(counted).isEqualTo(expected);
    assertThat(
            new RuleCountCheck()
                .findings(
                    new LakeView(
                        lake.lake(),
                        List.of(lake.feed("ticks")),
                        LakeSchema.tables(lake.settings()),
                        Instant.now())))
        .isEmpty();
  }

  /** Those of the quarantined records that have a price, which is too low. */
  private static long cheap(TestLake lake) {
    return lake.quarantine()
        .filter("class = 'invalid'")
        .filter("CAST(get_json_object(CAST(value AS STRING), '$.price') AS DOUBLE) <= 105")
        .count();
  }

  private static long repeats(TestLake lake) {
    lake.silver("ticks").createOrReplaceTempView("recounted_ticks");
    return lake.silver("ticks")
        .sparkSession()
        .sql(
            "SELECT * FROM recounted_ticks a WHERE EXISTS (SELECT 1 FROM recounted_ticks b WHERE"
                + " a.symbol = b.symbol AND a.price = b.price AND a.topic_id = b.topic_id AND"
                + " a.partition = b.partition AND b.offset < a.offset)")
        .count();
  }

  @Test
  void whatWasCountedBeforeAKillIsNotCountedAgainInTheRefill() throws IOException {
    TestLake lake = lake(Map.of());
    sendMore(lake);
    failAt(lake, FUSED, "after gold.rule_counts");
    assertThat(counts(lake).filter("rule = 'json'").count()).isEqualTo(1);
    assertThat(lake.silver("ticks").count()).as("written after it is counted").isZero();
    CheckpointLoss.whole(lake, "");
    sendMore(lake);
    run(lake, BRONZE);
    run(lake, SILVER);
    assertCountsAreARecount(lake);
    assertThat(counts(lake).filter("rule = 'json'").selectExpr("sum(passed + failed)").first())
        .extracting(row -> row.getLong(0))
        .isEqualTo(20L);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void countsEqualARecountWhereverAQueryFails() {
    TestLake lake = lake(Map.of());
    for (String point : POINTS) {
      sendMore(lake);
      failAt(lake, FUSED, point);
      run(lake, FUSED);
      assertCountsAreARecount(lake);
    }
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void countsEqualARecountWhereverAQueryFailsAndLosesItsCheckpoint() throws IOException {
    TestLake lake = lake(Map.of());
    for (String point : POINTS) {
      sendMore(lake);
      run(lake, BRONZE);
      failAt(lake, SILVER, point);
      CheckpointLoss.whole(lake, "silver");
      sendMore(lake);
      run(lake, BRONZE);
      // The refill is interrupted too.
      failAt(
          lake, SILVER, point.equals("begin") || point.equals("end") ? "before handover" : point);
      run(lake, SILVER);
      assertCountsAreARecount(lake);
    }
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aBatchThatBreaksAnAggregateRuleStopsTheFeedAndIsTakenOnceTheRuleWarns() {
    Map<String, String> strict =
        Map.of(
            "feeds.ticks.rules.prices-are-steady.measure", "mean",
            "feeds.ticks.rules.prices-are-steady.column", "price",
            "feeds.ticks.rules.prices-are-steady.factor", "2",
            "feeds.ticks.rules.prices-are-steady.warm-after", "2",
            "feeds.ticks.rules.prices-are-steady.least-records", "1",
            "feeds.ticks.rules.prices-are-steady.action", "fail");
    TestLake lake = lake(strict);
    for (int price : List.of(100, 102, 101)) {
      lake.send("ticks", SampleEvents.tick(price - 100));
      run(lake, FUSED);
    }
    lake.send("ticks", SampleEvents.tick(900));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> run(lake, FUSED))
          .as("try %d", i)
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("its rule prices-are-steady, whose action is fail, does not hold")
          .hasMessageContaining("mean of price is 1000.25, above 202.5");
    }
    assertThat(lake.silver("ticks").count()).isEqualTo(3);
    assertThat(counts(lake).filter("kind = 'aggregate'").count()).isEqualTo(3);

    Map<String, String> lenient = new HashMap<>(RULES);
    lenient.putAll(strict);
    lenient.put("feeds.ticks.rules.prices-are-steady.action", "warn");
    TestLake warned = lake.beside(folder.resolve("lake"), lenient);
    run(warned, FUSED);
    lake.send("ticks", SampleEvents.tick(5));
    run(warned, FUSED);

    assertThat(
            counts(lake)
                .filter("kind = 'aggregate'")
                .orderBy("known_at")
                .selectExpr("passed", "failed", "measure", "round(baseline, 2)", "at_most")
                .toJSON()
                .collectAsList())
        .containsExactly(
            "{\"passed\":0,\"failed\":0,\"measure\":100.25}",
            "{\"passed\":0,\"failed\":0,\"measure\":102.25}",
            "{\"passed\":1,\"failed\":0,\"measure\":101.25,\"round(baseline, 2)\":101.25,\"at_most\":202.5}",
            "{\"passed\":0,\"failed\":1,\"measure\":1000.25,\"round(baseline, 2)\":101.25,\"at_most\":202.5}",
            "{\"passed\":1,\"failed\":0,\"measure\":105.25,\"round(baseline, 2)\":101.25,\"at_most\":202.5}");
  }
}
