package io.marketlake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Column;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Rows of bronze as Kafka's ticks would have brought them, without Kafka. */
public final class BronzeRows {
  private BronzeRows() {}

  /** Values of a feed as they came on a day, in partition 0 with consecutive offsets. */
  public static Dataset<Row> of(String feed, LocalDate day, long firstOffset, String... values) {
    Timestamp time = Timestamp.from(day.atTime(12, 0).toInstant(ZoneOffset.UTC));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      rows.add(
          RowFactory.create(
              feed,
              Date.valueOf(day),
              "cluster",
              "topic-id",
              feed,
              0,
              firstOffset + i,
              time,
              values[i].getBytes(StandardCharsets.UTF_8)));
    }
    Dataset<Row> given =
        TestSpark.session()
            .createDataFrame(
                rows,
                StructType.fromDDL(
                    "feed STRING, day DATE, cluster_id STRING, topic_id STRING, topic STRING,"
                        + " partition INT, offset BIGINT, kafka_time TIMESTAMP, value BINARY"))
            .withColumn(BronzeEvents.KNOWN_AT, col(BronzeEvents.KAFKA_TIME))
            .withColumn(BronzeEvents.INGESTED_AT, col(BronzeEvents.KAFKA_TIME));
    for (Column column : BronzeEvents.TABLE.columns()) {
      if (!List.of(given.columns()).contains(column.name())) {
        given = given.withColumn(column.name(), lit(null).cast(column.type()));
      }
    }
    return given.select(BronzeEvents.TABLE.select());
  }

  /** Valid ticks of a day, all at noon, in partition 0 with consecutive offsets. */
  public static Dataset<Row> ticks(LocalDate day, long firstOffset, int count) {
    Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    Timestamp time = Timestamp.from(noon);
    List<Row> rows = new ArrayList<>();
    for (long offset = firstOffset; offset < firstOffset + count; offset++) {
      String value =
          "{\"symbol\":\"AAPL\",\"price\":%d.5,\"volume\":1,\"timestamp\":\"%s\"}"
              .formatted(offset + 1, noon);
      rows.add(
          RowFactory.create(
              "ticks",
              Date.valueOf(day),
              "cluster",
              "topic-id",
              "ticks",
              0,
              offset,
              time,
              time,
              time,
              null,
              value.getBytes(StandardCharsets.UTF_8),
              null,
              null));
    }
    return TestSpark.session().createDataFrame(rows, BronzeEvents.TABLE.structType());
  }
}
