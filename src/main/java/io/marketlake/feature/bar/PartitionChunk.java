package io.marketlake.feature.bar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a chunk says of its Kafka partition.
 *
 * @param first the offset of its first event
 * @param last the offset of its last event
 * @param newest its newest event time
 */
public record PartitionChunk(long first, long last, long newest, Crossings crossings) {

  /** Reads what {@link #toBytes} wrote. */
  public static PartitionChunk fromBytes(byte[] bytes, BarRules rules) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long first = in.readLong();
      long last = in.readLong();
      long newest = in.readLong();
      Crossings crossings = rules.quietCrossings();
      crossings.readFrom(in);
      return new PartitionChunk(first, last, newest, crossings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(first);
      out.writeLong(last);
      out.writeLong(newest);
      crossings.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
