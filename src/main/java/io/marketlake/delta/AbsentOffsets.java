package io.marketlake.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The offsets that bronze lacks on record: those that were lost, and those that were removed. */
public final class AbsentOffsets {
  private static final Column[] PLACE = {
    col(Coordinate.CLUSTER_ID),
    col(Coordinate.TOPIC_ID),
    col(Coordinate.TOPIC),
    col("`" + Coordinate.PARTITION + "`")
  };

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
    return lostRows(tables).map(AbsentOffsets::collected).orElse(List.of());
  }

  /** Those of {@code ops.removals}: read, and removed from bronze on purpose. */
  public static List<Range> removed(LakeTables tables) {
    return removedRows(tables).map(AbsentOffsets::collected).orElse(List.of());
  }

  /** Of each Kafka partition one range from the first to the last that it lacks, for any reason. */
  public static List<Range> spans(LakeTables tables) {
    return Stream.of(lostRows(tables), removedRows(tables))
        .flatMap(Optional::stream)
        .reduce(Dataset::union)
        .map(
            rows ->
                rows.groupBy(PLACE)
                    .agg(min(col(BronzeGaps.FIRST_OFFSET)), max(col(BronzeGaps.LAST_OFFSET))))
        .map(AbsentOffsets::collected)
        .orElse(List.of());
  }

  private static Optional<Dataset<Row>> lostRows(LakeTables tables) {
    return rows(tables, BronzeGaps.TABLE, col(BronzeEvents.FEED).isNotNull());
  }

  private static Optional<Dataset<Row>> removedRows(LakeTables tables) {
    return rows(
        tables,
        OpsRemovals.TABLE,
        col(OpsRemovals.TABLE_NAME)
            .equalTo(BronzeEvents.TABLE.id())
            .and(col(BronzeGaps.FIRST_OFFSET).isNotNull()));
  }

  private static Optional<Dataset<Row>> rows(LakeTables tables, Table table, Column condition) {
    if (!tables.exists(table)) {
      return Optional.empty();
    }
    Column[] columns = Arrays.copyOf(PLACE, PLACE.length + 2);
    columns[PLACE.length] = col(BronzeGaps.FIRST_OFFSET);
    columns[PLACE.length + 1] = col(BronzeGaps.LAST_OFFSET);
    return Optional.of(tables.read(table).filter(condition).select(columns).distinct());
  }

  private static List<Range> collected(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(AbsentOffsets::range).toList();
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
