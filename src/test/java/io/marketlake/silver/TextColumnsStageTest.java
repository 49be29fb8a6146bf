package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.silver.SilverRun.Outcome;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class TextColumnsStageTest {
  private static final StructType TYPE =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("headline", DataTypes.StringType)
          .add("known_at", DataTypes.TimestampType);

  /** The rows of the stage, in the order of the texts: id, headline and the three columns. */
  private static List<Row> read(@Nullable String... headlines) {
    List<Row> rows = new ArrayList<>();
    for (String headline : headlines) {
      rows.add(RowFactory.create(rows.size(), headline, Timestamp.from(SilverRun.KAFKA_TIME)));
    }
    return new TextColumnsStage(SilverRun.feed("news"), SilverRun.reference(SilverRun.HISTORY))
        .apply(TestSpark.session().createDataFrame(rows, TYPE))
        .orderBy("id")
        .collectAsList();
  }

  private static List<String> symbols(Row row) {
    return strings(row, "linked_symbols");
  }

  /** Each mention's symbol and what SQL cuts out of the clean text at its place. */
  private static List<String> mentioned(Row row) {
    return TestSpark.session()
        .createDataFrame(List.of(row), row.schema())
        .selectExpr(
            "transform(linked_mentions, m -> concat_ws(' ', m.symbol,"
                + " substr(clean_text, m.position, m.length)))")
        .first()
        .getList(0);
  }

  private static List<String> strings(Row row, String column) {
    return row.getList(row.fieldIndex(column));
  }

  @Test
  void theColumnsAreAddedAtTheEndAndTheTextStays() {
    String headline = "Profit rises at <b>Apple</b> &amp; its suppliers";

    Row row = read(headline).get(0);

    assertThat(row.schema().fieldNames())
        .containsExactly(
            "id",
            "headline",
            "known_at",
            "clean_text",
            "language",
            "linked_symbols",
            "linked_mentions");
    assertThat(row.<String>getAs("headline")).isEqualTo(headline);
    assertThat(row.<String>getAs("clean_text")).isEqualTo("Profit rises at Apple & its suppliers");
    assertThat(row.<String>getAs("language")).isEqualTo("en");
    assertThat(symbols(row)).containsExactly("AAPL");
  }

  @Test
  void companiesAreInTheTextsOrderAndEachOnce() {
    List<Row> rows =
        read(
            "$V and Microsoft Corporation gain, Apple Inc. falls; Microsoft leads",
            "\uD83D\uDE80 Apple \uD83D\uDE80\uD83D\uDE80 and Visa shares",
            "Visa applications for Thai workers rise",
            "The rain will stay in the north for the rest of the week",
            "Micro<b></b>soft: Ｍｉｃｒｏｓｏｆｔ profit");

    assertThat(symbols(rows.get(0))).containsExactly("V", "MSFT", "AAPL");
    assertThat(mentioned(rows.get(0)))
        .containsExactly("V $V", "MSFT Microsoft Corporation", "AAPL Apple Inc", "MSFT Microsoft");
    assertThat(mentioned(rows.get(1)))
        .as("rockets are one character each")
        .containsExactly("AAPL Apple", "V Visa");
    assertThat(symbols(rows.get(2))).as("no company is meant").isEmpty();
    assertThat(symbols(rows.get(3))).as("no company is named").isEmpty();
    assertThat(symbols(rows.get(4))).as("linked as cleaned").containsExactly("MSFT");
  }

  @Test
  void whereThereIsNoTextNothingIsSaidOfIt() {
    List<Row> rows = read(null, "", "1234");

    assertThat(rows.get(0).isNullAt(3)).isTrue();
    assertThat(rows.get(0).isNullAt(4)).isTrue();
    assertThat(rows.get(0).isNullAt(5)).isTrue();
    assertThat(rows.get(0).isNullAt(6)).isTrue();
    assertThat(rows.get(1).<String>getAs("clean_text")).isEmpty();
    assertThat(symbols(rows.get(1))).isEmpty();
    assertThat(mentioned(rows.get(1))).isEmpty();
    assertThat(rows.get(2).isNullAt(4)).as("figures have no language").isTrue();
  }

  @Test
  void aTextOfAMegabyteIsReadToItsEnd() {
    String long1 = "the market is quiet <br> ".repeat(45_000) + "but Apple shares rise";

    Row row = read(long1).get(0);

    assertThat(long1.length()).isGreaterThan(1 << 20);
    assertThat(row.<String>getAs("clean_text")).endsWith("quiet but Apple shares rise");
    assertThat(row.<String>getAs("language")).isEqualTo("en");
    assertThat(symbols(row)).containsExactly("AAPL");
  }

  @Test
  void onlyFeedsWithATextHaveTheColumnsAndTheNetworksOwnAreKept() {
    SilverRun run =
        new SilverRun(SilverRun.feed("posts"), SilverRun.feed("news"), SilverRun.feed("ticks"));
    long post =
        run.add(
            "posts",
            """
            {"id":"1","created_at":"2026-03-02T15:30:00Z","text":"Selling Microsoft for $AAPL today","lang":"fr","symbols":["X"]}""");
    long tick =
        run.add(
            "ticks",
            """
            {"symbol":"AAPL","price":1,"volume":1,"timestamp":"2026-03-02T15:30:00Z"}""");
    long blank = run.add("news", "{\"Date\":\"2026-03-02\",\"Headline\":\" \"}");

    Outcome outcome = run.run();

    Row silver = outcome.silver("posts", post);
    assertThat(silver.<String>getAs("lang")).isEqualTo("fr");
    assertThat(silver.<String>getAs("language")).isEqualTo("en");
    assertThat(strings(silver, "symbols")).containsExactly("X");
    assertThat(symbols(silver)).containsExactly("MSFT", "AAPL");
    assertThat(outcome.silver("ticks", tick).schema().fieldNames())
        .doesNotContain("clean_text", "language", "linked_symbols", "linked_mentions");
    assertThat(SilverRun.failedRules(outcome.quarantine(blank)))
        .containsExactly("headline-is-not-blank");
  }
}
