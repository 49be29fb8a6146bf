package io.marketlake.backtest;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.schema.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trades a strategy over the bars of some symbols, each with an equal share of the capital that is
 * not evened out again, and buys and holds them beside it: at the open of the first bar, at the
 * same costs, to the end.
 *
 * <p>What was done until a moment does not depend on rows that were known later.
 */
public final class BacktestRun {
  private final SortedMap<String, List<DirectionBar>> market;
  private final ExecutionSettings execution;
  private final long seed;

  /**
   * What a portfolio did and became.
   *
   * @param ruins those of the fills that closed what a symbol's account had lost all with
   */
  public record Outcome(
      EquityCurve curve, List<Fill> fills, List<Fill> ruins, Performance performance) {
    public Outcome {
      fills = List.copyOf(fills);
      ruins = List.copyOf(ruins);
    }
  }

  /**
   * What came of a strategy.
   *
   * @param strategy its name and numbers
   * @param symbols those with a bar in the tested time
   * @param bars how many lie in it
   * @param begin the start of the first of them
   * @param untimelyBars bars within sessions that were left out, since a later one of their symbol
   *     was known before
   * @param outOfSessionBars bars that were left out, since they lie outside of sessions
   * @param traded by the strategy
   * @param beforeCosts the strategy's total return if trading were free
   * @param held bought and held
   * @param difference of the daily returns, strategy less buy and hold
   */
  public record Result(
      String strategy,
      List<String> symbols,
      long bars,
      Instant begin,
      long untimelyBars,
      long outOfSessionBars,
      Outcome traded,
      double beforeCosts,
      Outcome held,
      DayBootstrap difference) {
    public Result {
      symbols = List.copyOf(symbols);
    }

    /** The end of the last of them. */
    public Instant end() {
      List<EquityCurve.Point> points = traded.curve().points();
      return Micros.instant(points.get(points.size() - 1).at());
    }
  }

  /**
   * @param market the rows of each symbol, of one length of bars, with every revision
   * @param seed what the bootstrap's chance begins with
   */
  public BacktestRun(
      Map<String, List<DirectionBar>> market, ExecutionSettings execution, long seed) {
    this.market = new TreeMap<>(market);
    this.execution = execution;
    this.seed = seed;
  }

  /**
   * Trades a strategy.
   *
   * @param from bars that start before are history and not traded; where it is empty, those before
   *     the first decision of a strategy that is warm could be filled
   * @param to bars that start then or later are not traded
   * @return empty where no bar is left to trade
   */
  public Optional<Result> run(Strategy strategy, Optional<Instant> from, Optional<Instant> to) {
    Map<String, List<Decision>> decisions = new TreeMap<>();
    market.forEach((symbol, rows) -> decisions.put(symbol, strategy.decisions(rows)));
    long begin = from.map(Micros::of).orElseGet(() -> firstWarm(decisions));
    long end = to.map(Micros::of).orElse(Long.MAX_VALUE);
    Map<String, List<DirectionBar>> tested = new TreeMap<>();
    long untimely = 0;
    long outside = 0;
    for (Map.Entry<String, List<DirectionBar>> each : market.entrySet()) {
      List<DirectionBar> timely = within(TimelyBars.of(each.getValue()), begin, end);
      untimely += startsWithin(each.getValue(), true, begin, end) - timely.size();
      outside += startsWithin(each.getValue(), false, begin, end);
      if (!timely.isEmpty()) {
        tested.put(each.getKey(), timely);
      }
    }
    if (tested.isEmpty()) {
      return Optional.empty();
    }
    Outcome traded = outcome(tested, decisions, execution);
    Map<String, List<Decision>> hold = new TreeMap<>();
    tested.keySet().forEach(s -> hold.put(s, List.of(buyAndHold())));
    Outcome held = outcome(tested, hold, execution.heldOverNights());
    return Optional.of(
        new Result(
            strategy.name(),
            List.copyOf(tested.keySet()),
            tested.values().stream().mapToLong(List::size).sum(),
            Micros.instant(
                tested.values().stream().mapToLong(each -> each.get(0).start()).min().orElse(0)),
            untimely,
            outside,
            traded,
            outcome(tested, decisions, execution.free()).performance().totalReturn(),
            held,
            difference(traded.curve(), held.curve())));
  }

  private static Decision buyAndHold() {
    return new Decision(Fill.NO_BAR, Fill.NO_BAR, 1, true);
  }

  private long firstWarm(Map<String, List<Decision>> decisions) {
    return decisions.values().stream()
        .flatMap(List::stream)
        .filter(Decision::isWarm)
        .mapToLong(decision -> decision.knownAt() + Micros.of(execution.delay()))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static List<DirectionBar> within(List<DirectionBar> bars, long begin, long end) {
    return bars.stream().filter(bar -> bar.start() >= begin && bar.start() < end).toList();
  }

  /** Bars that count, each once however often it was revised. */
  private static long startsWithin(
      List<DirectionBar> rows, boolean inSession, long begin, long end) {
    return rows.stream()
        .filter(row -> row.inSession() == inSession && row.isFirstWritten())
        .mapToLong(DirectionBar::start)
        .filter(start -> start >= begin && start < end)
        .distinct()
        .count();
  }

  private static Outcome outcome(
      Map<String, List<DirectionBar>> bars,
      Map<String, List<Decision>> decisions,
      ExecutionSettings execution) {
    List<SymbolRun> runs = new ArrayList<>();
    bars.forEach(
        (symbol, of) ->
            runs.add(
                SymbolRun.of(
                    of,
                    decisions.getOrDefault(symbol, List.of()),
                    EquityCurve.BEGIN / bars.size(),
                    execution)));
    EquityCurve curve = EquityCurve.of(runs, execution.calendar());
    List<Fill> fills =
        runs.stream()
            .flatMap(run -> run.fills().stream())
            .sorted(Comparator.comparingLong(Fill::filledAt).thenComparing(Fill::symbol))
            .toList();
    List<Fill> ruins = runs.stream().flatMap(run -> run.ruin().stream()).toList();
    return new Outcome(curve, fills, ruins, Performance.of(curve, runs));
  }

  private DayBootstrap difference(EquityCurve traded, EquityCurve held) {
    double[] ours = daily(traded);
    double[] theirs = daily(held);
    double[] differences = new double[ours.length];
    for (int i = 0; i < ours.length; i++) {
      differences[i] = ours[i] - theirs[i];
    }
    return DayBootstrap.of(differences, seed);
  }

  private static double[] daily(EquityCurve curve) {
    return curve.dailyReturns().values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
