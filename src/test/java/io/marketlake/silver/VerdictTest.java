package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.schema.Expectation.Aggregate;
import io.marketlake.schema.Expectation.Measure;
import io.marketlake.schema.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What aggregate rules say and remember. Tier: CI. */
class VerdictTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static Aggregate asked(
      OptionalDouble least, OptionalDouble most, OptionalDouble deviations, OptionalDouble factor) {
    return new Aggregate(
        Measure.MEAN, Optional.of("price"), least, most, deviations, factor, 4, 3, 1, MINUTE);
  }

  private static Verdict verdict(Aggregate asked, double measure, Double... earlier) {
    Rule rule = new Rule("r", asked, Rule.Action.WARN, "");
    return Verdict.of(rule, asked, OptionalDouble.of(measure), List.of(earlier));
  }

  private static OptionalDouble of(double value) {
    return OptionalDouble.of(value);
  }

  @Test
  void fixedLimitsAreInclusiveAndNeedNoHistory() {
    Aggregate asked = asked(of(1), of(2), NONE, NONE);

    assertThat(verdict(asked, 1).holds()).isTrue();
    assertThat(verdict(asked, 2).holds()).isTrue();
    assertThat(verdict(asked, 0.999).holds()).isFalse();
    assertThat(verdict(asked, 2.001).holds()).isFalse();
    assertThat(verdict(asked, 2.001).describe())
        .isEqualTo("mean of price is 2.00100, above 2.00000");
    assertThat(Verdict.of(verdict(asked, 1).rule(), asked, NONE, List.of()).isJudged()).isFalse();
  }

  @Test
  void deviationsAreThoseOfTheSampleBefore() {
    Aggregate asked = asked(NONE, NONE, of(2), NONE);

    Verdict verdict = verdict(asked, 10, 8.0, 10.0, 12.0);

    assertThat(verdict.baseline()).hasValue(10);
    assertThat(verdict.atLeast().orElseThrow()).isCloseTo(6, within(1e-12));
    assertThat(verdict.atMost().orElseThrow()).isCloseTo(14, within(1e-12));
    assertThat(verdict(asked, 14.1, 8.0, 10.0, 12.0).holds()).isFalse();
    assertThat(verdict(asked, 5.9, 8.0, 10.0, 12.0).describe())
        .isEqualTo("mean of price is 5.90000, below 6.00000");
  }

  @Test
  void aBaselineThatIsTooShortSaysNothing() {
    Aggregate asked = asked(NONE, NONE, of(2), NONE);

    Verdict verdict = verdict(asked, 1e9, 8.0, 10.0);

    assertThat(verdict.isJudged()).isFalse();
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.measure()).hasValue(1e9);
  }

  @Test
  void whatNeverChangedMayDifferByRoundingOnly() {
    Aggregate asked = asked(NONE, NONE, of(3), NONE);

    assertThat(verdict(asked, 0.3, 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2).holds()).isTrue();
    assertThat(verdict(asked, 0.31, 0.3, 0.3, 0.3).holds()).isFalse();
  }

  @Test
  void aFactorReachesBothWaysBelowZeroToo() {
    Aggregate asked = asked(NONE, NONE, NONE, of(2));

    assertThat(verdict(asked, 20, 10.0, 10.0, 10.0).holds()).isTrue();
    assertThat(verdict(asked, 4.9, 10.0, 10.0, 10.0).holds()).isFalse();
    assertThat(verdict(asked, -15, -10.0, -10.0, -10.0).holds()).isTrue();
    assertThat(verdict(asked, -21, -10.0, -10.0, -10.0).holds()).isFalse();
  }

  @Test
  void theTighterOfTwoLimitsHolds() {
    Aggregate asked = asked(of(9), of(100), of(1), of(2));

    Verdict verdict = verdict(asked, 10, 8.0, 10.0, 12.0);

    assertThat(verdict.atLeast()).hasValue(9);
    assertThat(verdict.atMost().orElseThrow()).isCloseTo(12, within(1e-12));
  }

  private static FeedTally tally(int offset, Instant first, Instant last, long records) {
    return new FeedTally(
        records,
        records,
        Map.of(),
        first,
        last,
        List.of(new OffsetRange("c", "t", "ticks", 0, offset, offset + records - 1)),
        Optional.empty(),
        Optional.empty());
  }

  private static void arrive(BatchMemory memory, FeedTally tally) {
    memory.arrived(tally.key(), tally.lastKnownAt(), tally.records());
  }

  @Test
  void eventsAMinuteLookBackOverMicroBatchesOfAnyLength() {
    BatchMemory memory = new BatchMemory(MINUTE, 2);
    for (int second = 0; second <= 120; second++) {
      FeedTally tally = tally(second * 5, NOON.plusSeconds(second), NOON.plusSeconds(second), 5);
      OptionalDouble rate = memory.perMinute(tally, MINUTE);
      if (second < 60) {
        assertThat(rate).as("second %d", second).isEmpty();
      } else {
        assertThat(rate).as("second %d", second).hasValue(300);
      }
      arrive(memory, tally);
      assertThat(memory.perMinute(tally, MINUTE)).as("tried again").isEqualTo(rate);
    }
    FeedTally afterALull = tally(10_000, NOON.plusSeconds(1000), NOON.plusSeconds(1000), 1);
    assertThat(memory.perMinute(afterALull, MINUTE)).hasValue(1);
    FeedTally hour = tally(20_000, NOON.plusSeconds(1000), NOON.plusSeconds(4600), 7200);
    assertThat(memory.perMinute(hour, MINUTE)).hasValue(120);
  }

  @Test
  void aMicroBatchDoesNotStandInItsOwnBaseline() {
    BatchMemory memory = new BatchMemory(MINUTE, 3);
    for (int i = 0; i < 5; i++) {
      memory.accepted("r", "batch " + i, NOON.plusSeconds(i), i);
      memory.accepted("r", "batch " + i, NOON.plusSeconds(i), i);
    }

    assertThat(memory.baseline("r", "new", 3)).containsExactly(2.0, 3.0, 4.0);
    assertThat(memory.baseline("r", "batch 4", 3)).containsExactly(1.0, 2.0, 3.0);
    assertThat(memory.baseline("other", "new", 3)).isEmpty();
  }
}
