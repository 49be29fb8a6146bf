package io.marketlake.feature.bar;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the late events of a chunk: the second, narrow pass over a chunk in which the join found
 * some.
 */
public final class LateEvents {
  private final BarRules rules;
  private final Map<String, Map<Long, Long>> known;
  private final Map<String, Long> newest = new HashMap<>();
  private long ofPartition;

  /**
   * A pass over one chunk.
   *
   * @param before the newest event time of its partition before it
   * @param symbols each symbol with late events: its newest event time before the chunk in which it
   *     has its first event at that offset
   */
  public LateEvents(BarRules rules, long before, Map<String, Map<Long, Long>> symbols) {
    this.rules = rules;
    this.ofPartition = before;
    this.known = symbols;
  }

  /**
   * An event that came after its bar was final.
   *
   * @param start where that bar starts
   * @param behind how far its event time is behind the newest that made the bar final
   * @param bySymbol whether the symbol's own events made it final, or others of its partition
   */
  public record Late(long start, long behind, boolean bySymbol) {}

  /** Takes the chunk's next event; null where it is in time. */
  public @Nullable Late next(PriceEvent event) {
    Late late = null;
    Map<Long, Long> starts = known.get(event.symbol());
    if (starts != null) {
      Long ofSymbol = newest.get(event.symbol());
      if (ofSymbol == null) {
        ofSymbol = starts.get(event.offset());
      }
      if (ofSymbol != null) {
        late = judge(event, ofSymbol);
        newest.put(event.symbol(), Math.max(ofSymbol, event.time()));
      }
    }
    ofPartition = Math.max(ofPartition, event.time());
    return late;
  }

  private @Nullable Late judge(PriceEvent event, long ofSymbol) {
    long start = rules.startOf(event.time());
    long end = start + rules.interval();
    if (!rules.isFinal(end, ofSymbol, ofPartition)) {
      return null;
    }
    boolean bySymbol = rules.isPassed(end, ofSymbol);
    return new Late(start, (bySymbol ? ofSymbol : ofPartition) - event.time(), bySymbol);
  }
}
