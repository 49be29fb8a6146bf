package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.SilverTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * News and posts as silver tells what is in them.
 *
 * <p>Tier: CI; proof for a table from before the columns.
 */
class LinkedTextTest {
  private static final List<LayerName> TO_SILVER = List.of(LayerName.BRONZE, LayerName.SILVER);

  @TempDir private Path folder;

  private static List<String> linked(TestLake lake, String feed) {
    return lake
        .silver(feed)
        .orderBy("event_time", "offset")
        .selectExpr("concat_ws(' ', language, concat_ws(',', linked_symbols))")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static void send(TestLake lake, int number) {
    lake.send(
        "news",
        """
        {"Date":"2026-03-0%d","Headline":"Microsoft and Apple&nbsp;Inc. <i>agree</i> on a price for the chips of NVIDIA","Impact_Level":"Low"}"""
            .formatted(number));
    lake.send(
        "posts",
        """
        {"id":"p%d","created_at":"2026-03-0%dT14:30:00Z","text":"Der Gewinn von $MSFT ist in diesem Jahr nicht so hoch wie der von Apple"}"""
            .formatted(number, number));
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void newsAndPostsAreLinkedTheSameInAStreamAndInARefill() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    lake.publishModel();
    send(lake, 1);
    lake.run(TestLake.FUSED);
    send(lake, 2);
    lake.runSplit();

    assertThat(linked(lake, "news")).containsExactly("en MSFT,AAPL,NVDA", "en MSFT,AAPL,NVDA");
    assertThat(linked(lake, "posts")).containsExactly("de MSFT,AAPL", "de MSFT,AAPL");
    assertThat(lake.sentiment().filter("text LIKE '%<i>%'").count())
        .as("a headline of three companies is scored for each")
        .isEqualTo(6);
    assertThat(lake.sentiment().filter("entity = 'MSFT' AND context IS NOT NULL").count())
        .isEqualTo(4);
    lake.assertNothingLostOrDoubled();

    TestLake other = lake.beside(folder.resolve("other"));
    other.run(List.of(LayerName.BRONZE));
    other.run(TO_SILVER);
    for (String feed : List.of("news", "posts")) {
      assertThat(columns(other, feed)).containsExactlyInAnyOrderElementsOf(columns(lake, feed));
    }
  }

  private static List<Row> columns(TestLake lake, String feed) {
    return lake.silver(feed)
        .select(
            SilverTable.of(lake.feed(feed)).columns().stream()
                .map(c -> new Column(c.name()))
                .toArray(Column[]::new))
        .collectAsList();
  }

  @Test
  @Tag("proof")
  void aTableFromBeforeTheColumnsGoesOnWithThem() throws IOException {
    Path without =
        Files.writeString(
            folder.resolve("without.conf"),
            "feeds.news.text = null\nfeeds.news.subject = null\nfeeds.posts.text = null\n");
    TestLake older = new TestLake(folder.resolve("lake"), Optional.of(without), Map.of());
    send(older, 1);
    older.run(TO_SILVER);
    assertThat(older.silver("news").columns()).doesNotContain("clean_text", "linked_symbols");
    Map<String, String> topics = new HashMap<>();
    older
        .settings()
        .feeds()
        .values()
        .forEach(f -> topics.put("feeds." + f.name() + ".topic", f.topic()));
    TestLake lake = new TestLake(folder.resolve("lake"), Optional.empty(), topics);
    lake.publishModel();
    send(lake, 2);

    lake.run(TO_SILVER);
    lake.run(List.of(LayerName.GOLD));

    lake.assertNothingLostOrDoubled();
    assertThat(linked(lake, "news")).containsExactly("", "en MSFT,AAPL,NVDA");
    assertThat(lake.silver("news").filter("clean_text IS NULL").count()).isEqualTo(1);
    assertThat(linked(lake, "posts")).containsExactly("", "de MSFT,AAPL");
  }

  @Test
  void onlyTheLevelsOfImpactThatAreKeptGoOn() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("impact.conf"),
            """
            feeds.news.impact.keep = [high, medium, none]
            """);
    TestLake lake = new TestLake(folder.resolve("lake"), Optional.of(file), Map.of());
    send(lake, 1);
    for (String level : List.of("\" HIGH\"", "\"Medium\"", "\"severe\"", "null")) {
      lake.send(
          "news",
          """
          {"Date":"2026-03-02","Headline":"Shares rise","Impact_Level":%s}"""
              .formatted(level));
    }

    lake.run(TO_SILVER, List.of("news"), FailPoint.NONE);

    assertThat(lake.silver("news").selectExpr("impact_level").collectAsList())
        .extracting(Row::toString)
        .as("news without a level is kept")
        .containsExactlyInAnyOrder("[High]", "[Medium]", "[null]", "[null]");
    assertThat(
            lake.quarantine()
                .filter("class = 'dropped' AND failed_rules = array('impact-is-kept')")
                .count())
        .isEqualTo(1);
  }
}
