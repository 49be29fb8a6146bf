package io.marketlake.feature.bar;

import static io.marketlake.feature.bar.Folding.counting;
import static io.marketlake.feature.market.SaleConditions.LAST;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rule of bars as plainly as it can be said: one event after the other, one partition, no
 * chunks, no state but what the rule names. What it says is right; the fold has to agree with it. A
 * bar is {@code symbol, offset of the event that made it final, } and {@link Folding#text}; a late
 * event is {@code symbol, offset, start of its bar}.
 */
public final class ReferenceBars {
  public final List<String> bars = new ArrayList<>();
  public final List<String> late = new ArrayList<>();
  final Map<String, Map<Long, List<PriceEvent>>> open = new TreeMap<>();
  private final Map<String, Long> newest = new TreeMap<>();
  private long partition = Long.MIN_VALUE;

  public ReferenceBars(long interval, long lateness, long quiet, List<PriceEvent> inOffsetOrder) {
    for (PriceEvent e : inOffsetOrder) {
      long end = Math.floorDiv(e.time(), interval) * interval + interval;
      long own = newest.getOrDefault(e.symbol(), Long.MIN_VALUE);
      if (own >= end + lateness || partition >= end + quiet) {
        late.add(e.symbol() + " " + e.offset() + " " + (end - interval));
      } else {
        open.computeIfAbsent(e.symbol(), s -> new TreeMap<>())
            .computeIfAbsent(end, b -> new ArrayList<>())
            .add(e);
      }
      newest.merge(e.symbol(), e.time(), Math::max);
      partition = Math.max(partition, e.time());
      open.forEach(
          (symbol, ends) ->
              ends.entrySet()
                  .removeIf(
                      bar -> {
                        boolean isFinal =
                            newest.getOrDefault(symbol, 0L) >= bar.getKey() + lateness
                                || partition >= bar.getKey() + quiet;
                        if (isFinal && !counting(bar.getValue(), LAST).isEmpty()) {
                          bars.add(
                              symbol
                                  + " "
                                  + e.offset()
                                  + " "
                                  + Folding.text(bar.getValue(), bar.getKey()));
                        }
                        return isFinal;
                      }));
    }
  }
}
