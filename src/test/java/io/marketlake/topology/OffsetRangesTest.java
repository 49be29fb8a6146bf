package io.marketlake.topology;

import static org.apache.spark.sql.functions.array;
import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Chunks of about a day follow each other in every Kafka partition.
 *
 * <p>Tier: CI.
 */
class OffsetRangesTest {
  private static final StructType TYPE =
      StructType.fromDDL(
          "day DATE, cluster_id STRING, topic_id STRING, topic STRING, `partition` INT, `offset`"
              + " BIGINT");

  /** Partitions whose days go on with the offsets, but for stragglers of days before. */
  private static List<Row> rows(Random random) {
    List<Row> rows = new ArrayList<>();
    for (int lane = 0; lane < 4; lane++) {
      int begin = random.nextInt(3);
      for (long offset = random.nextInt(50); offset < 300; offset += 1 + random.nextInt(4)) {
        int behind = random.nextInt(25) == 0 ? random.nextInt(5) : 0;
        LocalDate day = LocalDate.parse("2026-03-01").plusDays(begin + offset / 70 - behind);
        // A topic that was made again counts from the beginning.
        rows.add(
            RowFactory.create(
                Date.valueOf(day), "c", lane == 3 ? "again" : "t", "topic", lane % 3, offset));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void chunksPartTheRowsAndAscendInEveryPartition(long seed) {
    Dataset<Row> rows = TestSpark.session().createDataFrame(rows(new Random(seed)), TYPE);
    List<OffsetRanges.Chunk> chunks = OffsetRanges.of(rows).chunks();
    assertThat(chunks).hasSizeGreaterThan(3);
    assertThat(chunks).extracting(OffsetRanges.Chunk::day).isSorted().doesNotHaveDuplicates();
    Column[] conditions = chunks.stream().map(OffsetRanges.Chunk::condition).toArray(Column[]::new);
    Map<String, Integer> come = new HashMap<>();
    TreeSet<Integer> used = new TreeSet<>();
    for (Row row :
        rows.withColumn("isIn", array(conditions))
            .orderBy("topic_id", "partition", "offset")
            .collectAsList()) {
      List<Boolean> isIn = row.getList(row.fieldIndex("isIn"));
      assertThat(isIn.stream().filter(in -> in)).as("%s", row).hasSize(1);
      int chunk = isIn.indexOf(true);
      used.add(chunk);
      String lane = row.getString(2) + row.getInt(4);
      assertThat(chunk).as("%s", row).isGreaterThanOrEqualTo(come.getOrDefault(lane, 0));
      come.put(lane, chunk);
      assertThat(row.getDate(0).toLocalDate()).isBeforeOrEqualTo(chunks.get(chunk).day());
    }
    assertThat(used).hasSameSizeAs(chunks);
  }

  @Test
  void correctionsComeFirstAndWhatAFileBroughtLast() {
    List<Row> rows =
        List.of(
            RowFactory.create(Date.valueOf("2026-03-01"), "backfill", "f", "x", 0, 0L),
            RowFactory.create(Date.valueOf("2026-03-02"), "c", "t", "x", 0, 0L),
            RowFactory.create(Date.valueOf("2026-03-04"), "correction", "r", "x", 0, 0L),
            RowFactory.create(Date.valueOf("2026-03-03"), "c", "t", "x", 0, 1L));

    assertThat(OffsetRanges.of(TestSpark.session().createDataFrame(rows, TYPE)).chunks())
        .extracting(chunk -> chunk.day().getDayOfMonth())
        .containsExactly(4, 2, 3, 1);
  }
}
