package io.marketlake.feature.bar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds events in steps, as a stream does: each step's chunks summed up apart, joined to states
 * that were written as bytes and read again in between.
 */
final class Folding {
  final List<String> bars = new ArrayList<>();
  final List<FinalBar> finals = new ArrayList<>();
  final Map<String, List<FinalBar>> bySymbol = new TreeMap<>();
  final List<FinalWindow> windows = new ArrayList<>();
  final List<String> late = new ArrayList<>();
  final Map<String, byte[]> states = new TreeMap<>();
  final BarRules rules;
  private final Map<String, Long> partitions = new HashMap<>();

  Folding(BarRules rules) {
    this.rules = rules;
  }

  /** Takes a step of one partition. */
  Folding step(List<List<PriceEvent>> chunks) {
    return step(Map.of("p", chunks));
  }

  Folding step(Map<String, List<List<PriceEvent>>> chunksByPartition) {
    Map<String, PartitionCourse> courses = new TreeMap<>();
    Map<String, Map<String, List<SymbolChunk>>> symbols = new TreeMap<>();
    chunksByPartition.forEach(
        (partition, chunks) -> {
          List<PartitionChunk> course = new ArrayList<>();
          for (List<PriceEvent> chunk : chunks) {
            if (chunk.isEmpty()) {
              continue;
            }
            ChunkFold fold = new ChunkFold(rules);
            chunk.forEach(fold::add);
            course.add(PartitionChunk.fromBytes(fold.partition().toBytes(), rules));
            fold.symbols()
                .forEach(
                    (symbol, summary) ->
                        symbols
                            .computeIfAbsent(symbol, s -> new TreeMap<>())
                            .computeIfAbsent(partition, p -> new ArrayList<>())
                            .add(SymbolChunk.fromBytes(summary.toBytes(), rules)));
          }
          if (!course.isEmpty()) {
            courses.put(
                partition,
                new PartitionCourse(
                    partitions.getOrDefault(partition, Long.MIN_VALUE), course, rules));
          }
        });
    Map<String, Map<Long, Map<String, Map<Long, Long>>>> lateChunks = new HashMap<>();
    TreeSet<String> all = new TreeSet<>(states.keySet());
    all.addAll(symbols.keySet());
    for (String symbol : all) {
      byte @Nullable [] before = states.get(symbol);
      SymbolState state =
          before == null ? SymbolState.begin(rules) : SymbolState.fromBytes(before, rules);
      SymbolFold.Result result =
          SymbolFold.step(rules, state, symbols.getOrDefault(symbol, Map.of()), courses);
      states.put(symbol, state.toBytes(rules));
      result.bars().forEach(bar -> took(symbol, bar));
      windows.addAll(result.windows());
      for (SymbolFold.LateChunk chunk : result.late()) {
        lateChunks
            .computeIfAbsent(chunk.partition(), p -> new HashMap<>())
            .computeIfAbsent(0L, p -> new HashMap<>())
            .computeIfAbsent(symbol, s -> new HashMap<>())
            .put(chunk.firstOffset(), chunk.newest());
      }
    }
    chunksByPartition.forEach(
        (partition, chunks) -> findLate(chunks, courses.get(partition), lateChunks.get(partition)));
    courses.forEach((partition, course) -> partitions.put(partition, course.newestAfter()));
    return this;
  }

  private void findLate(
      List<List<PriceEvent>> chunks,
      @Nullable PartitionCourse course,
      @Nullable Map<Long, Map<String, Map<Long, Long>>> known) {
    if (course == null || known == null) {
      return;
    }
    for (List<PriceEvent> chunk : chunks) {
      if (chunk.isEmpty()) {
        continue;
      }
      LateEvents pass =
          new LateEvents(
              rules, course.newestBefore(chunk.get(0).offset()), known.getOrDefault(0L, Map.of()));
      for (PriceEvent event : chunk) {
        LateEvents.Late found = pass.next(event);
        if (found != null) {
          late.add(event.symbol() + " " + event.offset() + " " + found.start());
        }
      }
    }
  }

  private void took(String symbol, FinalBar bar) {
    finals.add(bar);
    bySymbol.computeIfAbsent(symbol, s -> new ArrayList<>()).add(bar);
    if (bar.length().equals(rules.lengths().get(0))) {
      bars.add(symbol + " " + bar.offset() + " " + text(bar.prices(), bar.end()));
    }
  }

  static String text(BarPart bar, long end) {
    return String.join(
        " ",
        String.valueOf(end),
        bar.open().toPlainString(),
        bar.high().toPlainString(),
        bar.low().toPlainString(),
        bar.close().toPlainString(),
        bar.volume().toPlainString(),
        bar.vwap().toPlainString(),
        String.valueOf(bar.trades()));
  }

  /** The same text of a bar that has exactly these events, computed straight from them. */
  static String text(List<PriceEvent> events, long end) {
    List<PriceEvent> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparingLong(PriceEvent::time)
            .thenComparingLong(PriceEvent::sequence)
            .thenComparingLong(PriceEvent::offset));
    BigDecimal volume = BigDecimal.ZERO.setScale(6);
    BigDecimal notional = BigDecimal.ZERO;
    for (PriceEvent e : sorted) {
      volume = volume.add(BigDecimal.valueOf(e.volume(), 6));
      notional = notional.add(price(e.price()).multiply(BigDecimal.valueOf(e.volume(), 6)));
    }
    BigDecimal close = price(sorted.get(sorted.size() - 1).price());
    BigDecimal vwap =
        volume.signum() == 0 ? close : notional.divide(volume, 8, RoundingMode.HALF_UP);
    return String.join(
        " ",
        String.valueOf(end),
        price(sorted.get(0).price()).toPlainString(),
        price(sorted.stream().mapToLong(PriceEvent::price).max().orElseThrow()).toPlainString(),
        price(sorted.stream().mapToLong(PriceEvent::price).min().orElseThrow()).toPlainString(),
        close.toPlainString(),
        volume.toPlainString(),
        vwap.toPlainString(),
        String.valueOf(sorted.size()));
  }

  private static BigDecimal price(long unscaled) {
    return BigDecimal.valueOf(unscaled, 8);
  }
}
