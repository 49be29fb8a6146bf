package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.LakeCatalog;
import io.marketlake.doctor.Finding;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.OffsetCheck;
import io.marketlake.doctor.Severity;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.BronzeGaps;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that Kafka deleted before they were read.
 *
 * <p>Tier: CI.
 */
class LostRecordsTest {
  @TempDir private Path folder;

  private static void run(TestLake lake) {
    lake.run(List.of(LayerName.BRONZE), List.of("ticks"), FailPoint.NONE);
  }

  private static void send(TestLake lake, int from, int count) {
    for (int i = from; i < from + count; i++) {
      lake.send("ticks", SampleEvents.tick(i % 10));
    }
  }

  /** Deletes the records of the partition that all of these were sent to; tells up to where. */
  private static long deleteAll(TestLake lake) {
    return TestKafka.deleteRecords(lake.topic("ticks"));
  }

  private static List<Row> gaps(TestLake lake) {
    return lake.lake()
        .tables()
        .read(BronzeGaps.TABLE)
        .select("feed", "topic", "first_offset", "last_offset", "accepted_by")
        .orderBy("first_offset")
        .collectAsList();
  }

  private static void assertGap(Row gap, TestLake lake, long first, long last) {
    assertThat(gap.getString(0)).isEqualTo("ticks");
    assertThat(gap.getString(1)).isEqualTo(lake.topic("ticks"));
    assertThat(gap.getLong(2)).isEqualTo(first);
    assertThat(gap.getLong(3)).isEqualTo(last);
    assertThat(gap.getString(4)).isEqualTo(System.getProperty("user.name"));
  }

  @Test
  void areRefusedAndOnceAcceptedListedInGapsThatTheDoctorKnows() throws Exception {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Map<String, String> topics = new TreeMap<>();
    lake.settings()
        .feeds()
        .values()
        .forEach(feed -> topics.put("feeds." + feed.name() + ".topic", feed.topic()));
    topics.put("kafka.accept-loss", "true");
    TestLake accepting = lake.beside(folder.resolve("lake"), topics);
    send(lake, 0, 3);
    run(lake);
    send(lake, 3, 4);
    long end = deleteAll(lake);
    send(lake, 7, 2);

    assertThatThrownBy(() -> run(lake))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("the lake wants offset 3 next and Kafka's first is 7")
        .hasMessageContaining("--accept-loss");
    assertThat(lake.lake().tables().exists(BronzeGaps.TABLE)).isFalse();

    run(accepting);

    assertThat(end).isEqualTo(7);
    assertThat(lake.bronze().count()).isEqualTo(5);
    assertThat(gaps(lake)).hasSize(1);
    assertGap(gaps(lake).get(0), lake, 3, 6);

    // Once accepted, the stream goes on without the option, and nothing is listed twice.
    send(lake, 9, 1);
    run(lake);
    run(accepting);
    assertThat(gaps(lake)).hasSize(1);

    // Without its checkpoint too, and where the lost records are the last that there were.
    send(lake, 10, 2);
    deleteAll(lake);
    CheckpointLoss.whole(lake, "bronze");
    assertThatThrownBy(() -> run(lake)).isInstanceOf(PipelineException.class);
    run(accepting);
    CheckpointLoss.whole(lake, "bronze");
    run(lake);
    assertThat(gaps(lake)).hasSize(2);
    assertGap(gaps(lake).get(1), lake, 10, 11);

    List<Finding> findings =
        new OffsetCheck()
            .findings(
                new LakeView(
                    lake.lake(),
                    List.of(lake.feed("ticks")),
                    LakeCatalog.tablesOf(List.of(lake.feed("ticks"))),
                    Instant.now()));
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).severity()).isEqualTo(Severity.NOTE);
    assertThat(findings.get(0).where()).isEqualTo("bronze.gaps");
    assertThat(findings.get(0).what()).contains("6 offsets are lost, the first is 3");
  }

  @Test
  void aFirstStartTakesWhatKafkaHasAndMissesNothing() {
    TestLake lake = new TestLake(folder.resolve("late"));
    send(lake, 0, 3);
    deleteAll(lake);
    send(lake, 3, 1);

    run(lake);

    assertThat(lake.bronze().count()).isEqualTo(1);
    assertThat(lake.lake().tables().exists(BronzeGaps.TABLE)).isFalse();
  }
}
