package io.marketlake.training.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.feature.direction.BarSeriesFixture;
import io.marketlake.feature.direction.DirectionOutcome;
import io.marketlake.feature.direction.DirectionOutcome.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand, and their intervals. Tier: CI. */
class DayBootstrapTest {
  private static final long DAY = 1440 * BarSeriesFixture.MINUTE;
  private static final long BEGIN = BarSeriesFixture.at("2026-03-02T15:00:00Z");

  private static Labelled row(int day, boolean isUp) {
    long start = BEGIN + day * DAY;
    return new Labelled(
        new Example(
            "A",
            BarSeriesFixture.bar(start, start + 1, 0, 1, 1, true),
            new double[] {1},
            new double[0]),
        new DirectionOutcome(isUp ? Kind.UP : Kind.DOWN, 100, isUp ? 100.1 : 99.8, start + 2),
        0,
        day);
  }

  @Test
  void figuresAreThoseOfTheirDefinitions() {
    Forecasts forecasts =
        new Forecasts(
            List.of(row(0, true), row(0, false), row(1, true), row(1, false)),
            List.of(0.8, 0.6, 0.6, 0.3),
            true);

    ForecastFigures figures = new DayBootstrap(forecasts, 1).figures(2);

    assertThat(figures.accuracy().value()).isEqualTo(0.75);
    // Of the four pairs of a rise and a fall three are in order, and one is given the same.
    assertThat(figures.auc().value()).isEqualTo(3.5 / 4);
    assertThat(figures.brier().value()).isCloseTo((0.04 + 0.36 + 0.16 + 0.09) / 4, within(1e-15));
    assertThat(figures.logLoss().value())
        .isCloseTo(
            -(Math.log(0.8) + Math.log(0.4) + Math.log(0.6) + Math.log(0.7)) / 4, within(1e-15));
    assertThat(figures.grossBasisPoints().value())
        .isCloseTo((10 - 20 + 10 + 20) / 4.0, within(1e-9));
    assertThat(figures.netBasisPoints().value()).isCloseTo(3, within(1e-9));
    assertThat(figures.days()).isEqualTo(2);
    // Each tenth has one row, but for the sixth: 0.6 twice, and one of these rose.
    assertThat(figures.calibrationError().value()).isCloseTo((0.2 + 0.2 + 0.3) / 4, within(1e-15));
    // The days alone: 0.2 and 0.6; 0.4 and 0.3.
    assertThat(figures.calibrationError().low()).isCloseTo(0.7 / 4, within(1e-15));
    assertThat(figures.calibrationError().high()).isCloseTo(0.8 / 2, within(1e-15));
    assertThat(figures.accuracy().low()).isEqualTo(0.5);
    assertThat(figures.accuracy().high()).isEqualTo(1);
  }

  @Test
  void forecastsThatOnlySayWhichWayHaveAnAucAndTheirShareOfErrors() {
    Forecasts forecasts =
        new Forecasts(
            List.of(row(0, true), row(0, false), row(1, true), row(1, false)),
            List.of(1.0, 1.0, 1.0, 0.0),
            false);

    ForecastFigures figures = new DayBootstrap(forecasts, 1).figures(0);

    assertThat(figures.auc().value()).isEqualTo(0.75);
    assertThat(figures.auc().low()).isEqualTo(0.5);
    assertThat(figures.auc().high()).isEqualTo(1);
    assertThat(figures.brier().value()).isEqualTo(0.25);
    assertThat(figures.brier().low()).isEqualTo(0);
    assertThat(figures.logLoss().value()).isNaN();
    assertThat(figures.calibrationError().value()).isNaN();
  }

  @Test
  void aModelIsBetterThanTheMajorityWhereTheWholeIntervalOfTheGainIs() {
    List<Labelled> rows = new ArrayList<>();
    for (int day = 0; day < 10; day++) {
      rows.add(row(day, true));
      rows.add(row(day, false));
    }
    Forecasts majority = Forecasts.ofMajority(rows, rows);
    List<Double> knowing = rows.stream().map(row -> row.isUp() ? 0.6 : 0.4).toList();
    List<Double> guessing = rows.stream().map(row -> row.day() % 2 == 0 ? 0.6 : 0.4).toList();

    MajorityTrial better = MajorityTrial.of(new Forecasts(rows, knowing, true), majority, 1);
    assertThat(better.gain().value()).isCloseTo(0.25 - 0.16, within(1e-12));
    assertThat(better.isBetter()).isTrue();
    MajorityTrial worse = MajorityTrial.of(new Forecasts(rows, guessing, true), majority, 1);
    assertThat(worse.gain().value()).isCloseTo(0.25 - 0.26, within(1e-12));
    assertThat(worse.isBetter()).isFalse();
    assertThat(worse.sentence()).contains("0.26000 against 0.25000", "does not lie above zero");
  }

  @Test
  void aSingleDayHasNoInterval() {
    Forecasts forecasts =
        new Forecasts(List.of(row(0, true), row(0, false)), List.of(0.8, 0.6), true);

    assertThat(new DayBootstrap(forecasts, 1).figures(0).accuracy().low()).isNaN();
  }

  @Test
  void wholeDaysAreDrawnSoThatAlikeRowsOfADayAddNoCertainty() {
    List<Labelled> once = new ArrayList<>();
    List<Labelled> tenTimes = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    List<Double> upTenTimes = new ArrayList<>();
    for (int day = 0; day < 20; day++) {
      for (int i = 0; i < 10; i++) {
        tenTimes.add(row(day, day % 2 == 0));
        upTenTimes.add(0.6);
      }
      once.add(row(day, day % 2 == 0));
      up.add(0.6);
    }

    assertThat(new DayBootstrap(new Forecasts(tenTimes, upTenTimes, true), 1).figures(0).accuracy())
        .isEqualTo(new DayBootstrap(new Forecasts(once, up, true), 1).figures(0).accuracy());
  }

  @Test
  void baselinesAnswerByTheTrendAndByTheMajority() {
    Labelled risen = new Labelled(row(0, true).example(), row(0, true).outcome(), 1, 0);
    Labelled fallen = new Labelled(row(0, true).example(), row(0, true).outcome(), -1, 0);
    Labelled still = row(0, true);
    List<Labelled> train = List.of(row(0, false), row(0, false), row(0, true));

    assertThat(Forecasts.ofTrend(train, List.of(risen, fallen, still), false).up())
        .containsExactly(1.0, 0.0, 0.0);
    assertThat(Forecasts.ofTrend(train, List.of(risen, fallen, still), true).up())
        .containsExactly(0.0, 1.0, 0.0);
    assertThat(Forecasts.ofMajority(train, List.of(risen)).up()).containsExactly(1.0 / 3);
  }
}
