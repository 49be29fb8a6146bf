package io.marketlake.feature.bar;

import java.util.List;

/**
 * The chunks of one Kafka partition in a step, in offset order, after what the partition had come
 * to before: what a symbol needs to know of the others on its partition.
 */
public final class PartitionCourse {
  private final long before;
  private final List<PartitionChunk> chunks;
  private final Crossings crossings;

  /**
   * A partition's course.
   *
   * @param before its newest event time before the step; {@link Long#MIN_VALUE} for none
   * @param chunks in offset order
   */
  public PartitionCourse(long before, List<PartitionChunk> chunks, BarRules rules) {
    this.before = before;
    this.chunks = List.copyOf(chunks);
    this.crossings = rules.quietCrossings();
    chunks.forEach(chunk -> crossings.add(chunk.crossings()));
  }

  /** The newest event time of the partition when the chunk with this offset begins. */
  public long newestBefore(long offset) {
    long newest = before;
    for (PartitionChunk chunk : chunks) {
      if (chunk.last() >= offset) {
        break;
      }
      newest = Math.max(newest, chunk.newest());
    }
    return newest;
  }

  /** The newest event time of the partition after the step. */
  public long newestAfter() {
    return newestBefore(Long.MAX_VALUE);
  }

  Crossings crossings() {
    return crossings;
  }
}
