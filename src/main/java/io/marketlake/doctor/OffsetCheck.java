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

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Whether bronze has each offset of a topic's partition once, and which offsets between its lowest
 * and its highest it lacks. A gap may be right: transactions leave markers that are no records, and
 * compaction and retention delete records. Reads five columns of bronze.
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
          .computeIfAbsent(stretch.getString(0) + name, key -> new PartitionOffsets(name))
          .add(stretch);
    }
    List<Finding> findings = new ArrayList<>();
    partitions.values().forEach(partition -> partition.tell(findings, name()));
    return findings;
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
    Column[] all = java.util.Arrays.copyOf(columns, columns.length + 1);
    all[columns.length] = last;
    return all;
  }

  /** What the stretches of one partition say together. */
  private static final class PartitionOffsets {
    private final String name;
    private long lowest = -1;
    private long highest = -1;
    private long repeated;
    private long firstRepeated = -1;
    private long missing;
    private long firstMissing = -1;

    PartitionOffsets(String name) {
      this.name = name;
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

    void tell(List<Finding> findings, String check) {
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
      if (missing > 0) {
        findings.add(
            new Finding(
                Severity.NOTE,
                check,
                BronzeEvents.TABLE.id(),
                "%s: between offsets %d and %d, %,d have no record, the first is %d"
                    .formatted(name, lowest, highest, missing, firstMissing),
                "transactions and compaction leave such gaps; without either, records were lost",
                "compare with the topic, if it still has these offsets"));
      }
    }
  }
}
