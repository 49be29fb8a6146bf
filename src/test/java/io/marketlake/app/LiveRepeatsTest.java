package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One query that goes on: what repeats an event of an earlier micro-batch is told by what the query
 * remembers of it.
 *
 * <p>Tier: CI.
 */
class LiveRepeatsTest {
  @TempDir private Path folder;

  private static String post(String id, String time, String text) {
    return "{\"id\":\"%s\",\"created_at\":\"%s\",\"text\":\"%s\"}".formatted(id, time, text);
  }

  @Test
  void ofEarlierMicroBatchesAreQuarantined() {
    TestLake lake = new TestLake(folder);
    try (LayerQuery query = lake.startLive(List.of(LayerName.BRONZE, LayerName.SILVER))) {
      take(lake, query, post("a", "2026-03-02T10:00:00Z", "first"));
      take(lake, query, post("b", "2026-03-02T10:00:01Z", "\uD83D\uDE80 $rivn, and no $a\u00DF"));
      take(lake, query, post("a", "2026-03-02T10:00:02Z", "repeats the first"));
      take(lake, query, post("c", "2026-03-02T23:59:00Z", "before midnight"));
      take(lake, query, post("c", "2026-03-03T00:01:00Z", "repeats it after midnight"));
      pack(lake);
      take(lake, query, post("b", "2026-03-02T10:00:03Z", "repeats what was packed since"));
      take(lake, query, post("c", "2026-03-04T00:01:00Z", "a day later it is another"));
      take(lake, query, post("d", "2026-03-02T10:00:04Z", "new"));
    }

    assertThat(lake.silver("posts").orderBy("event_time").select("text").as(Encoders.STRING()))
        .satisfies(
            texts ->
                assertThat(texts.collectAsList())
                    .containsExactly(
                        "first",
                        "\uD83D\uDE80 $rivn, and no $a\u00DF",
                        "new",
                        "before midnight",
                        "a day later it is another"));
    assertThat(lake.quarantine().select(QuarantineEvents.CLASS).as(Encoders.STRING()))
        .satisfies(
            classes -> assertThat(classes.collectAsList()).hasSize(3).containsOnly("duplicate"));
    assertThat(lake.silver("posts").filter("symbols[0] = 'RIVN' AND size(symbols) = 1").count())
        .isOne();
  }

  private static void take(TestLake lake, LayerQuery query, String post) {
    lake.send("posts", post);
    query.drain();
  }

  private static void pack(TestLake lake) {
    TestSpark.session()
        .sql(
            "OPTIMIZE delta.`%s`"
                .formatted(lake.lake().tables().pathOf(SilverTable.of(lake.feed("posts")))));
  }
}
