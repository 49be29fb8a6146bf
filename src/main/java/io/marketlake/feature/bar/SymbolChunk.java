package io.marketlake.feature.bar;

import io.marketlake.feature.market.SaleConditions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;

/**
 * What a chunk, a row of events of one Kafka partition in offset order, brings for one symbol,
 * summed up without knowing what came before: parts of bars and windows, and what is late by the
 * chunk's own events alone.
 */
public final class SymbolChunk {
  private final long firstOffset;
  private final long firstKnownAt;
  private long lastOffset;
  private long newest = Long.MIN_VALUE;
  private long late;
  private final Crossings crossings;
  private final TreeMap<Long, BarPart> bars = new TreeMap<>();
  private final TreeMap<Long, WindowPart> windows = new TreeMap<>();

  SymbolChunk(long firstOffset, long firstKnownAt, Crossings crossings) {
    this.firstOffset = firstOffset;
    this.firstKnownAt = firstKnownAt;
    this.crossings = crossings;
  }

  /** Reads what {@link #toBytes} wrote. */
  public static SymbolChunk fromBytes(byte[] bytes, BarRules rules) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long firstOffset = in.readLong();
      long firstKnownAt = in.readLong();
      long lastOffset = in.readLong();
      long newest = in.readLong();
      long late = in.readLong();
      Crossings none = rules.ownCrossings();
      SymbolChunk chunk = new SymbolChunk(firstOffset, firstKnownAt, none);
      chunk.lastOffset = lastOffset;
      chunk.newest = newest;
      chunk.late = late;
      none.readFrom(in);
      for (int left = in.readInt(); left > 0; left--) {
        BarPart part = BarPart.read(in);
        chunk.bars.put(part.start(), part);
      }
      for (int left = in.readInt(); left > 0; left--) {
        WindowPart part = WindowPart.read(in);
        chunk.windows.put(part.start(), part);
      }
      return chunk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(firstOffset);
      out.writeLong(firstKnownAt);
      out.writeLong(lastOffset);
      out.writeLong(newest);
      out.writeLong(late);
      crossings.write(out);
      out.writeInt(bars.size());
      for (BarPart part : bars.values()) {
        part.write(out);
      }
      out.writeInt(windows.size());
      for (WindowPart part : windows.values()) {
        part.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Takes the chunk's next event of this symbol.
   *
   * @param ofPartition the newest event time of the chunk's events before it
   */
  void add(PriceEvent event, long ofPartition, BarRules rules) {
    long start = rules.startOf(event.time());
    if (rules.isFinal(start + rules.interval(), newest, ofPartition)) {
      late++;
    } else {
      bars.computeIfAbsent(start, BarPart::new).add(event);
    }
    if ((event.counts() & SaleConditions.LAST) != 0) {
      long oldest = event.time() - rules.windowLength();
      for (long window = rules.lastWindow(event.time());
          window > oldest;
          window -= rules.windowSlide()) {
        if (!rules.isFinal(window + rules.windowLength(), newest, ofPartition)) {
          windows.computeIfAbsent(window, WindowPart::new).add(event);
        }
      }
    }
    lastOffset = event.offset();
    newest = Math.max(newest, event.time());
    crossings.add(event.time(), event.offset(), event.knownAt());
  }

  /** The offset of its first event. */
  public long firstOffset() {
    return firstOffset;
  }

  /** The offset of its last event. */
  public long lastOffset() {
    return lastOffset;
  }

  /** When its first event was known. */
  public long firstKnownAt() {
    return firstKnownAt;
  }

  /** Its newest event time. */
  public long newest() {
    return newest;
  }

  /** How many of its events are late by the chunk's own events. */
  long late() {
    return late;
  }

  Crossings crossings() {
    return crossings;
  }

  Iterable<BarPart> bars() {
    return bars.values();
  }

  Iterable<WindowPart> windows() {
    return windows.values();
  }
}
