package io.marketlake.silver;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * The offsets whose records are in the counts already. Ranges of one partition may overlap, since a
 * refill brings what is left of an earlier range.
 */
final class CountedOffsets implements Serializable {
  private static final long serialVersionUID = 1L;

  /** By partition, the last offset of each range by its first; none touches another. */
  private final Map<String, TreeMap<Long, Long>> ranges = new HashMap<>();

  CountedOffsets() {}

  /** Of rows of {@link io.marketlake.schema.GoldRuleCounts#RANGE}. */
  static CountedOffsets of(Iterator<Row> ranges) {
    CountedOffsets counted = new CountedOffsets();
    ranges.forEachRemaining(range -> counted.add(OffsetRange.of(range)));
    return counted;
  }

  void add(OffsetRange range) {
    TreeMap<Long, Long> places = ranges.computeIfAbsent(range.place(), p -> new TreeMap<>());
    long first = range.first();
    long last = range.last();
    Map.Entry<Long, Long> near = places.floorEntry(last + 1);
    while (near != null && near.getValue() >= first - 1) {
      first = Math.min(first, near.getKey());
      last = Math.max(last, near.getValue());
      places.remove(near.getKey());
      near = places.floorEntry(last + 1);
    }
    places.put(first, last);
  }

  boolean contains(String clusterId, String topicId, int partition, long offset) {
    TreeMap<Long, Long> places = ranges.get(OffsetRange.placeOf(clusterId, topicId, partition));
    Map.Entry<Long, Long> before = places == null ? null : places.floorEntry(offset);
    return before != null && offset <= before.getValue();
  }
}
