package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.shiftright;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBars;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A stretch of a Kafka partition's offsets, at most 65,536 of them: long enough for its sums to be
 * few, and short enough for all cores to share few partitions.
 *
 * @param partition the text of a {@link KafkaPartition}
 * @param number which stretch, from 0
 */
record Chunk(String feed, String partition, long number) {
  static final String KAFKA_PARTITION = "kafka_partition";

  /** The binary digits of an offset that tell the events of a chunk apart. */
  private static final int DIGITS = 16;

  /**
   * Rows of {@link PriceStage} -> the same, with {@link #KAFKA_PARTITION} instead of what it
   * consists of, and without the day.
   */
  static Dataset<Row> events(Dataset<Row> prices) {
    return prices
        .withColumn(KAFKA_PARTITION, KafkaPartition.text())
        .drop(
            BronzeEvents.DAY,
            Coordinate.CLUSTER_ID,
            Coordinate.TOPIC_ID,
            Coordinate.TOPIC,
            Coordinate.PARTITION);
  }

  /**
   * Rows of {@link #events}, each chunk's in one place and in offset order, those of other chunks
   * between them.
   */
  static Dataset<Row> together(Dataset<Row> events) {
    // The offset alone is a number that Spark sorts by without comparing rows.
    return events
        .repartition(
            col(SilverBars.SOURCE_FEED),
            col(KAFKA_PARTITION),
            shiftright(col(Coordinate.OFFSET), DIGITS))
        .sortWithinPartitions(new Column[] {col(Coordinate.OFFSET)});
  }

  /** Tells the chunk of a row of {@link #events}. */
  static final class Reader {
    private final int feed;
    private final int partition;
    private final int offset;

    Reader(StructType type) {
      this.feed = type.fieldIndex(SilverBars.SOURCE_FEED);
      this.partition = type.fieldIndex(KAFKA_PARTITION);
      this.offset = type.fieldIndex(Coordinate.OFFSET);
    }

    Chunk of(Row row) {
      return new Chunk(
          row.getString(feed), row.getString(partition), row.getLong(offset) >> DIGITS);
    }
  }
}
