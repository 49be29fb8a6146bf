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
import org.jspecify.annotations.Nullable;

/** The course of each Kafka partition of a feed in a step, as it travels to where symbols are. */
final class Courses implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BarRules rules;
  private final TreeMap<String, Long> before = new TreeMap<>();
  private final TreeMap<String, ArrayList<byte[]>> chunks = new TreeMap<>();
  private transient @Nullable Map<String, PartitionCourse> read;

  Courses(BarRules rules) {
    this.rules = rules;
  }

  /** Takes a chunk; those of a partition in offset order. */
  void add(String partition, long newestBefore, byte[] chunk) {
    before.put(partition, newestBefore);
    chunks.computeIfAbsent(partition, p -> new ArrayList<>()).add(chunk);
    read = null;
  }

  Set<String> partitions() {
    return before.keySet();
  }

  /** The courses, by the text of their partition; made once where they are asked for. */
  Map<String, PartitionCourse> read() {
    Map<String, PartitionCourse> known = read;
    if (known == null) {
      Map<String, PartitionCourse> made = new TreeMap<>();
      chunks.forEach(
          (partition, bytes) ->
              made.put(
                  partition,
                  new PartitionCourse(
                      before.getOrDefault(partition, Long.MIN_VALUE),
                      bytes.stream().map(chunk -> PartitionChunk.fromBytes(chunk, rules)).toList(),
                      rules)));
      known = made;
      read = known;
    }
    return known;
  }

  /** The offset of the newest event of a partition. */
  long lastOffset(String partition) {
    List<byte[]> ofPartition = chunks.getOrDefault(partition, new ArrayList<>());
    return PartitionChunk.fromBytes(ofPartition.get(ofPartition.size() - 1), rules).last();
  }
}
