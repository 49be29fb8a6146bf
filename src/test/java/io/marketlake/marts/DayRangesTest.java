package io.marketlake.marts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Days as ranges.
 *
 * <p>Tier: CI.
 */
class DayRangesTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-02");

  private static DayRanges days(int... offsets) {
    return DayRanges.of(IntStream.of(offsets).mapToObj(DAY::plusDays).toList());
  }

  @Test
  void daysThatFollowOnEachOtherAreOneRange() {
    assertThat(days(0, 1, 2, 5)).hasToString("2026-03-02 to 2026-03-04, 2026-03-07");
    assertThat(days(0, 2).or(days(1))).isEqualTo(days(0, 1, 2));
    assertThat(days(0, 1, 2, 5).test(DAY.plusDays(3))).isFalse();
    assertThat(days(0, 1, 2, 5).test(DAY.plusDays(5))).isTrue();
  }

  @Test
  void aRowIsReachedByWhatItNeedsAndNeedsWhatReachesIt() {
    DaySpan span = new DaySpan(2, 1);

    assertThat(days(10).reachedBy(span)).isEqualTo(days(9, 10, 11, 12));
    assertThat(days(10).neededBy(span)).isEqualTo(days(8, 9, 10, 11));
    assertThat(DayRanges.from(DAY).neededBy(span)).isEqualTo(DayRanges.from(DAY.minusDays(2)));
    assertThat(DayRanges.ALL.neededBy(span)).isEqualTo(DayRanges.ALL);
    assertThat(DayRanges.NONE.reachedBy(span).isNone()).isTrue();
  }

  @Test
  void whatIsBeforeADayIsCutOff() {
    assertThat(days(0, 1, 2, 5).since(Optional.of(DAY.plusDays(2)))).isEqualTo(days(2, 5));
    assertThat(DayRanges.ALL.since(Optional.of(DAY))).isEqualTo(DayRanges.from(DAY));
    assertThat(days(0).since(Optional.of(DAY.plusDays(1))).isNone()).isTrue();
    assertThat(days(0).since(Optional.empty())).isEqualTo(days(0));
    assertThat(days(1).hasAnyBefore(DAY.plusDays(1))).isFalse();
    assertThat(days(1).hasAnyBefore(DAY.plusDays(2))).isTrue();
  }

  @Test
  void veryManyRangesBecomeOne() {
    List<LocalDate> everySecond =
        IntStream.range(0, 300).mapToObj(i -> DAY.plusDays(2L * i)).toList();

    assertThat(DayRanges.of(everySecond).inFewRanges())
        .isEqualTo(DayRanges.of(IntStream.rangeClosed(0, 598).mapToObj(DAY::plusDays).toList()));
    assertThat(days(0, 2).inFewRanges()).isEqualTo(days(0, 2));
  }
}
