package io.marketlake.feature.bar;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A symbol's final base bars, in order of their starts -> these and the bars rolled up from them,
 * each with the indicators of its series: what a fold and a refold have in common.
 */
abstract class BarChain {
  private final BarRules rules;
  private final Consumer<FinalBar> output;

  BarChain(BarRules rules, Consumer<FinalBar> output) {
    this.rules = rules;
    this.output = output;
  }

  /** The bars of a length as far as they have come. */
  abstract Series series(int length);

  /** The roll-up of a length that is under way. */
  abstract @Nullable BarPart rollUp(int length);

  /** Ends the roll-up of a length, since the next base bar belongs to another one. */
  abstract void closeRollUp(int length, BaseBar next);

  /** Adds a base bar to the roll-up of a length that starts there, which may be the first of it. */
  abstract void addToRollUp(int length, long start, BaseBar bar);

  /** Takes the next base bar. */
  final void take(BaseBar bar) {
    long start = bar.prices().start();
    boolean inSession = rules.inSession(start);
    emit(0, start + rules.interval(), bar, inSession);
    if (!inSession) {
      return;
    }
    for (int length = 1; length < rules.lengths().size(); length++) {
      long rollUpStart = rules.span(length, start).start();
      BarPart open = rollUp(length);
      if (open != null && open.start() != rollUpStart) {
        closeRollUp(length, bar);
      }
      addToRollUp(length, rollUpStart, bar);
    }
  }

  /** Makes a bar of a length final. */
  final void emit(int length, long end, BaseBar bar, boolean inSession) {
    Series series = series(length);
    ByteBuffer before = inSession ? series.before(rules.dateOf(bar.prices().start())) : null;
    List<@Nullable Double> values =
        inSession
            ? series.next(bar.prices())
            : Collections.nCopies(rules.indicators().names().size(), null);
    long knownAt = Math.max(bar.closing().knownAt(), bar.notBefore());
    output.accept(
        new FinalBar(
            rules.lengths().get(length),
            end,
            bar.prices(),
            inSession ? series.knownAt(knownAt) : knownAt,
            bar.closing().partition(),
            bar.closing().offset(),
            inSession,
            values,
            inSession && series.bars() >= rules.warmAfter(),
            before));
  }
}
