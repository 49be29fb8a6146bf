package io.marketlake.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import io.marketlake.kafka.KafkaSettings;
import io.marketlake.kafka.KafkaStream;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * What plain Spark makes of a topic, in the same session, from the same source and with the columns
 * of bronze: nobody who writes them down can be faster.
 */
final class Floors {
  private final SparkSession spark;
  private final KafkaSettings kafka;
  private final String topic;

  Floors(SparkSession spark, KafkaSettings kafka, String topic) {
    this.spark = spark;
    this.kafka = kafka;
    this.topic = topic;
  }

  /** Reads all and throws it away. */
  void noop(long recordsPerBatch, Path checkpoint)
      throws TimeoutException, StreamingQueryException {
    run(rows(recordsPerBatch).writeStream().format("noop"), checkpoint);
  }

  /** Writes all into a Delta table, with Delta's own sink. */
  void delta(long recordsPerBatch, Path table, Path checkpoint)
      throws TimeoutException, StreamingQueryException {
    run(
        rows(recordsPerBatch)
            .writeStream()
            .format("delta")
            .partitionBy(BronzeEvents.FEED, BronzeEvents.DAY)
            .option("path", table.toString()),
        checkpoint);
  }

  private static void run(DataStreamWriter<Row> writer, Path checkpoint)
      throws TimeoutException, StreamingQueryException {
    writer
        .option("checkpointLocation", checkpoint.toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  private Dataset<Row> rows(long recordsPerBatch) {
    Map<Integer, Long> start = new TreeMap<>();
    for (int i = 0; i < BenchTopics.PARTITIONS; i++) {
      start.put(i, 0L);
    }
    Dataset<Row> records =
        KafkaStream.read(spark, kafka, List.of(topic), Map.of(topic, start), recordsPerBatch);
    return records.select(
        lit("ticks").as(BronzeEvents.FEED),
        to_date(col("timestamp")).as(BronzeEvents.DAY),
        lit("cluster").as(Coordinate.CLUSTER_ID),
        lit("topic").as(Coordinate.TOPIC_ID),
        col(Coordinate.TOPIC),
        col(Coordinate.PARTITION),
        col(Coordinate.OFFSET),
        col("timestamp").as(BronzeEvents.KAFKA_TIME),
        col("timestamp").as(BronzeEvents.KNOWN_AT),
        current_timestamp().as(BronzeEvents.INGESTED_AT),
        col(BronzeEvents.KEY),
        col(BronzeEvents.VALUE),
        col(BronzeEvents.HEADERS));
  }
}
