package io.marketlake;

import io.marketlake.schema.BronzeEvents;
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

/** Rows of bronze as Kafka's ticks would have brought them, without Kafka. */
public final class BronzeRows {
  private BronzeRows() {}

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
              null));
    }
    return TestSpark.session().createDataFrame(rows, BronzeEvents.TABLE.structType());
  }
}
