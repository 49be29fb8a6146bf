package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows cut into chunks of about a day each, such that a chunk is a range of offsets in every Kafka
 * partition and the chunks follow each other: a row of a later day may stand before one of an
 * earlier day in its partition, and a layer that folds rows in Kafka's order takes them in that
 * order all the same.
 */
final class OffsetRanges {
  /** A Kafka partition of a topic that may have been recreated. */
  private record Place(String clusterId, String topicId, int partition)
      implements Comparable<Place> {
    Column matches() {
      return col(Coordinate.CLUSTER_ID)
          .equalTo(clusterId)
          .and(col(Coordinate.TOPIC_ID).equalTo(topicId))
          .and(col("`" + Coordinate.PARTITION + "`").equalTo(partition));
    }

    @Override
    public int compareTo(Place other) {
      int byCluster = clusterId.compareTo(other.clusterId);
      int byTopic = byCluster != 0 ? byCluster : topicId.compareTo(other.topicId);
      return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
  }

  /** The lowest and the highest offset of a day in a partition. */
  private record Span(long first, long last) {}

  private final TreeMap<LocalDate, Map<Place, Span>> days = new TreeMap<>();

  private OffsetRanges() {}

  /** The ranges of rows that have a day and a coordinate. */
  static OffsetRanges of(Dataset<Row> rows) {
    OffsetRanges ranges = new OffsetRanges();
    Column offset = col("`" + Coordinate.OFFSET + "`");
    List<Row> spans =
        rows.groupBy(
                col(BronzeEvents.DAY),
                col(Coordinate.CLUSTER_ID),
                col(Coordinate.TOPIC_ID),
                col("`" + Coordinate.PARTITION + "`"))
            .agg(min(offset), max(offset))
            .collectAsList();
    for (Row span : spans) {
      ranges
          .days
          .computeIfAbsent(span.getDate(0).toLocalDate(), day -> new TreeMap<>())
          .put(
              new Place(span.getString(1), span.getString(2), span.getInt(3)),
              new Span(span.getLong(4), span.getLong(5)));
    }
    return ranges;
  }

  /**
   * A chunk.
   *
   * @param day the newest day in it
   * @param condition what its rows fulfil, and no others do
   */
  record Chunk(LocalDate day, Column condition) {}

  /** The chunks, in the order in which they are to be taken. */
  List<Chunk> chunks() {
    List<Chunk> chunks = new ArrayList<>();
    for (LocalDate day : days.keySet()) {
      Map<Place, Long> begin = firstFrom(days.tailMap(day, true).values());
      Map<Place, Long> end = firstFrom(days.tailMap(day, false).values());
      TreeSet<LocalDate> touched = new TreeSet<>();
      Column condition = lit(false);
      for (Map.Entry<Place, Long> from : begin.entrySet()) {
        long upTo = end.getOrDefault(from.getKey(), Long.MAX_VALUE);
        if (from.getValue() >= upTo) {
          continue;
        }
        Column offset = col("`" + Coordinate.OFFSET + "`");
        condition =
            condition.or(
                from.getKey().matches().and(offset.geq(from.getValue())).and(offset.lt(upTo)));
        days.headMap(day, true)
            .forEach(
                (earlier, spans) -> {
                  Span span = spans.get(from.getKey());
                  if (span != null && span.last() >= from.getValue() && span.first() < upTo) {
                    touched.add(earlier);
                  }
                });
      }
      if (!touched.isEmpty()) {
        chunks.add(new Chunk(day, col(BronzeEvents.DAY).isin(touched.toArray()).and(condition)));
      }
    }
    return chunks;
  }

  /** The lowest offset of each partition in any of these days. */
  private static Map<Place, Long> firstFrom(Iterable<Map<Place, Span>> later) {
    Map<Place, Long> first = new TreeMap<>();
    later.forEach(
        spans -> spans.forEach((place, span) -> first.merge(place, span.first(), Math::min)));
    return first;
  }
}
