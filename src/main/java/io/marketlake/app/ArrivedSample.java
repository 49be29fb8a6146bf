package io.marketlake.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.marketlake.delta.LakeTables;
import io.marketlake.replay.FeedComparison;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Some records of a feed of each of the last days, from bronze: about as many a day, chosen by a
 * hash of their coordinate, so that the same are looked at each time. What came from a file is not
 * among them.
 */
final class ArrivedSample {
  private static final int PARTS = Integer.MAX_VALUE;

  private final Dataset<Row> arrived;
  private final SortedMap<LocalDate, Long> counts = new TreeMap<>();

  /**
   * Counts what arrived since a day, that day included.
   *
   * @param feed the feed's name
   */
  ArrivedSample(LakeTables tables, String feed, LocalDate since) {
    this.arrived =
        tables
            .read(BronzeEvents.TABLE)
            .filter(col(BronzeEvents.FEED).equalTo(feed))
            .filter(col(BronzeEvents.DAY).geq(lit(Date.valueOf(since))))
            .filter(Coordinate.isStreamed());
    for (Row day : arrived.groupBy(col(BronzeEvents.DAY)).agg(count(lit(1))).collectAsList()) {
      counts.put(day.getDate(0).toLocalDate(), day.getLong(1));
    }
  }

  /** How many records arrived on each day that has any. */
  SortedMap<LocalDate, Long> counts() {
    return counts;
  }

  /** Takes the sample in, the oldest day first. */
  void into(FeedComparison comparison, long mostADay) {
    if (counts.isEmpty()) {
      return;
    }
    Column hash =
        pmod(
            xxhash64(
                Coordinate.IDENTITY.stream().map(c -> col("`" + c + "`")).toArray(Column[]::new)),
            lit(PARTS));
    Column chosen = lit(false);
    for (LocalDate day : counts.keySet()) {
      double share = Math.min(1.0, (double) mostADay / counts.getOrDefault(day, 1L));
      chosen =
          chosen.or(
              col(BronzeEvents.DAY)
                  .equalTo(lit(Date.valueOf(day)))
                  .and(hash.lt(lit((long) Math.ceil(share * PARTS)))));
    }
    Iterator<Row> rows =
        arrived
            .filter(chosen)
            .select(col(BronzeEvents.DAY), col(BronzeEvents.VALUE), col(BronzeEvents.KAFKA_TIME))
            .orderBy(ordered())
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      comparison.add(row.getDate(0).toLocalDate(), row.getAs(1), time(row));
    }
  }

  private static Column[] ordered() {
    return List.of(BronzeEvents.DAY, Coordinate.TOPIC, Coordinate.PARTITION, Coordinate.OFFSET)
        .stream()
        .map(name -> functions.col("`" + name + "`"))
        .toArray(Column[]::new);
  }

  private static Instant time(Row row) {
    Timestamp time = row.getTimestamp(2);
    return time.toInstant();
  }
}
