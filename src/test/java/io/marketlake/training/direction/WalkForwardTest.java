package io.marketlake.training.direction;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.direction.BarSeriesFixture;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionOutcome;
import io.marketlake.feature.direction.DirectionOutcome.Kind;
import io.marketlake.training.direction.WalkForward.Fold;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Folds by time. Tier: CI. */
class WalkForwardTest {
  private static final long MINUTE = BarSeriesFixture.MINUTE;
  private static final long BEGIN = BarSeriesFixture.at("2026-03-02T00:00:00Z");

  /** A row a minute, whose outcome is known so many minutes after it. */
  private static List<Labelled> rows(int count, int horizon) {
    List<Labelled> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = BEGIN + i * MINUTE;
      long knownAt = start + MINUTE;
      rows.add(
          new Labelled(
              new Example(
                  "A",
                  BarSeriesFixture.bar(start, knownAt, 0, 1, 1, true),
                  new double[] {1},
                  new double[] {i}),
              new DirectionOutcome(
                  i % 2 == 0 ? Kind.UP : Kind.DOWN, 1, 2, knownAt + horizon * MINUTE),
              0,
              0));
    }
    return rows;
  }

  private static List<Fold> folds(int purge, int embargo) {
    return folds(rows(600, 30), purge, embargo);
  }

  private static List<Fold> folds(List<Labelled> rows, int purge, int embargo) {
    return WalkForward.folds(
        rows,
        MarketBars.of(rows.stream().map(Labelled::example).toList()),
        new DirectionTrainerSettings(2, purge, embargo, 2, 1, 1, 1, 0, 1),
        "test");
  }

  @Test
  void eachStretchIsJudgedByWhatWasKnownBeforeIt() {
    List<Fold> folds = folds(0, 0);

    assertThat(folds).hasSize(2);
    assertThat(folds.get(0).from()).isEqualTo(BEGIN + 201 * MINUTE);
    // Row 170 is known at minute 171, its outcome 30 minutes later.
    assertThat(folds.get(0).train()).hasSize(171);
    assertThat(folds.get(0).judged()).hasSize(200);
    assertThat(folds.get(1).train()).hasSize(371);
    assertThat(folds.get(1).judged()).hasSize(200);
  }

  /** The boundary is the first bar after a night: by the clock, all before it is long known. */
  @Test
  void aNightIsNoBarOfPurgeOrEmbargo() {
    List<Labelled> rows = new ArrayList<>(rows(400, 1));
    long night = 16 * 60 * MINUTE;
    for (Labelled row : rows(600, 1).subList(400, 600)) {
      DirectionBar bar = row.example().bar();
      rows.add(
          new Labelled(
              new Example(
                  "A",
                  BarSeriesFixture.bar(bar.start() + night, bar.knownAt() + night, 0, 1, 1, true),
                  new double[] {1},
                  new double[] {0}),
              new DirectionOutcome(row.outcome().kind(), 1, 2, row.outcome().knownAt() + night),
              0,
              1));
    }
    Fold fold = folds(rows, 10, 15).get(1);

    assertThat(fold.from()).isEqualTo(BEGIN + 401 * MINUTE + night);
    // The bars 390 to 399 are the ten before it; the outcome of bar 389 is known with bar 390.
    assertThat(fold.train()).hasSize(390);
    assertThat(fold.judged()).hasSize(185);
  }

  @Test
  void purgeLeavesRowsOutBeforeAndEmbargoAfterTheBoundary() {
    Fold fold = folds(10, 15).get(1);

    assertThat(fold.train()).hasSize(361);
    assertThat(fold.judged()).hasSize(185);
    assertThat(fold.judged().get(0).knownAt()).isEqualTo(fold.from() + 15 * MINUTE);
  }
}
