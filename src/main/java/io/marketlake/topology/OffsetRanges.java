package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
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
  private static final String FIRST = "first";
  private static final String LAST = "last";

  /** The lowest and the highest offset of a day in a partition. */
  private record Span(long first, long last) {}

  /**
   * Corrections come first: each was made when nothing accepted had its identity, so that what has
   * it came after. What a file brought comes last, since it is judged by all that there is.
   */
  private enum Origin {
    CORRECTION,
    STREAM,
    FILE;

    static Origin of(String clusterId) {
      return switch (clusterId) {
        case Coordinate.CORRECTION -> CORRECTION;
        case Coordinate.BACKFILL -> FILE;
        default -> STREAM;
      };
    }
  }

  private final Map<Origin, TreeMap<LocalDate, Map<KafkaPartition, Span>>> origins =
      new EnumMap<>(Origin.class);

  private OffsetRanges() {}

  /** The ranges of rows that have a day and a coordinate. */
  static OffsetRanges of(Dataset<Row> rows) {
    OffsetRanges ranges = new OffsetRanges();
    Column offset = col("`" + Coordinate.OFFSET + "`");
    List<Row> spans =
        rows.groupBy(
                Stream.concat(Stream.of(col(BronzeEvents.DAY)), Stream.of(KafkaPartition.columns()))
                    .toArray(Column[]::new))
            .agg(min(offset).as(FIRST), max(offset).as(LAST))
            .collectAsList();
    for (Row span : spans) {
      ranges
          .origins
          .computeIfAbsent(Origin.of(span.getAs(Coordinate.CLUSTER_ID)), origin -> new TreeMap<>())
          .computeIfAbsent(span.getDate(0).toLocalDate(), day -> new TreeMap<>())
          .put(KafkaPartition.of(span), new Span(span.<Long>getAs(FIRST), span.<Long>getAs(LAST)));
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
    origins.values().forEach(days -> addChunks(days, chunks));
    return chunks;
  }

  private static void addChunks(
      NavigableMap<LocalDate, Map<KafkaPartition, Span>> days, List<Chunk> chunks) {
    for (LocalDate day : days.keySet()) {
      Map<KafkaPartition, Long> begin = firstFrom(days.tailMap(day, true).values());
      Map<KafkaPartition, Long> end = firstFrom(days.tailMap(day, false).values());
      TreeSet<LocalDate> touched = new TreeSet<>();
      Column condition = lit(false);
      for (Map.Entry<KafkaPartition, Long> from : begin.entrySet()) {
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
  }

  /** The lowest offset of each partition in any of these days. */
  private static Map<KafkaPartition, Long> firstFrom(Iterable<Map<KafkaPartition, Span>> later) {
    Map<KafkaPartition, Long> first = new TreeMap<>();
    later.forEach(
        spans -> spans.forEach((place, span) -> first.merge(place, span.first(), Math::min)));
    return first;
  }
}
