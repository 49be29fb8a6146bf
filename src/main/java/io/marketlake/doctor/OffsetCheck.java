package io.marketlake.doctor;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.marketlake.delta.AbsentOffsets;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Coordinate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Whether bronze has each offset of a topic's partition once, and which offsets between its lowest
 * and its highest it lacks. What {@code bronze.gaps} lists as lost is told apart, and what {@code
 * ops.removals} lists as removed on purpose is no gap. Another may be right: transactions leave
 * markers that are no records, and compaction deletes records. Reads five columns of bronze.
 */
public final class OffsetCheck implements Check {
  /** Offsets are compared in stretches of this length, each by one task. */
  private static final long STRETCH = 1_000_000;

  @Override
  public String name() {
    return "offsets";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    if (!lake.tables().containsKey(BronzeEvents.TABLE)) {
      return List.of();
    }
    Map<String, PartitionOffsets> partitions = new LinkedHashMap<>();
    for (Row stretch : stretches(lake.lake().tables().read(BronzeEvents.TABLE)).collectAsList()) {
      String name =
          "%s-%d (topic id %s)"
              .formatted(stretch.getString(2), stretch.getInt(3), stretch.getString(1));
      partitions
          .computeIfAbsent(
              stretch.getString(0) + name,
              key ->
                  new PartitionOffsets(
                      name, stretch.getString(0), stretch.getString(1), stretch.getInt(3)))
          .add(stretch);
    }
    List<AbsentOffsets.Range> lost = AbsentOffsets.lost(lake.lake().tables());
    List<AbsentOffsets.Range> absent = new ArrayList<>(lost);
    absent.addAll(AbsentOffsets.removed(lake.lake().tables()));
    List<Finding> findings = new ArrayList<>();
    partitions.values().forEach(partition -> partition.tell(findings, name(), absent));
    lost.stream()
        .collect(Collectors.groupingBy(OffsetCheck::nameOf, TreeMap::new, Collectors.toList()))
        .forEach((name, gaps) -> findings.add(accepted(name, gaps)));
    return findings;
  }

  private static String nameOf(AbsentOffsets.Range range) {
    return "%s-%d (topic id %s)".formatted(range.topic(), range.partition(), range.topicId());
  }

  private Finding accepted(String name, List<AbsentOffsets.Range> gaps) {
    return new Finding(
        Severity.NOTE,
        name(),
        BronzeGaps.TABLE.id(),
        "%s: %,d offsets are lost, the first is %d"
            .formatted(
                name,
                gaps.stream().mapToLong(gap -> gap.last() - gap.first() + 1).sum(),
                gaps.stream().mapToLong(AbsentOffsets.Range::first).min().orElseThrow()),
        "Kafka had deleted them before they were read, and a job was told to go on without them",
        "if their producers still have these events, replay them; else lengthen the topic's"
            + " retention");
  }

  /** A row a stretch of a partition, in order of offsets. */
  private static Dataset<Row> stretches(Dataset<Row> bronze) {
    Column[] partition = {
      col(Coordinate.CLUSTER_ID),
      col(Coordinate.TOPIC_ID),
      col(Coordinate.TOPIC),
      col("`" + Coordinate.PARTITION + "`"),
      col("stretch")
    };
    Column offset = col("`" + Coordinate.OFFSET + "`");
    Column before = col("before");
    return bronze
        .withColumn("stretch", floor(offset.divide(STRETCH)))
        .groupBy(append(partition, offset))
        .agg(count(lit(1)).as("times"))
        .withColumn("before", lag(offset, 1).over(Window.partitionBy(partition).orderBy(offset)))
        .groupBy(partition)
        .agg(
            min(offset),
            max(offset),
            sum(col("times").minus(1)),
            min(when(col("times").gt(1), offset)),
            sum(when(before.isNotNull(), offset.minus(before).minus(1)).otherwise(0)),
            min(when(offset.minus(before).gt(1), before.plus(1))))
        .orderBy(partition);
  }

  private static Column[] append(Column[] columns, Column last) {
    Column[] all = Arrays.copyOf(columns, columns.length + 1);
    all[columns.length] = last;
    return all;
  }

  /** What the stretches of one partition say together. */
  private static final class PartitionOffsets {
    private final String name;
    private final String clusterId;
    private final String topicId;
    private final int partition;
    private long lowest = -1;
    private long highest = -1;
    private long repeated;
    private long firstRepeated = -1;
    private long missing;
    private long firstMissing = -1;

    PartitionOffsets(String name, String clusterId, String topicId, int partition) {
      this.name = name;
      this.clusterId = clusterId;
      this.topicId = topicId;
      this.partition = partition;
    }

    /** How many offsets between the lowest and the highest these ranges hold, each counted once. */
    private long among(List<AbsentOffsets.Range> ranges) {
      long counted = 0;
      long next = lowest + 1;
      List<AbsentOffsets.Range> own =
          ranges.stream()
              .filter(range -> range.clusterId().equals(clusterId))
              .filter(range -> range.isOf(topicId, partition))
              .sorted(Comparator.comparingLong(AbsentOffsets.Range::first))
              .toList();
      for (AbsentOffsets.Range range : own) {
        long first = Math.max(next, range.first());
        long last = Math.min(highest - 1, range.last());
        if (first <= last) {
          counted += last - first + 1;
          next = last + 1;
        }
      }
      return counted;
    }

    void add(Row stretch) {
      if (lowest < 0) {
        lowest = stretch.getLong(5);
      } else if (stretch.getLong(5) > highest + 1) {
        missing += stretch.getLong(5) - highest - 1;
        firstMissing = firstMissing < 0 ? highest + 1 : firstMissing;
      }
      highest = stretch.getLong(6);
      repeated += stretch.getLong(7);
      firstRepeated =
          firstRepeated < 0 && !stretch.isNullAt(8) ? stretch.getLong(8) : firstRepeated;
      missing += stretch.getLong(9);
      firstMissing = firstMissing < 0 && !stretch.isNullAt(10) ? stretch.getLong(10) : firstMissing;
    }

    void tell(List<Finding> findings, String check, List<AbsentOffsets.Range> absent) {
      if (repeated > 0) {
        findings.add(
            new Finding(
                Severity.ERROR,
                check,
                BronzeEvents.TABLE.id(),
                "%s: %,d records are there twice, the first at offset %d"
                    .formatted(name, repeated, firstRepeated),
                "each of them is counted twice from here on",
                "find who wrote them (the check commits tells), then restore the table to a version"
                    + " before that"));
      }
      long known = missing == 0 ? 0 : among(absent);
      if (missing > known) {
        findings.add(
            new Finding(
                Severity.NOTE,
                check,
                BronzeEvents.TABLE.id(),
                "%s: between offsets %d and %d, %,d have no record, the first is %d"
                        .formatted(name, lowest, highest, missing, firstMissing)
                    + (known == 0 ? "" : "; of %,d of them it is known why".formatted(known)),
                "transactions and compaction leave such gaps; without either, records were lost",
                "compare with the topic, if it still has these offsets"));
      }
    }
  }
}
