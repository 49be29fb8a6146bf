package io.marketlake.feature.bar;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the late events of a chunk: the second, narrow pass over a chunk in which the join found
 * some.
 */
public final class LateEvents {
  private final BarRules rules;
  private final Map<Begin, Before> known;
  private final Map<String, Before> come = new HashMap<>();
  private long ofPartition;

  /**
   * A pass over one chunk.
   *
   * @param before the newest event time of its partition before it
   * @param known of each symbol with late events, and each chunk in which it has some: how far it
   *     had come before that chunk
   */
  public LateEvents(BarRules rules, long before, Map<Begin, Before> known) {
    this.rules = rules;
    this.ofPartition = before;
    this.known = known;
  }

  /**
   * A symbol's beginning in a chunk.
   *
   * @param offset that of its first event in it
   */
  public record Begin(String symbol, long offset) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * How far a symbol has come.
   *
   * @param newest its newest event time
   * @param closed the newest end of what has become final of it
   */
  public record Before(long newest, long closed) implements Serializable {
    private static final long serialVersionUID = 1L;
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
    Before ofSymbol = come.get(event.symbol());
    if (ofSymbol == null) {
      ofSymbol = known.get(new Begin(event.symbol(), event.offset()));
    }
    if (ofSymbol != null) {
      late = judge(event, ofSymbol);
      long newest = Math.max(ofSymbol.newest(), event.time());
      come.put(event.symbol(), new Before(newest, ofSymbol.closed()));
    }
    ofPartition = Math.max(ofPartition, event.time());
    return late;
  }

  private @Nullable Late judge(PriceEvent event, Before ofSymbol) {
    long start = rules.startOf(event.time());
    long end = start + rules.interval();
    if (end > ofSymbol.closed() && !rules.isFinal(end, ofSymbol.newest(), ofPartition)) {
      return null;
    }
    boolean bySymbol = rules.isPassed(end, ofSymbol.newest());
    // What another partition had made final may lie ahead of all that this one has seen.
    long by = bySymbol ? ofSymbol.newest() : Math.max(ofPartition, ofSymbol.closed());
    return new Late(start, by - event.time(), bySymbol);
  }
}
