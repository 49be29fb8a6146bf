package io.marketlake.feature.bar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the final base bars of a symbol through roll-ups and indicators again, from a date on: some
 * of them corrected, the others as they are. Which event made a bar final, and when that was known,
 * stays; no row is known before a late event that its values hold, its indicators' included.
 */
public final class Refold extends BarChain {
  private static final long AT_ONCE = Long.MIN_VALUE;

  private final BarRules rules;
  private final SymbolState live;
  private final long delay;
  private final Map<RollUpKey, Closing> rollUpClosings = new HashMap<>();
  private final List<Series> series = new ArrayList<>();

  /** The roll-ups under way, each with what made the last of its base bars final. */
  private final List<@Nullable BaseBar> rollUps = new ArrayList<>();

  /**
   * A symbol's refold.
   *
   * @param before the symbol's state before the date, resumed
   * @param live the symbol's state now, which is brought to what the refold ends with
   * @param output takes each bar
   */
  public Refold(BarRules rules, SymbolState before, SymbolState live, Consumer<FinalBar> output) {
    this(rules, before, live, output, AT_ONCE);
  }

  private Refold(
      BarRules rules, SymbolState before, SymbolState live, Consumer<FinalBar> output, long delay) {
    super(rules, output);
    this.rules = rules;
    this.live = live;
    this.delay = delay;
    for (int i = 0; i < rules.lengths().size(); i++) {
      series.add(before.series(i));
      rollUps.add(null);
    }
  }

  /**
   * One for base bars that no stream has made: of a symbol without a state, no roll-up of which is
   * known before a delay after its end, since its last minutes may have had no trade.
   *
   * @param delay in microseconds
   */
  public static Refold ofImported(BarRules rules, long delay, Consumer<FinalBar> output) {
    return new Refold(rules, SymbolState.begin(rules), SymbolState.begin(rules), output, delay);
  }

  private record RollUpKey(int length, long start) {}

  /** Says what made a roll-up final; to be called before any base bar is added. */
  public void addRollUp(Duration length, long start, Closing closing) {
    rollUpClosings.put(new RollUpKey(rules.lengths().indexOf(length), start), closing);
  }

  /**
   * Takes the next base bar, in order of their starts.
   *
   * @param bar not known before the newest of its late events
   */
  public void add(BaseBar bar) {
    take(bar);
  }

  /** Ends the refold and brings the live state to it. */
  public void finish() {
    for (int length = 0; length < rules.lengths().size(); length++) {
      close(length);
      live.series(length, series.get(length));
    }
  }

  @Override
  Series series(int length) {
    return series.get(length);
  }

  @Override
  @Nullable BarPart rollUp(int length) {
    BaseBar open = rollUps.get(length);
    return open == null ? null : open.prices();
  }

  @Override
  void closeRollUp(int length, BaseBar next) {
    close(length);
  }

  @Override
  void addToRollUp(int length, long start, BaseBar bar) {
    BaseBar open = rollUps.get(length);
    BarPart prices = open == null ? new BarPart(start) : open.prices();
    long notBefore = open == null ? Long.MIN_VALUE : open.notBefore();
    prices.add(bar.prices());
    rollUps.set(length, new BaseBar(prices, bar.closing(), Math.max(notBefore, bar.notBefore())));
  }

  private void close(int length) {
    BaseBar rollUp = rollUps.get(length);
    rollUps.set(length, null);
    if (rollUp == null) {
      return;
    }
    long start = rollUp.prices().start();
    Closing closing = rollUpClosings.get(new RollUpKey(length, start));
    BarRules.Span span = rules.span(length, start);
    BarPart open = live.rollUp(length);
    boolean isOpen = open == null ? !isFinal(span.complete()) : open.start() == start;
    if (closing == null && isOpen) {
      if (open == null || rollUp.prices().late() > 0) {
        live.rollUp(length, rollUp.prices());
      }
      return;
    }
    long notBefore =
        delay == AT_ONCE
            ? rollUp.notBefore()
            : Math.max(rollUp.notBefore(), Math.addExact(span.end(), delay));
    // Without a row it is born of late events, and known when the last of its bars was.
    emit(
        length,
        span.end(),
        new BaseBar(rollUp.prices(), closing == null ? rollUp.closing() : closing, notBefore),
        true);
  }

  /**
   * Whether the symbol has come past an end, as all of it has where no stream goes on with it; what
   * only the quiet rule makes final is not told.
   */
  private boolean isFinal(long end) {
    return live.partition().isEmpty() || end <= live.closed() || rules.isPassed(end, live.newest());
  }
}
