package io.marketlake.delta;

import static org.apache.spark.sql.functions.col;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** The offsets that bronze lacks on record: those that were lost, and those that were removed. */
public final class AbsentOffsets {

  /** Offsets of one Kafka partition, both ends included. */
  public record Range(
      String clusterId, String topicId, String topic, int partition, long first, long last) {

    /** Whether it is of this partition of this very topic. */
    public boolean isOf(String wantedTopicId, int wantedPartition) {
      return topicId.equals(wantedTopicId) && partition == wantedPartition;
    }
  }

  private AbsentOffsets() {}

  /** Those of {@code bronze.gaps}: deleted by Kafka before they were read. */
  public static List<Range> lost(LakeTables tables) {
    return ranges(tables, BronzeGaps.TABLE, col(BronzeEvents.FEED).isNotNull());
  }

  /** Those of {@code ops.removals}: read, and removed from bronze on purpose. */
  public static List<Range> removed(LakeTables tables) {
    return ranges(
        tables,
        OpsRemovals.TABLE,
        col(OpsRemovals.TABLE_NAME)
            .equalTo(BronzeEvents.TABLE.id())
            .and(col(BronzeGaps.FIRST_OFFSET).isNotNull()));
  }

  private static List<Range> ranges(LakeTables tables, Table table, Column condition) {
    if (!tables.exists(table)) {
      return List.of();
    }
    return tables
        .read(table)
        .filter(condition)
        .select(
            col(Coordinate.CLUSTER_ID),
            col(Coordinate.TOPIC_ID),
            col(Coordinate.TOPIC),
            col("`" + Coordinate.PARTITION + "`"),
            col(BronzeGaps.FIRST_OFFSET),
            col(BronzeGaps.LAST_OFFSET))
        .distinct()
        .collectAsList()
        .stream()
        .map(AbsentOffsets::range)
        .toList();
  }

  private static Range range(Row row) {
    return new Range(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        row.getLong(4),
        row.getLong(5));
  }
}
