package io.marketlake.bench;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import io.marketlake.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * What a tutorial makes of ticks: {@code from_json}, {@code dropDuplicates} within a watermark, and
 * an aggregation over windows, each into Delta, under Spark's and Delta's own settings.
 */
final class SeedRecipe {
  private static final String SCHEMA =
      "symbol STRING, price DOUBLE, volume DOUBLE, timestamp TIMESTAMP";

  /** Where the session of the jobs differs, as Spark and Delta have it. */
  private static final Map<String, String> STOCK =
      Map.of(
          "spark.sql.shuffle.partitions", "200",
          "spark.sql.adaptive.enabled", "true",
          "spark.sql.parquet.compression.codec", "snappy",
          "spark.sql.streaming.noDataMicroBatches.enabled", "true",
          "spark.databricks.delta.snapshotPartitions", "50",
          "spark.databricks.delta.allFilesInCrc.enabled", "true");

  private final SparkSession spark;
  private final KafkaSettings kafka;
  private final String topic;

  SeedRecipe(SparkSession spark, KafkaSettings kafka, String topic) {
    this.spark = spark.newSession();
    STOCK.forEach(this.spark.conf()::set);
    this.kafka = kafka;
    this.topic = topic;
  }

  /** Parsed ticks. */
  void parse(Path table) throws TimeoutException, StreamingQueryException {
    run(events(), table);
  }

  /** Parsed ticks, each of a symbol and a time once. */
  void parseOnce(Path table) throws TimeoutException, StreamingQueryException {
    run(
        events()
            .withWatermark("timestamp", "10 seconds")
            .dropDuplicates(new String[] {"symbol", "timestamp"}),
        table);
  }

  /** One-minute bars without indicators. */
  void bars(Path table) throws TimeoutException, StreamingQueryException {
    run(
        events()
            .withWatermark("timestamp", "10 seconds")
            .groupBy(window(col("timestamp"), "1 minute"), col("symbol"))
            .agg(
                first("price").as("open"),
                max("price").as("high"),
                min("price").as("low"),
                last("price").as("close"),
                sum("volume").as("volume"),
                avg("price").as("mean_price"),
                count(lit(1)).as("trade_count")),
        table);
  }

  private Dataset<Row> events() {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", kafka.bootstrapServers())
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .load()
        .select(from_json(col("value").cast("string"), SCHEMA, Map.of()).as("event"))
        .select("event.*");
  }

  private static void run(Dataset<Row> rows, Path table)
      throws TimeoutException, StreamingQueryException {
    rows.writeStream()
        .format("delta")
        .outputMode("append")
        .option("checkpointLocation", table.resolve("_checkpoint").toString())
        .option("path", table.toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }
}
