package io.marketlake.feature.bar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rule of bars as plainly as it can be said: one event after the other, one partition, no
 * chunks, no state but what the rule names. What it says is right; the fold has to agree with it.
 */
final class ReferenceBars {
  final List<String> bars = new ArrayList<>();
  final List<String> late = new ArrayList<>();
  final Map<String, Map<Long, List<PriceEvent>>> open = new TreeMap<>();
  private final Map<String, Long> newest = new TreeMap<>();
  private long partition = Long.MIN_VALUE;

  ReferenceBars(long interval, long lateness, long quiet, List<PriceEvent> inOffsetOrder) {
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
                        if (isFinal) {
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
