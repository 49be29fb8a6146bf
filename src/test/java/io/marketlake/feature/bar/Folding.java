package io.marketlake.feature.bar;

import io.marketlake.feature.market.SaleConditions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds events in steps, as a stream does: each step's chunks summed up apart, joined to states
 * that were written as bytes and read again in between.
 */
public final class Folding {
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
    Map<String, Map<LateEvents.Begin, LateEvents.Before>> lateChunks = new HashMap<>();
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
            .put(new LateEvents.Begin(symbol, chunk.firstOffset()), chunk.before());
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
      @Nullable Map<LateEvents.Begin, LateEvents.Before> known) {
    if (course == null || known == null) {
      return;
    }
    for (List<PriceEvent> chunk : chunks) {
      if (chunk.isEmpty()) {
        continue;
      }
      LateEvents pass = new LateEvents(rules, course.newestBefore(chunk.get(0).offset()), known);
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

  /** Steps of one chunk each, of events of one partition that are cut at random. */
  static Folding ofCuts(BarRules rules, List<PriceEvent> events, Random random) {
    Folding folding = new Folding(rules);
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + 1 + random.nextInt(40));
      folding.step(List.of(events.subList(from, to)));
      from = to;
    }
    return folding;
  }

  /** A symbol's state as it is after the last step. */
  SymbolState state(String symbol) {
    byte[] bytes = states.get(symbol);
    return bytes == null ? SymbolState.begin(rules) : SymbolState.fromBytes(bytes, rules);
  }

  /** All that is told of each symbol's final bars of a length, in their order. */
  Map<String, List<String>> rows(Duration length) {
    Map<String, List<String>> rows = new TreeMap<>();
    bySymbol.forEach(
        (symbol, all) ->
            rows.put(
                symbol,
                all.stream()
                    .filter(bar -> bar.length().equals(length))
                    .map(Folding::row)
                    .toList()));
    return rows;
  }

  private static String row(FinalBar bar) {
    return String.join(
        " ",
        text(bar.prices(), bar.end()),
        String.valueOf(bar.knownAt()),
        String.valueOf(bar.offset()),
        bar.indicators().toString(),
        String.valueOf(bar.isWarm()),
        String.valueOf(bar.stateBefore() == null ? 0 : bar.stateBefore().hashCode()));
  }

  static String row(FinalWindow window) {
    return String.join(
        " ",
        String.valueOf(window.prices().start()),
        String.valueOf(window.end()),
        String.valueOf(window.prices().mean()),
        String.valueOf(window.prices().deviation()),
        String.valueOf(window.knownAt()),
        String.valueOf(window.offset()));
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

  /**
   * The same text of a bar that has exactly these events, computed straight from them. At least one
   * must count for the last price.
   */
  public static String text(List<PriceEvent> events, long end) {
    List<PriceEvent> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparingLong(PriceEvent::time)
            .thenComparingLong(PriceEvent::sequence)
            .thenComparingLong(PriceEvent::offset));
    BigDecimal volume = BigDecimal.ZERO.setScale(6);
    BigDecimal notional = BigDecimal.ZERO;
    for (PriceEvent e : counting(sorted, SaleConditions.VOLUME)) {
      volume = volume.add(BigDecimal.valueOf(e.volume(), 6));
      notional = notional.add(price(e.price()).multiply(BigDecimal.valueOf(e.volume(), 6)));
    }
    List<PriceEvent> last = counting(sorted, SaleConditions.LAST);
    BigDecimal open = price(last.get(0).price());
    BigDecimal close = price(last.get(last.size() - 1).price());
    BigDecimal high = open.max(close);
    BigDecimal low = open.min(close);
    for (PriceEvent e : counting(sorted, SaleConditions.HIGH_LOW)) {
      high = high.max(price(e.price()));
      low = low.min(price(e.price()));
    }
    BigDecimal vwap =
        volume.signum() == 0 ? close : notional.divide(volume, 8, RoundingMode.HALF_UP);
    return String.join(
        " ",
        String.valueOf(end),
        open.toPlainString(),
        high.toPlainString(),
        low.toPlainString(),
        close.toPlainString(),
        volume.toPlainString(),
        vwap.toPlainString(),
        String.valueOf(counting(sorted, SaleConditions.EVERYTHING).size()));
  }

  /** Those that count for any of these. */
  static List<PriceEvent> counting(List<PriceEvent> events, byte effects) {
    return events.stream().filter(e -> (e.counts() & effects) != 0).toList();
  }

  private static BigDecimal price(long unscaled) {
    return BigDecimal.valueOf(unscaled, 8);
  }
}
