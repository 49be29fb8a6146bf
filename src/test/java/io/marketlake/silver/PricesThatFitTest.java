package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.config.SettingsLoader;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No event that silver takes is left out of the bars because its price or volume is too large.
 *
 * <p>Tier: CI.
 */
class PricesThatFitTest {
  @TempDir private Path folder;

  private static String tick(String price, String volume) {
    return """
        {"symbol":"S","price":%s,"volume":%s,"timestamp":"2026-03-02T15:30:00Z"}"""
        .formatted(price, volume);
  }

  @Test
  void whatNoBarCanHoldGoesToQuarantineWithItsReason() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("wide.conf"),
            """
            feeds.ticks.fields = [
              { name = symbol, type = string, required = true }
              { name = price, type = double, required = true }
              { name = volume, type = "decimal(38,6)" }
              { name = timestamp, type = timestamp, required = true }
            ]
            """);
    Feed wide =
        SettingsLoader.load(Optional.of(file), Map.of(), Map.of())
            .settings()
            .feedsNamed(List.of("ticks"))
            .get(0);
    SilverRun run = new SilverRun(wide);
    long fits = run.add("ticks", tick("9999999999.5", "999999999999"));
    long withoutVolume = run.add("ticks", tick("1", "null"));
    long price = run.add("ticks", tick("1e10", "1"));
    long volume = run.add("ticks", tick("1", "1e12"));

    SilverRun.Outcome outcome = run.run();

    assertThat(outcome.acceptedOffsets("ticks")).containsExactly(fits, withoutVolume);
    assertThat(SilverRun.failedRules(outcome.quarantine(price))).containsExactly("price-fits-bars");
    assertThat(SilverRun.failedRules(outcome.quarantine(volume)))
        .containsExactly("volume-fits-bars");
    assertThat(outcome.quarantine(price).<String>getAs(QuarantineEvents.CLASS))
        .isEqualTo(QuarantineEvents.INVALID);
  }

  /** The type says it, and so the parser does. */
  @Test
  void aFeedWhoseTypesFitNeedsNoFurtherRule() {
    Feed ticks = SilverRun.feed("ticks");
    assertThat(ticks.rules()).noneMatch(rule -> rule.name().endsWith("-fits-bars"));
    SilverRun run = new SilverRun(ticks);
    long price = run.add("ticks", tick("1e10", "1"));
    assertThat(SilverRun.failedRules(run.run().quarantine(price))).containsExactly("price.range");
  }
}
