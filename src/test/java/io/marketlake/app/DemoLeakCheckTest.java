package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The simulated market, in which news moves prices for some minutes: who reads the news forecasts
 * it far too well, and the gate says so. Tier: proof.
 */
@Tag("proof")
class DemoLeakCheckTest {
  @Test
  void whoReadsTheNewsForecastsItTooWellToBePromoted() {
    TestSpark.session();
    StringWriter out = new StringWriter();
    CommandLine line = Launcher.line(new Demo());
    line.setOut(new PrintWriter(out, true));

    assertThat(line.execute("--leak-check")).as(out.toString()).isZero();

    assertThat(out.toString())
        .contains("not to be promoted: its accuracy of", "--i-checked", "The gate is at work")
        .contains("passed truncated history", "passed shuffled labels")
        .doesNotContain("FAILED");
  }
}
