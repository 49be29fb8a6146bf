package io.marketlake.bars;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.PartitionChunk;
import io.marketlake.feature.bar.PartitionCourse;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The course of each Kafka partition of a feed in a step, as it travels to where symbols are. */
final class Courses implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, Long> before = new TreeMap<>();
  private final TreeMap<String, ArrayList<byte[]>> chunks = new TreeMap<>();

  /** Takes a chunk; those of a partition in offset order. */
  void add(String partition, long newestBefore, byte[] chunk) {
    before.put(partition, newestBefore);
    chunks.computeIfAbsent(partition, l -> new ArrayList<>()).add(chunk);
  }

  Set<String> partitions() {
    return before.keySet();
  }

  Map<String, PartitionCourse> read(BarRules rules) {
    Map<String, PartitionCourse> courses = new TreeMap<>();
    chunks.forEach(
        (partition, bytes) ->
            courses.put(
                partition,
                new PartitionCourse(
                    before.getOrDefault(partition, Long.MIN_VALUE), read(bytes, rules), rules)));
    return courses;
  }

  /** The offset of the newest event of a partition. */
  long lastOffset(String partition, BarRules rules) {
    List<byte[]> ofPartition = chunks.getOrDefault(partition, new ArrayList<>());
    return PartitionChunk.fromBytes(ofPartition.get(ofPartition.size() - 1), rules).last();
  }

  private static List<PartitionChunk> read(List<byte[]> chunks, BarRules rules) {
    return chunks.stream().map(bytes -> PartitionChunk.fromBytes(bytes, rules)).toList();
  }
}
