package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one symbol's decisions.
 *
 * <p>A decision is filled at the open of the first bar that starts when its bar has been known for
 * the declared delay, or later; of several that wait, the newest counts. Bars that come later
 * change nothing of it. A decision that wants what the last fill was made for trades nothing, so
 * that a position is not brought back to its share of the capital as prices move. An account that
 * is worth nothing at the open of a bar is ruined: what it holds is closed there, and it trades no
 * more.
 *
 * @param fills in their order
 * @param marks a mark for each bar within the tested time
 * @param ruin the fill that closed what a ruined account held; empty where it was not ruined
 */
record SymbolRun(List<Fill> fills, List<Mark> marks, Optional<Fill> ruin) {

  /**
   * What the symbol's account was worth at the end of a bar, at its close.
   *
   * @param at the bar's end, in microseconds since 1970
   * @param worth cash and what is held
   * @param held what is held, below 0 where short
   * @param isNight whether the position had been held over the end of a session before this bar
   */
  record Mark(long at, double worth, double held, boolean isNight) {}

  SymbolRun {
    fills = List.copyOf(fills);
    marks = List.copyOf(marks);
  }

  /**
   * Trades what was decided.
   *
   * @param bars the timely ones within the tested time
   * @param decisions in the order in which they were known
   */
  static SymbolRun of(
      List<DirectionBar> bars,
      List<Decision> decisions,
      double capital,
      ExecutionSettings settings) {
    return new Trader(decisions, new Account(capital, settings), settings).over(bars);
  }

  private static final class Trader {
    private static final Decision RUIN = new Decision(Fill.NO_BAR, Fill.NO_BAR, 0, true);

    private final List<Decision> decisions;
    private final Account account;
    private final ExecutionSettings settings;
    private final long delay;
    private int next;
    private @Nullable Decision newest;
    private @Nullable Fill ruin;
    private double position;

    Trader(List<Decision> decisions, Account account, ExecutionSettings settings) {
      this.decisions = decisions;
      this.account = account;
      this.settings = settings;
      this.delay = Micros.of(settings.delay());
    }

    SymbolRun over(List<DirectionBar> bars) {
      List<Fill> fills = new ArrayList<>();
      List<Mark> marks = new ArrayList<>(bars.size());
      @Nullable LocalDate before = null;
      for (DirectionBar bar : bars) {
        LocalDate day = day(bar.start());
        boolean isNight = account.shares() != 0 && before != null && !before.equals(day);
        before = day;
        Decision decision = newestBefore(bar.start());
        if (ruin == null && account.isRuined(bar.open())) {
          ruin = account.trade(RUIN, 0, bar);
          fills.add(ruin);
        }
        if (decision != null && ruin == null) {
          double wanted = mayHold(decision, bar, day) ? decision.position() : 0;
          if (wanted != position) {
            Fill fill = account.trade(decision, wanted, bar);
            position = wanted;
            if (fill.shares() != 0) {
              fills.add(fill);
            }
          }
        }
        marks.add(
            new Mark(
                bar.end(), account.value(bar.close()), account.shares() * bar.close(), isNight));
      }
      return new SymbolRun(fills, marks, Optional.ofNullable(ruin));
    }

    private @Nullable Decision newestBefore(long start) {
      while (next < decisions.size() && isReady(decisions.get(next), start)) {
        newest = decisions.get(next);
        next++;
      }
      return newest;
    }

    private boolean isReady(Decision decision, long start) {
      return decision.knownAt() <= start - delay;
    }

    private boolean mayHold(Decision decision, DirectionBar bar, LocalDate day) {
      Optional<Duration> before = settings.flatBefore();
      if (before.isEmpty()) {
        return true;
      }
      TradingCalendar calendar = settings.calendar();
      Instant flat = calendar.sessionEnd(day).minus(before.get());
      return Micros.instant(bar.start()).isBefore(flat)
          && decision.barStart() != Fill.NO_BAR
          && day(decision.barStart()).equals(day);
    }

    private LocalDate day(long moment) {
      return settings.calendar().sessionDate(Micros.instant(moment));
    }
  }
}
