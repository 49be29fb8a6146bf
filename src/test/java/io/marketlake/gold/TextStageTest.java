package io.marketlake.gold;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.config.SettingsLoader;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class TextStageTest {
  private static final Feed NEWS =
      SettingsLoader.load(Optional.empty(), Map.of(), Map.of())
          .settings()
          .feedsNamed(List.of("news"))
          .get(0);

  /** Rows of silver, of which only the text and what is linked in it matter. */
  private static List<Row> read(String... texts) {
    Dataset<Row> silver =
        TestSpark.session().createDataFrame(List.of(), SilverTable.of(NEWS).structType());
    for (String text : texts) {
      silver = silver.unionByName(TestSpark.session().sql("SELECT " + text), true);
    }
    return new TextStage(NEWS)
        .apply(silver)
        .selectExpr("text", "subject", "entity", "context")
        .collectAsList();
  }

  private static String silver(String text, String symbols, String mentions) {
    return "'<b>%s</b>' AS headline, '%s' AS clean_text, %s AS linked_symbols, %s AS linked_mentions"
        .formatted(text, text, symbols, mentions);
  }

  private static String mention(String symbol, int position, int length) {
    return "named_struct('symbol', '%s', 'position', %d, 'length', %d)"
        .formatted(symbol, position, length);
  }

  @Test
  void aTextOfSeveralCompaniesIsARowForEachWithWhatItSaysOfIt() {
    String text = "\uD83D\uDE80 Apple and Visa gain; Tesla falls, Apple too";

    List<Row> rows =
        read(
            silver(
                text,
                "array('AAPL', 'V', 'TSLA')",
                "array(%s, %s, %s, %s)"
                    .formatted(
                        mention("AAPL", 3, 5),
                        mention("V", 13, 4),
                        mention("TSLA", 24, 5),
                        mention("AAPL", 37, 5))));

    assertThat(rows)
        .containsExactly(
            RowFactory.create("<b>" + text + "</b>", null, "AAPL", "Apple gain"),
            RowFactory.create("<b>" + text + "</b>", null, "V", "Visa gain"),
            RowFactory.create("<b>" + text + "</b>", null, "TSLA", "Tesla falls, too"));
  }

  @Test
  void aTextOfOneCompanyOrNoneIsOneRowAndScoredWhole() {
    List<Row> rows =
        read(
            silver("Apple gains", "array('AAPL')", "array(" + mention("AAPL", 1, 5) + ")"),
            silver("Rain", "cast(array() AS array<string>)", "NULL"),
            "CAST(NULL AS string) AS headline",
            "'from before silver linked texts' AS headline");

    assertThat(rows)
        .containsExactly(
            RowFactory.create("<b>Apple gains</b>", null, "AAPL", null),
            RowFactory.create("<b>Rain</b>", null, null, null),
            RowFactory.create(null, null, null, null),
            RowFactory.create("from before silver linked texts", null, null, null));
  }

  @Test
  void beforeSilverNotedThePlacesEachCompanyIsGivenTheWholeText() {
    List<Row> rows = read(silver("Apple up, Visa down", "array('AAPL', 'V')", "NULL"));

    assertThat(rows)
        .containsExactly(
            RowFactory.create("<b>Apple up, Visa down</b>", null, "AAPL", null),
            RowFactory.create("<b>Apple up, Visa down</b>", null, "V", null));
  }
}
