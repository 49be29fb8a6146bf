package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.holdenkarau.spark.testing.DataFrameSuiteBase$;
import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real files through the whole way: every line is accounted for, and the figures are the file's.
 * Skipped where the files, which are not the project's own, are absent.
 *
 * <p>Tier: CI.
 */
class RealInputTest {
  private static final Path DATA = Path.of("../shared/data");

  @TempDir private Path folder;

  private TestLake replayed(String feed, Path file, Map<String, String> settings, String... more) {
    TestLake lake = new TestLake(folder.resolve("lake"), Optional.empty(), settings);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--feed",
                feed,
                "--file",
                file.toString(),
                "--set",
                "kafka.bootstrap-servers=" + TestKafka.settings().bootstrapServers(),
                "--set",
                "feeds." + feed + ".topic=" + lake.topic(feed)));
    arguments.addAll(List.of(more));
    assertThat(Launcher.line(new Replay()).execute(arguments.toArray(String[]::new))).isZero();
    lake.run(List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS));
    lake.assertNothingLostOrDoubled();
    return lake;
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aDayOfTradesKeepsEveryPrintAndItsFigures() {
    Path file = DATA.resolve("trades_2013-10-10.csv.gz");
    assumeThat(Files.exists(file)).as("%s is absent", file).isTrue();
    TestLake lake =
        replayed(
            "trades",
            file,
            // Bars of a tape that is cut into micro-batches.
            TapeBarsTest.with(Tape.BY_CONDITIONS, 80_000),
            "--map",
            "symbol=ticker",
            "--known-at",
            "event");
    Dataset<Row> tape =
        TestSpark.session()
            .read()
            .option("header", "true")
            .schema(
                "timestamp timestamp, symbol string, price decimal(18,8), volume decimal(18,6),"
                    + " exchange string, sale_condition string")
            .csv(file.toString());
    Dataset<Row> silver = lake.silver("trades");

    assertThat(silver.count()).isEqualTo(201_300);
    assertThat(repeatedKinds(silver, "event_time")).isEqualTo(14_775);
    assertThat(repeatedKinds(tape, "timestamp")).isEqualTo(14_775);
    assertSameRows(figures(silver, "event_time"), figures(tape, "timestamp"));
    assertThat(Tape.read().assertBars(lake)).isEqualTo(1_173);
  }

  private static long repeatedKinds(Dataset<Row> trades, String time) {
    return trades
        .groupBy(time, "symbol", "price", "volume", "exchange", "sale_condition")
        .count()
        .filter("count > 1")
        .count();
  }

  private static Dataset<Row> figures(Dataset<Row> trades, String time) {
    return trades
        .groupBy(
            org.apache.spark.sql.functions.expr("to_date(" + time + ")").as("day"),
            org.apache.spark.sql.functions.col("symbol"))
        .agg(
            org.apache.spark.sql.functions.expr("max(price)").as("high"),
            org.apache.spark.sql.functions.expr("min(price)").as("low"),
            org.apache.spark.sql.functions.expr("sum(volume)").as("volume"),
            org.apache.spark.sql.functions.expr("sum(price * volume)").as("notional"),
            org.apache.spark.sql.functions.expr("sum(price * volume) / sum(volume)").as("vwap"))
        .orderBy("day", "symbol");
  }

  /** Row for row, exactly, by the comparison of spark-testing-base. */
  private static void assertSameRows(Dataset<Row> actual, Dataset<Row> expected) {
    List<Row> a = actual.collectAsList();
    List<Row> e = expected.collectAsList();
    assertThat(a).hasSameSizeAs(e).isNotEmpty();
    for (int i = 0; i < a.size(); i++) {
      assertThat(DataFrameSuiteBase$.MODULE$.approxEquals(a.get(i), e.get(i), 0.0))
          .as("%s against %s", a.get(i), e.get(i))
          .isTrue();
    }
  }

  @Test
  void everyLineOfTheNewsIsAccountedFor() {
    Path file = DATA.resolve("financial_news_events.csv");
    assumeThat(Files.exists(file)).as("%s is absent", file).isTrue();
    TestLake lake = replayed("news", file, Map.of());

    assertThat(lake.bronze().count()).isEqualTo(3_024);
    assertThat(lake.silver("news").count()).isEqualTo(3_024 - 148);
    assertThat(
            lake.quarantine().filter("array_contains(failed_rules, 'Headline.required')").count())
        .isEqualTo(148);
  }
}
