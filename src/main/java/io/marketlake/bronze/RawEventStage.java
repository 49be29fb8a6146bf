package io.marketlake.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Feed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.types.DataTypes;

/**
 * Kafka records (key, value, headers, topic, partition, offset, timestamp) -> the columns of {@link
 * BronzeEvents}. One row in, one row out; keys and values are carried byte for byte. {@code
 * known_at} is the record's timestamp.
 */
final class RawEventStage implements Stage {
  private final BronzeSettings settings;
  private final Instant ingestedAt;

  RawEventStage(BronzeSettings settings, Instant ingestedAt) {
    this.settings = settings;
    this.ingestedAt = ingestedAt;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    Column time = rows.col("timestamp");
    return rows.select(
        byTopic(Feed::name).as(BronzeEvents.FEED),
        to_date(time).as(BronzeEvents.DAY),
        lit(settings.clusterId()).as(Coordinate.CLUSTER_ID),
        byTopic(feed -> settings.topicIds().getOrDefault(feed.topic(), "")).as(Coordinate.TOPIC_ID),
        rows.col(Coordinate.TOPIC),
        rows.col(Coordinate.PARTITION),
        rows.col(Coordinate.OFFSET),
        time.as(BronzeEvents.KAFKA_TIME),
        time.as(BronzeEvents.KNOWN_AT),
        ingestedAt().as(BronzeEvents.INGESTED_AT),
        rows.col(BronzeEvents.KEY),
        rows.col(BronzeEvents.VALUE),
        rows.col(BronzeEvents.HEADERS),
        Corrections.none());
  }

  /** The same for all rows, yet no literal: the code that Spark compiles would differ each time. */
  private Column ingestedAt() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, ingestedAt);
    UDF0<Long> constant = () -> micros;
    return timestamp_micros(udf(constant, DataTypes.LongType).asNondeterministic().apply());
  }

  private Column byTopic(Function<Feed, String> value) {
    Column chosen = lit(null).cast("string");
    for (Feed feed : settings.feeds()) {
      chosen =
          when(col(Coordinate.TOPIC).equalTo(feed.topic()), value.apply(feed)).otherwise(chosen);
    }
    return chosen;
  }
}
