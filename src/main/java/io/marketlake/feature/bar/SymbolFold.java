package io.marketlake.feature.bar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins a symbol's chunks, in offset order, to what is known of it: which parts come too late for
 * their bar, which bars and windows become final, and by which event. A symbol whose events are on
 * one Kafka partition, as a topic keyed by symbol has them, comes out the same however its events
 * are cut into chunks and steps. Chunks of several partitions are taken in the order in which their
 * first events were known, which does depend on the cuts.
 */
public final class SymbolFold extends BarChain {
  private final BarRules rules;
  private final SymbolState state;
  private final Map<String, PartitionCourse> partitions;
  private final List<FinalBar> bars;
  private final List<FinalWindow> windows = new ArrayList<>();
  private final List<LateChunk> late = new ArrayList<>();
  private final Map<String, Crossings> own = new TreeMap<>();
  private final List<String> ownOrder = new ArrayList<>();
  private final @Nullable Closing ending;

  private SymbolFold(
      BarRules rules,
      SymbolState state,
      Map<String, PartitionCourse> partitions,
      @Nullable Closing ending,
      List<FinalBar> bars) {
    super(rules, bars::add);
    this.bars = bars;
    this.rules = rules;
    this.state = state;
    this.partitions = partitions;
    this.ending = ending;
  }

  /**
   * Ends a symbol: all that it has open becomes final by the last event, though that need not be
   * its own, and is known no sooner than that event, nor before the moment at which it ends.
   *
   * @param last the last event, after which nothing comes
   */
  public static Result end(BarRules rules, SymbolState state, Closing last) {
    SymbolFold fold = new SymbolFold(rules, state, Map.of(), last, new ArrayList<>());
    fold.close();
    return new Result(fold.bars, fold.windows, fold.late);
  }

  /**
   * A chunk with late events.
   *
   * @param firstOffset the offset of the symbol's first event in it
   * @param before how far the symbol had come before it
   * @param events how many of the symbol's events in it are late
   */
  public record LateChunk(
      String partition, long firstOffset, LateEvents.Before before, long events) {}

  /** What a step brings for a symbol. */
  public record Result(List<FinalBar> bars, List<FinalWindow> windows, List<LateChunk> late) {}

  /**
   * Takes a step: changes the state, and tells what has become final.
   *
   * @param chunks the symbol's chunks of the step, by partition, in offset order each
   * @param partitions the course of each partition that has events in the step
   */
  public static Result step(
      BarRules rules,
      SymbolState state,
      Map<String, List<SymbolChunk>> chunks,
      Map<String, PartitionCourse> partitions) {
    SymbolFold fold = new SymbolFold(rules, state, partitions, null, new ArrayList<>());
    fold.join(chunks);
    fold.close();
    return new Result(fold.bars, fold.windows, fold.late);
  }

  private void join(Map<String, List<SymbolChunk>> chunks) {
    Map<String, Iterator<SymbolChunk>> rest = new TreeMap<>();
    Map<String, SymbolChunk> heads = new TreeMap<>();
    chunks.forEach(
        (partition, ofPartition) -> {
          Iterator<SymbolChunk> all = ofPartition.iterator();
          heads.put(partition, all.next());
          rest.put(partition, all);
        });
    while (!heads.isEmpty()) {
      Map.Entry<String, SymbolChunk> next =
          heads.entrySet().stream()
              .min(Comparator.comparingLong(head -> head.getValue().firstKnownAt()))
              .orElseThrow();
      String partition = next.getKey();
      join(partition, next.getValue());
      Iterator<SymbolChunk> further =
          rest.getOrDefault(partition, List.<SymbolChunk>of().iterator());
      if (further.hasNext()) {
        heads.put(partition, further.next());
      } else {
        heads.remove(partition);
      }
    }
  }

  private void join(String partition, SymbolChunk chunk) {
    long ofPartition = course(partition).newestBefore(chunk.firstOffset());
    long lateEvents = chunk.late();
    for (BarPart part : chunk.bars()) {
      if (isFinal(part.start() + rules.interval(), ofPartition)) {
        lateEvents += part.events();
      } else {
        state.bars().computeIfAbsent(part.start(), BarPart::new).add(part);
      }
    }
    for (WindowPart part : chunk.windows()) {
      if (!isFinal(part.start() + rules.windowLength(), ofPartition)) {
        state.windows().computeIfAbsent(part.start(), WindowPart::new).add(part);
      }
    }
    if (lateEvents > 0) {
      late.add(
          new LateChunk(
              partition,
              chunk.firstOffset(),
              new LateEvents.Before(state.newest(), state.closed()),
              lateEvents));
    }
    Crossings crossings = own.get(partition);
    if (crossings == null) {
      own.put(partition, chunk.crossings());
      ownOrder.add(partition);
    } else {
      crossings.add(chunk.crossings());
    }
    state.accept(chunk, partition);
  }

  private boolean isFinal(long end, long ofPartition) {
    return end <= state.closed() || rules.isFinal(end, state.newest(), ofPartition);
  }

  private PartitionCourse course(String partition) {
    PartitionCourse course = partitions.get(partition);
    if (course == null) {
      throw new IllegalArgumentException("The course of " + partition + " is not among the step's");
    }
    return course;
  }

  /** The first event that makes final what ends there; null while it is open. */
  private @Nullable Closing closing(long end) {
    if (ending != null) {
      return new Closing(ending.partition(), ending.offset(), Math.max(ending.knownAt(), end));
    }
    Closing byOwn = null;
    for (String partition : ownOrder) {
      Closing found = closing(end, partition, own.get(partition));
      if (found != null) {
        byOwn = found;
        break;
      }
    }
    PartitionCourse home = partitions.get(state.partition());
    Closing byQuiet = home == null ? null : closing(end, state.partition(), home.crossings());
    if (byOwn == null || byQuiet == null) {
      return byOwn == null ? byQuiet : byOwn;
    }
    return byOwn.partition().equals(byQuiet.partition()) && byQuiet.offset() < byOwn.offset()
        ? byQuiet
        : byOwn;
  }

  private static @Nullable Closing closing(
      long end, String partition, @Nullable Crossings crossings) {
    int place = crossings == null ? -1 : crossings.closing(end);
    return crossings == null || place < 0
        ? null
        : new Closing(partition, crossings.offset(place), crossings.knownAt(place));
  }

  private void close() {
    while (!state.bars().isEmpty()) {
      BarPart bar = state.bars().firstEntry().getValue();
      Closing closing = closing(bar.start() + rules.interval());
      if (closing == null) {
        break;
      }
      state.bars().remove(bar.start());
      state.close(bar.start() + rules.interval());
      closeBase(bar, closing);
    }
    for (int length = 1; length < rules.lengths().size(); length++) {
      BarPart rollUp = state.rollUp(length);
      if (rollUp != null) {
        Closing closing = closing(rules.span(length, rollUp.start()).complete());
        if (closing != null) {
          closeRollUp(length, rollUp, closing);
        }
      }
    }
    while (!state.windows().isEmpty()) {
      WindowPart window = state.windows().firstEntry().getValue();
      long end = window.start() + rules.windowLength();
      Closing closing = closing(end);
      if (closing == null) {
        break;
      }
      state.windows().remove(window.start());
      state.close(end);
      windows.add(
          new FinalWindow(
              end,
              window,
              Math.max(closing.knownAt(), window.knownAt()),
              closing.partition(),
              closing.offset()));
    }
  }

  private void closeBase(BarPart bar, Closing closing) {
    if (bar.hasPrice()) {
      take(new BaseBar(bar, closing, bar.knownAt()));
    }
  }

  @Override
  Series series(int length) {
    return state.series(length);
  }

  @Override
  @Nullable BarPart rollUp(int length) {
    return state.rollUp(length);
  }

  @Override
  void closeRollUp(int length, BaseBar next) {
    BarPart rollUp = state.rollUp(length);
    if (rollUp != null) {
      // It ends before the next bar does, so what made that final came no sooner.
      Closing earlier = closing(rules.span(length, rollUp.start()).complete());
      closeRollUp(length, rollUp, earlier == null ? next.closing() : earlier);
    }
  }

  @Override
  void addToRollUp(int length, long start, BaseBar bar) {
    BarPart rollUp = state.rollUp(length);
    if (rollUp == null) {
      rollUp = new BarPart(start);
      state.rollUp(length, rollUp);
    }
    rollUp.add(bar.prices());
  }

  private void closeRollUp(int length, BarPart rollUp, Closing closing) {
    BarRules.Span span = rules.span(length, rollUp.start());
    state.rollUp(length, null);
    state.close(span.complete());
    emit(length, span.end(), new BaseBar(rollUp, closing, rollUp.knownAt()), true);
  }
}
