package io.marketlake.history;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.replay.DatedEvent;
import io.marketlake.replay.DatedEvents;
import io.marketlake.schema.BackfillLines;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/**
 * A file's lines in a table of the lake, so that they can be taken in date order however long the
 * file is and whatever its own order.
 */
final class StagedLines {
  private static final int LINES_PER_COMMIT = 100_000;
  private static final String FIRST = "__first";

  private final SparkSession spark;
  private final LakeTables tables;
  private final HistoryFile file;
  private final Table table;
  private final Instant plannedAt;

  StagedLines(SparkSession spark, LakeTables tables, HistoryFile file, Instant plannedAt) {
    this.spark = spark;
    this.tables = tables;
    this.file = file;
    this.table = BackfillLines.TABLE.under(file.folder());
    this.plannedAt = plannedAt;
  }

  /**
   * The lines of a day of event time.
   *
   * @param first the offset of the first of them
   */
  record Day(LocalDate date, long first, long lines) {
    /** The offsets of its lines, as a commit says them. */
    String range() {
      return date + " offsets " + first + " to " + (first + lines - 1);
    }
  }

  /**
   * Reads the file into the table, anew.
   *
   * @param knownAfter how long after its time an event is known; empty for now
   */
  void stage(DatedEvents events, Optional<Duration> knownAfter) {
    drop();
    tables.ensure(table);
    List<Row> rows = new ArrayList<>();
    long line = 0;
    long commit = 0;
    for (DatedEvent event = events.next(); event != null; event = events.next()) {
      rows.add(row(event, line, knownAfter));
      line++;
      if (rows.size() == LINES_PER_COMMIT) {
        append(rows, commit, line);
        commit++;
        rows.clear();
      }
    }
    if (!rows.isEmpty()) {
      append(rows, commit, line);
    }
  }

  private Row row(DatedEvent event, long line, Optional<Duration> knownAfter) {
    String key = event.key();
    return RowFactory.create(
        Date.valueOf(LocalDate.ofInstant(event.time(), ZoneOffset.UTC)),
        Timestamp.from(event.time()),
        line,
        Timestamp.from(knownAfter.map(event.known()::plus).orElse(plannedAt)),
        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
        event.value());
  }

  private void append(List<Row> rows, long number, long upTo) {
    Dataset<Row> lines = spark.createDataFrame(List.copyOf(rows), table.structType());
    tables.append(
        table,
        lines.coalesce(1).sortWithinPartitions(BronzeEvents.DAY),
        new Commit(file.writer(), number, "lines up to " + upTo));
  }

  /** The days that have lines, in their order. */
  List<Day> days() {
    List<Day> days = new ArrayList<>();
    long first = 0;
    for (Row row :
        tables
            .read(table)
            .groupBy(col(BronzeEvents.DAY))
            .agg(count(lit(1)))
            .orderBy(col(BronzeEvents.DAY))
            .collectAsList()) {
      days.add(new Day(row.getDate(0).toLocalDate(), first, row.getLong(1)));
      first += row.getLong(1);
    }
    return days;
  }

  /** The lines of some days as records of bronze; offsets count in order of time, then of lines. */
  Dataset<Row> records(List<Day> days) {
    List<Row> firsts = new ArrayList<>();
    days.forEach(day -> firsts.add(RowFactory.create(Date.valueOf(day.date()), day.first())));
    Dataset<Row> offsets =
        spark.createDataFrame(
            firsts, new StructType().add(BronzeEvents.DAY, DateType).add(FIRST, LongType));
    Dataset<Row> lines = tables.read(table);
    if (days.size() == 1) {
      lines = lines.filter(col(BronzeEvents.DAY).equalTo(lit(Date.valueOf(days.get(0).date()))));
    }
    KafkaPartition partition = file.partition();
    Column place =
        row_number()
            .over(
                Window.partitionBy(col(BronzeEvents.DAY))
                    .orderBy(col(SilverTable.EVENT_TIME), col(BackfillLines.LINE)));
    return lines
        .join(broadcast(offsets), BronzeEvents.DAY)
        .withColumn(Coordinate.OFFSET, col(FIRST).plus(place).minus(1).cast(LongType))
        .withColumn(BronzeEvents.FEED, lit(file.feed().name()))
        .withColumn(BronzeEvents.DAY, to_date(col(BronzeEvents.KNOWN_AT)))
        .withColumn(Coordinate.CLUSTER_ID, lit(partition.clusterId()))
        .withColumn(Coordinate.TOPIC_ID, lit(partition.topicId()))
        .withColumn(Coordinate.TOPIC, lit(partition.topic()))
        .withColumn(Coordinate.PARTITION, lit(partition.partition()))
        .withColumn(BronzeEvents.KAFKA_TIME, col(BronzeEvents.KNOWN_AT))
        .withColumn(BronzeEvents.INGESTED_AT, lit(Timestamp.from(plannedAt)))
        .withColumn(
            BronzeEvents.HEADERS,
            lit(null).cast(BronzeEvents.TABLE.structType().apply(BronzeEvents.HEADERS).dataType()))
        .withColumn(BronzeEvents.CORRECTION, Corrections.none())
        .select(BronzeEvents.TABLE.select());
  }

  void drop() {
    tables.drop(table);
  }
}
