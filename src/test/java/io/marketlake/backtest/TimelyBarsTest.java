package io.marketlake.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.direction.BarSeriesFixture;
import io.marketlake.feature.direction.DirectionBar;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which bars a strategy and its broker meet. Tier: CI. */
class TimelyBarsTest {
  private static final long START = BarSeriesFixture.at("2026-03-02T14:30:00Z");
  private static final long MINUTE = Bars.MINUTE;

  private static DirectionBar bar(int minute, long knownAfter, int revision, double close) {
    long start = START + minute * MINUTE;
    return BarSeriesFixture.bar(start, start + knownAfter * MINUTE, revision, close, close, true);
  }

  @Test
  void aBarIsTheRowThatWasKnownFirst() {
    DirectionBar first = bar(0, 1, 0, 100);
    DirectionBar corrected = bar(0, 5, 1, 999);
    DirectionBar withdrawn = bar(0, 6, 2, Double.NaN);

    assertThat(TimelyBars.of(List.of(withdrawn, corrected, first))).containsExactly(first);
  }

  @Test
  void aBarThatWasKnownAfterALaterOneIsLeftOut() {
    DirectionBar late = bar(0, 9, 0, 100);
    DirectionBar inTime = bar(1, 1, 0, 101);

    assertThat(TimelyBars.of(List.of(late, inTime))).containsExactly(inTime);
  }

  @Test
  void barsKnownTogetherAreTakenInTheOrderOfTheirStarts() {
    DirectionBar one = bar(0, 3, 0, 100);
    DirectionBar other = bar(1, 2, 0, 101);

    assertThat(TimelyBars.of(List.of(other, one))).containsExactly(one, other);
  }

  @Test
  void aBarOutsideOfSessionsDoesNotCount() {
    DirectionBar outside = BarSeriesFixture.bar(START, START + MINUTE, 0, 100, 100, false);

    assertThat(TimelyBars.of(List.of(outside))).isEmpty();
  }
}
