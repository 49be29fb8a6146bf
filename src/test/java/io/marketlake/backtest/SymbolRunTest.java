package io.marketlake.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.feature.direction.BarSeriesFixture;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.schema.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Fills by hand. Tier: CI. */
class SymbolRunTest {
  private static final double EXACT = 1e-12;

  private static SymbolRun run(
      List<DirectionBar> bars, ExecutionSettings settings, double... positions) {
    return SymbolRun.of(TimelyBars.of(bars), Bars.wanting(positions).decisions(bars), 1, settings);
  }

  @Test
  void aDecisionIsFilledAtTheOpenOfTheFirstBarThatStartsOnceItIsKnown() {
    // 14:30 is known at 14:31:10, and an order is there at 14:31:15: too late for 14:31.
    List<DirectionBar> bars = Bars.of(100, 101, 102, 103, 104, 105, 106, 107);

    List<Fill> fills = run(bars, Bars.FREE, 1).fills();

    assertThat(fills).hasSize(1);
    Fill fill = fills.get(0);
    assertThat(fill.decidedAt()).isEqualTo(BarSeriesFixture.at("2026-03-02T14:30:00Z"));
    assertThat(fill.knownAt()).isEqualTo(BarSeriesFixture.at("2026-03-02T14:31:10Z"));
    assertThat(fill.filledAt()).isEqualTo(BarSeriesFixture.at("2026-03-02T14:32:00Z"));
    assertThat(fill.price()).isEqualTo(104);
    assertThat(fill.shares()).isCloseTo(1 / 104.0, within(EXACT));
  }

  @Test
  void aBarThatStartsAtTheVeryMomentIsInTime() {
    List<DirectionBar> bars = Bars.of(100, 101, 102, 103, 104, 105);
    ExecutionSettings settings =
        new ExecutionSettings(
            Duration.ofSeconds(50), 0, 0, 0, Bars.FREE.calendar(), Optional.empty());

    assertThat(run(bars, settings, 1).fills().get(0).price()).isEqualTo(104);
  }

  @Test
  void ofSeveralDecisionsThatWaitTheNewestCounts() {
    List<DirectionBar> bars = new ArrayList<>(Bars.flat(100, 101, 102, 103, 104));
    // No bar of 14:32 and 14:33: three decisions wait for 14:34.
    List<DirectionBar> gap = List.of(bars.get(0), bars.get(1), bars.get(4));

    List<Fill> fills = run(gap, Bars.FREE, 1, -0.5).fills();

    assertThat(fills).hasSize(1);
    assertThat(fills.get(0).position()).isEqualTo(-0.5);
    assertThat(fills.get(0).shares()).isCloseTo(-0.5 / 104, within(EXACT));
  }

  @Test
  void costsAndSlippageAreTakenOff() {
    // Bought in a bar from 100 to 110, sold in one from 120 to 110.
    List<DirectionBar> bars = Bars.of(100, 100, 100, 100, 100, 110, 120, 110);
    ExecutionSettings settings = Bars.market(20, 10, 0.05);

    SymbolRun run = run(bars, settings, 1, 0);

    double shares = 1 / 100.0;
    double bought = 100 + 0.1 + 0.5;
    double sold = 120 - 0.12 - 0.5;
    Fill buy = run.fills().get(0);
    assertThat(buy.price()).isCloseTo(bought, within(EXACT));
    assertThat(buy.cost()).isCloseTo(shares * bought * 0.002, within(EXACT));
    assertThat(buy.slippage()).isCloseTo(shares * 0.6, within(EXACT));
    assertThat(buy.endsHolding()).isFalse();
    Fill sell = run.fills().get(1);
    assertThat(sell.price()).isCloseTo(sold, within(EXACT));
    double profit = shares * (sold - bought) - shares * bought * 0.002 - shares * sold * 0.002;
    assertThat(sell.profit()).isCloseTo(profit, within(EXACT));
    assertThat(run.marks().get(3).worth()).isCloseTo(1 + profit, within(EXACT));
    assertThat(run.marks().get(3).held()).isZero();
    double marked = 1 - shares * bought * 1.002 + shares * 110;
    assertThat(run.marks().get(2).worth()).isCloseTo(marked, within(EXACT));
  }

  @Test
  void aReversalEndsOneHoldingAndBeginsAnother() {
    List<DirectionBar> bars = Bars.flat(100, 100, 100, 110, 99);
    ExecutionSettings settings = Bars.market(10, 0, 0);

    SymbolRun run = run(bars, settings, 1, -1, 0);

    // Bought 0.01 at 100; at 110 all is worth 1.1 - 0.001, and that much is sold short.
    double worth = 1.1 - 0.001;
    double shorted = worth / 110;
    double cost = (0.01 + shorted) * 110 * 0.001;
    Fill turn = run.fills().get(1);
    assertThat(turn.shares()).isCloseTo(-0.01 - shorted, within(EXACT));
    assertThat(turn.cost()).isCloseTo(cost, within(EXACT));
    double firstPart = 0.01 * 110 * 0.001;
    assertThat(turn.profit()).isCloseTo(worth - firstPart - 1, within(EXACT));
    Fill end = run.fills().get(2);
    double last = shorted * 99 * 0.001;
    double secondProfit = shorted * (110 - 99) - (cost - firstPart) - last;
    assertThat(end.profit()).isCloseTo(secondProfit, within(EXACT));
    assertThat(run.marks().get(4).worth() - 1)
        .isCloseTo(turn.profit() + end.profit(), within(EXACT));
  }

  @Test
  void aPartOfAHoldingEndsNone() {
    SymbolRun run = run(Bars.flat(100, 100, 100, 100, 100), Bars.FREE, 1, 0.25, 0);

    assertThat(run.fills()).extracting(Fill::endsHolding).containsExactly(false, false, true);
    assertThat(run.fills().get(1).shares()).isCloseTo(-0.0075, within(EXACT));
  }

  @Test
  void anAccountThatIsWorthNothingHoldsNothing() {
    // Short at 100, and the price trebles.
    SymbolRun run = run(Bars.flat(100, 100, 100, 300, 300, 300), Bars.FREE, -1, -1, -0.5, 1);

    assertThat(run.marks().get(3).worth()).isCloseTo(-1, within(EXACT));
    assertThat(run.fills()).hasSize(2);
    assertThat(run.fills().get(1).endsHolding()).isTrue();
    assertThat(run.ruin()).hasValue(run.fills().get(1));
    assertThat(run.marks().get(5).held()).isZero();
  }

  @Test
  void aRuinedAccountDoesNotReviveThoughItsDecisionStaysAndThePriceComesBack() {
    double[] prices = {100, 100, 100, 300, 50, 50, 50, 50};
    SymbolRun run = run(Bars.flat(prices), Bars.FREE, -1, -1, -1, -1, 1);

    assertThat(run.fills()).hasSize(2);
    Fill ruin = run.ruin().orElseThrow();
    assertThat(ruin.price()).isEqualTo(300);
    assertThat(ruin.decidedAt()).as("it follows none").isEqualTo(Fill.NO_BAR);
    assertThat(ruin.shares()).isCloseTo(0.01, within(EXACT));
    assertThat(ruin.profit()).isCloseTo(-2, within(EXACT));
    assertThat(run.marks().subList(3, 8))
        .allSatisfy(
            mark -> {
              assertThat(mark.worth()).isCloseTo(-1, within(EXACT));
              assertThat(mark.held()).isZero();
            });
    // What has lost only nearly all goes on.
    assertThat(run(Bars.flat(100, 100, 100, 199, 50), Bars.FREE, -1, -1, -1).ruin()).isEmpty();
  }

  @Test
  void aNightIsHeldUnlessItIsToBeFlat() {
    List<DirectionBar> bars = new ArrayList<>();
    for (String day : List.of("2026-03-02", "2026-03-03")) {
      for (int minute = 30; minute < 40; minute++) {
        bars.add(Bars.bar(day + "T14:" + minute + ":00Z", 100, 100));
      }
    }
    ExecutionSettings held =
        new ExecutionSettings(
            Duration.ofSeconds(5), 0, 0, 0, Bars.shortSessions(), Optional.empty());
    ExecutionSettings flat =
        new ExecutionSettings(
            Duration.ofSeconds(5),
            0,
            0,
            0,
            Bars.shortSessions(),
            Optional.of(Duration.ofMinutes(3)));

    SymbolRun overNight = run(bars, held, 1);
    SymbolRun within = run(bars, flat, 1);

    assertThat(overNight.fills()).hasSize(1);
    assertThat(overNight.marks()).filteredOn(SymbolRun.Mark::isNight).hasSize(1);
    assertThat(within.fills())
        .extracting(fill -> Micros.instant(fill.filledAt()).toString().substring(8, 16))
        .containsExactly("02T14:32", "02T14:37", "03T14:32", "03T14:37");
    assertThat(within.fills()).extracting(Fill::position).containsExactly(1.0, 0.0, 1.0, 0.0);
    assertThat(within.marks()).noneMatch(SymbolRun.Mark::isNight);
  }

  @Test
  void whereTheLastMinutesHaveNoBarTheNightIsHeldAndCounted() {
    List<DirectionBar> bars = new ArrayList<>();
    for (int minute = 30; minute < 36; minute++) {
      bars.add(Bars.bar("2026-03-02T14:" + minute + ":00Z", 100, 100));
    }
    bars.add(Bars.bar("2026-03-03T14:30:00Z", 90, 90));
    ExecutionSettings flat =
        new ExecutionSettings(
            Duration.ofSeconds(5),
            0,
            0,
            0,
            Bars.shortSessions(),
            Optional.of(Duration.ofMinutes(3)));

    SymbolRun run = run(bars, flat, 1);

    assertThat(run.fills()).extracting(Fill::price).containsExactly(100.0, 90.0);
    assertThat(run.marks()).filteredOn(SymbolRun.Mark::isNight).hasSize(1);
  }
}
