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
  void add(String lane, long newestBefore, byte[] chunk) {
    before.put(lane, newestBefore);
    chunks.computeIfAbsent(lane, l -> new ArrayList<>()).add(chunk);
  }

  Set<String> lanes() {
    return before.keySet();
  }

  Map<String, PartitionCourse> read(BarRules rules) {
    Map<String, PartitionCourse> courses = new TreeMap<>();
    chunks.forEach(
        (lane, bytes) ->
            courses.put(
                lane,
                new PartitionCourse(
                    before.getOrDefault(lane, Long.MIN_VALUE), read(bytes, rules), rules)));
    return courses;
  }

  /** The offset of the newest event of a partition. */
  long lastOffset(String lane, BarRules rules) {
    List<byte[]> ofLane = chunks.getOrDefault(lane, new ArrayList<>());
    return PartitionChunk.fromBytes(ofLane.get(ofLane.size() - 1), rules).last();
  }

  private static List<PartitionChunk> read(List<byte[]> chunks, BarRules rules) {
    return chunks.stream().map(bytes -> PartitionChunk.fromBytes(bytes, rules)).toList();
  }
}
