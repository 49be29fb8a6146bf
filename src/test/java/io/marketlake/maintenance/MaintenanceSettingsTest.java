package io.marketlake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class MaintenanceSettingsTest {
  private static MaintenanceSettings retaining(Duration retention) {
    return new MaintenanceSettings(100_000_000, 1000, retention, Duration.ofDays(30));
  }

  @Test
  void filesAreRetainedForADayToAWeek() {
    assertThat(retaining(Duration.ofDays(1)).retention()).isEqualTo(Duration.ofDays(1));
    assertThat(retaining(Duration.ofDays(7)).retention()).isEqualTo(Duration.ofDays(7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> retaining(Duration.ofHours(23)))
        .withMessageContaining("retention must be at least 1d");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> retaining(Duration.ofDays(7).plusSeconds(1)))
        .withMessageContaining("retention must be at most 7d, since a table's log forgets");
  }
}
