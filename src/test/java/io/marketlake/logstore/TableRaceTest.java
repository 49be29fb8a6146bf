package io.marketlake.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.marketlake.ChildJvm;
import io.marketlake.TestS3;
import io.marketlake.TestSpark;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Spark jobs of several processes write one Delta table on S3 while it is compacted. Tier: CI for a
 * short race with one other process, proof for a long one of three.
 */
class TableRaceTest {
  private static final int ROWS = 10;

  @Test
  void twoJobsAppendWhileTheTableIsCompactedAndEveryAcknowledgedRowIsThere() throws Exception {
    String location = TestS3.newLocation("table");
    SparkSession spark = session(location);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (ChildJvm other = writer(location)) {
      Future<List<Long>> theirs = threads.submit(appends(other, 1_000, 6));
      List<Long> ours = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        append(spark, location, (long) i * ROWS);
        LongStream.range((long) i * ROWS, (i + 1L) * ROWS).forEach(ours::add);
        if (i % 3 == 2) {
          DeltaTable.forPath(spark, location).optimize().executeCompaction();
        }
      }
      ours.addAll(theirs.get());
      assertThat(rows(spark, location)).containsExactlyInAnyOrderElementsOf(ours);
      assertThat(commitIdOf(location + "/_delta_log/00000000000000000007.json"))
          .as("written by our store, as a session has it by default")
          .isNotEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Tag("proof")
  void twoProcessesAppendWhileAThirdCompactsAllTheTime() throws Exception {
    String location = TestS3.newLocation("table");
    SparkSession spark = session(location);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (ChildJvm a = writer(location);
        ChildJvm b = writer(location);
        ChildJvm compacting = writer(location)) {
      List<Future<List<Long>>> appends =
          List.of(threads.submit(appends(a, 0, 50)), threads.submit(appends(b, 1_000_000, 50)));
      int compactions = 0;
      while (!appends.stream().allMatch(Future::isDone)) {
        compacting.say("optimize");
        assertThat(compacting.hear()).isEqualTo("done");
        compactions++;
      }
      List<Long> acknowledged = new ArrayList<>();
      for (Future<List<Long>> append : appends) {
        acknowledged.addAll(append.get());
      }
      assertThat(compactions).isGreaterThan(2);
      assertThat(rows(spark, location)).containsExactlyInAnyOrderElementsOf(acknowledged);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Makes the table, so that nobody races for that. */
  private static SparkSession session(String location) {
    SparkSession spark = TestSpark.session();
    TestS3.configure(spark);
    spark.range(0).write().format("delta").save(location);
    return spark;
  }

  private static ChildJvm writer(String location) {
    List<String> options = new ArrayList<>(List.of("-Xmx700m", "-Dspark.master=local[1]"));
    TestS3.settings().forEach((key, value) -> options.add("-Dspark.hadoop." + key + "=" + value));
    ChildJvm writer = ChildJvm.start(TableWriter.class, options, location);
    assertThat(writer.hear()).isEqualTo("ready");
    return writer;
  }

  private static Callable<List<Long>> appends(ChildJvm writer, long from, int times) {
    return () -> {
      List<Long> acknowledged = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        long first = from + (long) i * ROWS;
        writer.say("append " + first + " " + (first + ROWS));
        assertThat(writer.hear()).isEqualTo("done");
        LongStream.range(first, first + ROWS).forEach(acknowledged::add);
      }
      return acknowledged;
    };
  }

  private static void append(SparkSession spark, String location, long first) {
    spark.range(first, first + ROWS, 1, 1).write().format("delta").mode("append").save(location);
  }

  private static String commitIdOf(String entry) {
    String key = URI.create(entry).getPath().substring(1);
    return TestS3.client().getObjectMetadata(TestS3.bucket(), key).getUserMetaDataOf("commit-id");
  }

  private static List<Long> rows(SparkSession spark, String location) {
    return spark.read().format("delta").load(location).as(Encoders.LONG()).collectAsList();
  }
}
