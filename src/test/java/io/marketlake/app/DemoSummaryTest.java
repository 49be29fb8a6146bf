package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.observe.PipelineStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a demo says at its end.
 *
 * <p>Tier: CI.
 */
class DemoSummaryTest {
  @TempDir private Path folder;

  @Test
  void listsTheMartsThatHaveRowsAmongTheTables() {
    MartLake lake = new MartLake(folder, 3, Map.of());
    lake.trades(LocalDate.parse("2026-03-02"), 60);
    lake.trades(LocalDate.parse("2026-03-03"), 60);
    lake.refreshOnly("symbol_day", "daily_volume");
    lake.lake().tables().ensure(lake.mart("month_close").table());
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    DemoSummary.print(
        new PrintStream(said, true, StandardCharsets.UTF_8),
        lake.settings(),
        120,
        new PipelineStatus(Set.of(), Map.of(lake.silver("trades"), 120L), 0),
        lake.lake().tables(),
        Instant.now());

    assertThat(said.toString(StandardCharsets.UTF_8).lines().filter(l -> l.endsWith(" rows")))
        .map(line -> line.strip().replaceAll(" +", " "))
        .containsExactly(
            "gold.daily_volume 6 rows", "gold.symbol_day 6 rows", "silver.trades 120 rows");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("FROM gold.symbol_day WHERE");
  }
}
