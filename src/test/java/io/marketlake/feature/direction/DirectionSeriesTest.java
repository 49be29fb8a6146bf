package io.marketlake.feature.direction;

import static io.marketlake.feature.direction.BarSeriesFixture.MINUTE;
import static io.marketlake.feature.direction.BarSeriesFixture.at;
import static io.marketlake.feature.direction.BarSeriesFixture.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.direction.DirectionOutcome.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Targets and their outcomes, worked out by hand. Tier: CI. */
class DirectionSeriesTest {
  private static final DirectionSettings SETTINGS = DirectionSettings.DEFAULTS;

  private static DirectionTarget target(DirectionBar bar, int horizon) {
    return DirectionTarget.of(bar, horizon, SETTINGS);
  }

  @Test
  void aTargetBeginsAtTheFirstMinuteAfterTheBarWasKnownAndTheDelayHasPassed() {
    // Ends 15:01:00, known 15:01:10, forecast by 15:01:15.
    assertThat(target(bar("2026-03-02T15:00:00Z", 1, 1), 5))
        .isEqualTo(new DirectionTarget(5, at("2026-03-02T15:02:00Z"), at("2026-03-02T15:07:00Z")));
  }

  @Test
  void aBoundaryThatTheDelayEndsOnIsTheBeginning() {
    DirectionBar bar = bar(at("2026-03-02T15:00:00Z"), at("2026-03-02T15:01:55Z"), 0, 1, 1, true);

    assertThat(target(bar, 1).start()).isEqualTo(at("2026-03-02T15:02:00Z"));
    DirectionBar later =
        bar(at("2026-03-02T15:00:00Z"), at("2026-03-02T15:01:55Z") + 1, 0, 1, 1, true);
    assertThat(target(later, 1).start()).isEqualTo(at("2026-03-02T15:03:00Z"));
  }

  @Test
  void aBarClosedByTheQuietRuleHasALaterTarget() {
    DirectionBar quiet = bar(at("2026-03-02T15:00:00Z"), at("2026-03-02T15:11:03Z"), 0, 1, 1, true);

    assertThat(target(quiet, 1))
        .isEqualTo(new DirectionTarget(1, at("2026-03-02T15:12:00Z"), at("2026-03-02T15:13:00Z")));
  }

  @Test
  void hoursAreCountedFromTheBarsOwnStart() {
    DirectionSettings hours =
        new DirectionSettings(
            Duration.ofHours(1),
            List.of(1),
            SETTINGS.forecastDelay(),
            SETTINGS.staleAfter(),
            SETTINGS.sentiment());

    assertThat(
            DirectionTarget.of(at("2026-03-02T14:30:00Z"), at("2026-03-02T15:30:10Z"), 1, hours)
                .start())
        .isEqualTo(at("2026-03-02T16:30:00Z"));
  }

  @Test
  void theOutcomeIsFromTheFirstOpenToTheLastCloseInTheTarget() {
    DirectionBar forecast = bar("2026-03-02T15:00:00Z", 1, 1);
    DirectionSeries series =
        DirectionSeries.of(
            List.of(
                forecast,
                bar("2026-03-02T15:01:00Z", 50, 60),
                bar("2026-03-02T15:02:00Z", 10, 12),
                bar("2026-03-02T15:05:00Z", 7, 9),
                bar("2026-03-02T15:07:00Z", 70, 80)));

    // 15:02 to 15:07; known with the bar of 15:07, since none ends at 15:07.
    assertThat(series.outcome(target(forecast, 5)))
        .contains(new DirectionOutcome(Kind.DOWN, 10, 9, at("2026-03-02T15:08:10Z")));
    assertThat(series.outcome(target(forecast, 1)))
        .contains(new DirectionOutcome(Kind.UP, 10, 12, at("2026-03-02T15:03:10Z")));
    assertThat(series.outcome(target(forecast, 30))).isEmpty();
  }

  @Test
  void aTargetWithoutABarHasNoPriceOnceTheSeriesHasPassedIt() {
    DirectionBar last = bar("2026-03-02T20:59:00Z", 1, 1);
    DirectionBar nextDay = bar("2026-03-03T14:30:00Z", 5, 6);

    assertThat(DirectionSeries.of(List.of(last)).outcome(target(last, 5))).isEmpty();
    assertThat(DirectionSeries.of(List.of(last, nextDay)).outcome(target(last, 5)))
        .hasValueSatisfying(
            outcome -> {
              assertThat(outcome.kind()).isEqualTo(Kind.NO_PRICE);
              assertThat(outcome.knownAt()).isEqualTo(at("2026-03-03T14:31:10Z"));
            });
  }

  @Test
  void aSessionThatEndsWithinTheTargetEndsIt() {
    DirectionBar forecast = bar("2026-03-02T20:57:00Z", 1, 1);
    DirectionSeries series =
        DirectionSeries.of(
            List.of(
                forecast,
                bar("2026-03-02T20:59:00Z", 5, 8),
                bar(at("2026-03-02T21:01:00Z"), at("2026-03-02T21:02:10Z"), 0, 1, 1, false),
                bar("2026-03-03T14:30:00Z", 2, 2)));

    assertThat(series.outcome(target(forecast, 5)))
        .contains(new DirectionOutcome(Kind.UP, 5, 8, at("2026-03-03T14:31:10Z")));
  }

  @Test
  void equalPricesAreATie() {
    DirectionBar forecast = bar("2026-03-02T15:00:00Z", 1, 1);
    DirectionSeries series =
        DirectionSeries.of(List.of(forecast, bar("2026-03-02T15:02:00Z", 10.25, 10.25)));

    assertThat(series.outcome(target(forecast, 1)).map(DirectionOutcome::kind)).contains(Kind.TIE);
    assertThat(series.decided(target(forecast, 1))).isEqualTo(Optional.empty());
  }

  @Test
  void whatARebuildAddsChangesNothingThoughItSaysThatItWasKnown() {
    long start = at("2026-03-02T15:02:00Z");
    DirectionBar forecast = bar("2026-03-02T15:00:00Z", 1, 1);
    DirectionBar first = bar(start, start + 2 * MINUTE, 0, 10, 12, true);
    DirectionBar later = bar("2026-03-02T17:00:00Z", 1, 1);
    List<DirectionBar> written = List.of(forecast, first, later);
    List<DirectionBar> rebuilt =
        List.of(
            bar(start, start + 3 * MINUTE, 1, 10, 8, true),
            bar(start, start + 4 * MINUTE, 2, Double.NaN, Double.NaN, true),
            // A bar that late events alone made.
            bar(start + MINUTE, start + 2 * MINUTE, 1, 7, 7, true),
            later,
            forecast,
            first);
    DirectionSeries series = DirectionSeries.of(rebuilt);

    assertThat(series.forecastBars()).isEqualTo(written);
    assertThat(series.before(later)).containsExactly(forecast, first);
    for (int horizon : List.of(1, 5, 30)) {
      assertThat(series.outcome(target(forecast, horizon)))
          .isEqualTo(DirectionSeries.of(written).outcome(target(forecast, horizon)))
          .map(DirectionOutcome::exit)
          .contains(12.0);
    }
  }

  @Test
  void aBarThatBecameKnownLaterIsNotSeen() {
    long start = at("2026-03-02T15:02:00Z");
    DirectionBar slow = bar(start, start + 30 * MINUTE, 0, 10, 12, true);
    DirectionSeries series = DirectionSeries.of(List.of(slow));

    assertThat(series.before(bar("2026-03-02T15:10:00Z", 1, 1))).isEmpty();
    assertThat(series.before(bar("2026-03-02T17:00:00Z", 1, 1))).containsExactly(slow);
  }
}
