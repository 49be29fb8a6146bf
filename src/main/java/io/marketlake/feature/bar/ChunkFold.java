package io.marketlake.feature.bar;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums up a chunk: the events of one Kafka partition, in offset order, of any symbols. It knows
 * nothing of what came before the chunk, so that chunks are summed up side by side.
 */
public final class ChunkFold {
  private final BarRules rules;
  private final Map<String, SymbolChunk> symbols = new HashMap<>();
  private final Crossings crossings;
  private long newest = Long.MIN_VALUE;
  private long first = -1;
  private long last = -1;

  public ChunkFold(BarRules rules) {
    this.rules = rules;
    this.crossings = rules.quietCrossings();
  }

  /**
   * Takes the next event.
   *
   * @throws IllegalArgumentException unless its offset is higher than those before
   */
  public void add(PriceEvent event) {
    if (event.offset() <= last) {
      throw new IllegalArgumentException(
          "Offset " + event.offset() + " comes after " + last + " in one chunk");
    }
    if (first < 0) {
      first = event.offset();
    }
    last = event.offset();
    SymbolChunk symbol = symbols.get(event.symbol());
    if (symbol == null) {
      symbol = new SymbolChunk(event.offset(), event.knownAt(), rules.ownCrossings());
      symbols.put(event.symbol(), symbol);
    }
    symbol.add(event, newest, rules);
    newest = Math.max(newest, event.time());
    crossings.add(event.time(), event.offset(), event.knownAt());
  }

  /** What it brings for each symbol, in their order. */
  public SortedMap<String, SymbolChunk> symbols() {
    return new TreeMap<>(symbols);
  }

  /** What it says of its partition; to be asked once there has been an event. */
  public PartitionChunk partition() {
    return new PartitionChunk(first, last, newest, crossings);
  }
}
