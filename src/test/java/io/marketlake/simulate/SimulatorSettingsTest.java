package io.marketlake.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
final class SimulatorSettingsTest {

  @Test
  void theDefaultsAreALivelyMarketWithFewFaults() {
    assertThat(SimulatorSettings.defaults())
        .isEqualTo(new SimulatorSettings(42, 200, 50, 30, 120, 0.01, 0.05, 0.002, 64));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThatThrownBy(() -> new SimulatorSettings(1, -1, Double.NaN, 1e9, 0, 1.5, -0.1, 0.2, 0))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("ticks-per-second is -1.0")
        .hasMessageContaining("trades-per-second is NaN")
        .hasMessageContaining("news-per-minute is 1.0E9")
        .hasMessageContaining("bad-share is 1.5")
        .hasMessageContaining("out-of-order-share is -0.1")
        .hasMessageContaining("symbols is 0");
  }
}
