package io.marketlake.delta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.BronzeGaps;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.jspecify.annotations.Nullable;

/** The record of what is removed on purpose, {@link OpsRemovals}: written before the rows go. */
public final class Removals {
  private final LakeTables tables;

  public Removals(LakeTables tables) {
    this.tables = tables;
  }

  /**
   * What the rows of one run have in common.
   *
   * @param id names the run; the same one is written down once for each table
   * @param kind a value of {@link OpsRemovals#KIND}
   * @param by who ran it
   * @param reason why; null where nothing was said
   */
  public record Run(String id, String kind, Instant at, String by, @Nullable String reason) {}

  /** The newest day of a table that a retention has removed; empty if it never did. */
  public static Optional<LocalDate> newestRetired(LakeTables tables, Table table) {
    if (!tables.exists(OpsRemovals.TABLE)) {
      return Optional.empty();
    }
    Row newest =
        tables
            .read(OpsRemovals.TABLE)
            .filter(col(OpsRemovals.TABLE_NAME).equalTo(table.id()))
            .filter(col(OpsRemovals.KIND).equalTo(OpsRemovals.RETENTION))
            .agg(max(col(BronzeEvents.DAY)))
            .first();
    return newest.isNullAt(0) ? Optional.empty() : Optional.of(newest.getDate(0).toLocalDate());
  }

  /**
   * Writes down, once a run and table, that rows of a table are to go.
   *
   * @param gone those rows
   * @return how many they are
   */
  public long record(Run run, Table table, Optional<String> feed, Dataset<Row> gone) {
    Dataset<Row> ranges = table.equals(BronzeEvents.TABLE) ? offsets(gone) : days(gone);
    Dataset<Row> rows =
        ranges
            .withColumn(OpsRemovals.REMOVAL_ID, lit(run.id()))
            .withColumn(OpsRemovals.KIND, lit(run.kind()))
            .withColumn(OpsRemovals.TABLE_NAME, lit(table.id()))
            .withColumn(BronzeEvents.FEED, lit(feed.orElse(null)).cast("string"))
            .withColumn(OpsRemovals.REMOVED_AT, lit(Timestamp.from(run.at())))
            .withColumn(OpsRemovals.REMOVED_BY, lit(run.by()))
            .withColumn(OpsRemovals.REASON, lit(run.reason()).cast("string"))
            .select(OpsRemovals.TABLE.select())
            .persist();
    try {
      Row sum = rows.agg(coalesce(sum(col(OpsRemovals.RECORDS)), lit(0L))).first();
      long records = sum.getLong(0);
      if (records > 0) {
        tables.ensure(OpsRemovals.TABLE);
        tables.append(
            OpsRemovals.TABLE,
            rows.coalesce(1),
            new Commit(run.kind() + "-" + run.id() + "-" + table.id(), 0, table.id()));
      }
      return records;
    } finally {
      rows.unpersist();
    }
  }

  private static Dataset<Row> days(Dataset<Row> gone) {
    Dataset<Row> days =
        gone.groupBy(col(BronzeEvents.DAY)).agg(count(lit(1)).as(OpsRemovals.RECORDS));
    for (String name : List.of(Coordinate.CLUSTER_ID, Coordinate.TOPIC_ID, Coordinate.TOPIC)) {
      days = days.withColumn(name, lit(null).cast("string"));
    }
    return days.withColumn(Coordinate.PARTITION, lit(null).cast("int"))
        .withColumn(BronzeGaps.FIRST_OFFSET, lit(null).cast("bigint"))
        .withColumn(BronzeGaps.LAST_OFFSET, lit(null).cast("bigint"));
  }

  /** Ranges of consecutive offsets. */
  private static Dataset<Row> offsets(Dataset<Row> gone) {
    List<Column> place = new ArrayList<>();
    place.add(col(BronzeEvents.DAY));
    List.of(Coordinate.CLUSTER_ID, Coordinate.TOPIC_ID, Coordinate.TOPIC, Coordinate.PARTITION)
        .forEach(name -> place.add(col("`" + name + "`")));
    Column offset = col("`" + Coordinate.OFFSET + "`");
    Column[] partition = place.toArray(Column[]::new);
    Column rank = row_number().over(Window.partitionBy(partition).orderBy(offset));
    place.add(col("__island"));
    return gone.withColumn("__island", offset.minus(rank))
        .groupBy(place.toArray(Column[]::new))
        .agg(
            min(offset).as(BronzeGaps.FIRST_OFFSET),
            max(offset).as(BronzeGaps.LAST_OFFSET),
            count(lit(1)).as(OpsRemovals.RECORDS));
  }
}
