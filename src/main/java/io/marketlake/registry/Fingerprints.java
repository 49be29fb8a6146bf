package io.marketlake.registry;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Which texts a model was fitted on, 8 bytes a text: hashes that tell whether a text was among
 * them, and nothing of what it said.
 */
public final class Fingerprints {
  private final long[] sorted;

  private Fingerprints(long[] sorted) {
    this.sorted = sorted;
  }

  /** Hashes in any order; repeated ones count once. */
  public static Fingerprints of(LongStream hashes) {
    return new Fingerprints(hashes.sorted().distinct().toArray());
  }

  static Fingerprints read(byte[] bytes) {
    LongBuffer longs = ByteBuffer.wrap(bytes).asLongBuffer();
    long[] hashes = new long[longs.remaining()];
    longs.get(hashes);
    return of(Arrays.stream(hashes));
  }

  byte[] bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(sorted.length * Long.BYTES);
    for (long hash : sorted) {
      buffer.putLong(hash);
    }
    return buffer.array();
  }

  public boolean contains(long hash) {
    return Arrays.binarySearch(sorted, hash) >= 0;
  }

  public int count() {
    return sorted.length;
  }
}
