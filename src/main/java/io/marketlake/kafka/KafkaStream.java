package io.marketlake.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * The stream of a topic's records, with the connector's columns key, value, headers, topic,
 * partition, offset and timestamp. Aborted transactions are not read, and a record that is gone
 * before it was read stops the query.
 */
public final class KafkaStream {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * How long the broker holds the answer to a fetch that finds no records. The connector reads only
   * what it knows to be there, and then asks for the ends of the partition on the same connection,
   * behind the fetch of what comes next: each partition of each micro-batch would wait for it.
   */
  private static final String FETCH_WAIT_MILLIS = "20";

  private KafkaStream() {}

  /**
   * The records of some topics as a stream.
   *
   * @param start the next offset to read, by topic and partition; used only where the checkpoint is
   *     new. Every partition must be named.
   */
  public static Dataset<Row> read(
      SparkSession spark,
      KafkaSettings settings,
      Collection<String> topics,
      Map<String, ? extends Map<Integer, Long>> start,
      long maxRecordsPerBatch) {
    DataStreamReader reader =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.max.poll.records", "5000")
            .option("kafka.fetch.max.wait.ms", FETCH_WAIT_MILLIS)
            .option("kafka.max.partition.fetch.bytes", String.valueOf(8 << 20));
    for (Map.Entry<String, String> option : settings.options().entrySet()) {
      reader = reader.option("kafka." + option.getKey(), option.getValue());
    }
    return reader
        .option("subscribe", String.join(",", topics))
        .option("startingOffsets", json(start))
        .option("failOnDataLoss", String.valueOf(!settings.acceptLoss()))
        .option("includeHeaders", "true")
        .option("maxOffsetsPerTrigger", maxRecordsPerBatch)
        .option("kafka.bootstrap.servers", settings.bootstrapServers())
        .option("kafka.isolation.level", "read_committed")
        .load();
  }

  private static String json(Map<String, ? extends Map<Integer, Long>> offsets) {
    try {
      return JSON.writeValueAsString(offsets);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
