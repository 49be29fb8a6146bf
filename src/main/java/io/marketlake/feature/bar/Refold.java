package io.marketlake.feature.bar;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the final base bars of a symbol through roll-ups and indicators again, from a date on: some
 * of them corrected, the others as they are. Which event made a bar final, and when that was known,
 * stays; no row is known before a late event that its values hold, its indicators' included.
 */
public final class Refold {
  private final BarRules rules;
  private final SymbolState live;
  private final Map<Integer, Map<Long, Closing>> rollUpClosings = new HashMap<>();
  private final BiConsumer<FinalBar, Long> output;
  private final List<Series> series = new ArrayList<>();
  private final List<@Nullable RollUp> rollUps = new ArrayList<>();

  /**
   * A symbol's refold.
   *
   * @param before the symbol's state before the date, resumed
   * @param live the symbol's state now, which is brought to what the refold ends with
   * @param output takes each bar and how many of its events were late
   */
  public Refold(
      BarRules rules, SymbolState before, SymbolState live, BiConsumer<FinalBar, Long> output) {
    this.rules = rules;
    this.live = live;
    this.output = output;
    for (int i = 0; i < rules.lengths().size(); i++) {
      series.add(before.series(i));
      rollUps.add(null);
    }
  }

  /**
   * What made a bar final.
   *
   * @param partition the Kafka partition of the event
   * @param knownAt when the bar was known, as its row says
   */
  public record Closing(String partition, long offset, long knownAt) {}

  /**
   * A final base bar.
   *
   * @param late how many of its events were late
   * @param lateKnownAt when the newest of those was known; {@link Long#MIN_VALUE} without any
   */
  public record BaseBar(BarPart prices, Closing closing, long late, long lateKnownAt) {}

  /** A roll-up under way. */
  private static final class RollUp {
    private final BarPart prices;
    private long late;
    private long lateKnownAt = Long.MIN_VALUE;
    private Closing last;

    RollUp(long start, Closing last) {
      this.prices = new BarPart(start);
      this.last = last;
    }

    void add(BaseBar bar) {
      prices.add(bar.prices());
      late += bar.late();
      lateKnownAt = Math.max(lateKnownAt, bar.lateKnownAt());
      last = bar.closing();
    }
  }

  /** Says what made a roll-up final; to be called before any base bar is added. */
  public void addRollUp(java.time.Duration length, long start, Closing closing) {
    rollUpClosings
        .computeIfAbsent(rules.lengths().indexOf(length), l -> new HashMap<>())
        .put(start, closing);
  }

  /** Takes the next base bar, in order of their starts. */
  public void add(BaseBar bar) {
    long start = bar.prices().start();
    boolean inSession = rules.inSession(start);
    emit(0, start + rules.interval(), bar, inSession);
    if (!inSession) {
      return;
    }
    for (int length = 1; length < rules.lengths().size(); length++) {
      BarRules.Span span = rules.span(length, start);
      RollUp rollUp = rollUps.get(length);
      if (rollUp != null && rollUp.prices.start() != span.start()) {
        close(length, rollUp);
        rollUp = null;
      }
      if (rollUp == null) {
        rollUp = new RollUp(span.start(), bar.closing());
        rollUps.set(length, rollUp);
      }
      rollUp.add(bar);
    }
  }

  /** Ends the refold and brings the live state to it. */
  public void finish() {
    for (int length = 0; length < rules.lengths().size(); length++) {
      RollUp rollUp = rollUps.get(length);
      if (rollUp != null) {
        close(length, rollUp);
      }
      live.series(length, series.get(length));
    }
  }

  private void close(int length, RollUp rollUp) {
    long start = rollUp.prices.start();
    Closing closing = rollUpClosings.getOrDefault(length, Map.of()).get(start);
    BarPart open = live.rollUp(length);
    boolean isOpen =
        open == null ? !isFinal(rules.span(length, start).complete()) : open.start() == start;
    if (closing == null && isOpen) {
      if (open == null || rollUp.late > 0) {
        live.rollUp(length, rollUp.prices);
      }
      return;
    }
    // Without a row it is born of late events, and known when the last of its bars was.
    emit(
        length,
        rules.span(length, start).end(),
        new BaseBar(
            rollUp.prices,
            closing == null ? rollUp.last : closing,
            rollUp.late,
            rollUp.lateKnownAt),
        true);
  }

  /**
   * Whether the symbol has come past an end, as all of it has where no stream goes on with it; what
   * only the quiet rule makes final is not told.
   */
  private boolean isFinal(long end) {
    return live.partition().isEmpty() || end <= live.closed() || rules.isPassed(end, live.newest());
  }

  private void emit(int length, long end, BaseBar bar, boolean inSession) {
    Series ofLength = series.get(length);
    ByteBuffer before = inSession ? ofLength.before(rules.dateOf(bar.prices().start())) : null;
    List<@Nullable Double> values =
        inSession
            ? ofLength.next(bar.prices())
            : Collections.nCopies(rules.indicators().names().size(), null);
    long knownAt = Math.max(bar.closing().knownAt(), bar.lateKnownAt());
    output.accept(
        new FinalBar(
            rules.lengths().get(length),
            end,
            bar.prices(),
            inSession ? ofLength.knownAt(knownAt) : knownAt,
            bar.closing().partition(),
            bar.closing().offset(),
            inSession,
            values,
            inSession && ofLength.bars() >= rules.warmAfter(),
            before),
        bar.late());
  }
}
