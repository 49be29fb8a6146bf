package io.marketlake.feature.bar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class BarSettingsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static BarSettings lengths(Duration interval, Duration... rollUps) {
    return new BarSettings(interval, List.of(rollUps), SECOND, MINUTE, 250, MINUTE, SECOND);
  }

  @Test
  void lengthsThatPartADayAreTaken() {
    assertThat(lengths(SECOND, MINUTE, Duration.ofDays(1)).rollUps())
        .containsExactly(MINUTE, Duration.ofDays(1));
    assertThat(lengths(Duration.ofDays(1)).rollUps()).isEmpty();
    assertThat(lengths(Duration.ofMillis(1500), Duration.ofSeconds(3)).interval().toMillis())
        .isEqualTo(1500);
  }

  @Test
  void lengthsThatDoNotPartADayAreRefused() {
    for (Duration interval :
        List.of(
            Duration.ZERO, Duration.ofMillis(500), MINUTE.multipliedBy(7), Duration.ofDays(2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lengths(interval))
          .withMessageStartingWith("interval must");
    }
    for (Duration rollUp :
        List.of(
            Duration.ZERO,
            MINUTE,
            Duration.ofSeconds(90),
            MINUTE.multipliedBy(7),
            Duration.ofDays(2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lengths(MINUTE, rollUp))
          .withMessageStartingWith("rollUps must each");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lengths(SECOND, MINUTE, MINUTE))
        .withMessage("rollUps must not have a length twice");
  }
}
