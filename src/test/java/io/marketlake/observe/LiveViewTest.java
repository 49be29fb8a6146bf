package io.marketlake.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class LiveViewTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Table BARS = SilverBars.of(Map.of());
  private static final Table TICKS =
      new Table("silver", "ticks", BARS.columns(), List.of(BronzeEvents.DAY), "ticks");

  private static String drawn(PipelineStatus status, boolean terminal) {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    new LiveView(new PrintStream(drawn, true, StandardCharsets.UTF_8), terminal, status)
        .draw("a demo", 1000, NOW);
    return drawn.toString(StandardCharsets.UTF_8);
  }

  private static PipelineStatus withBars() {
    Map<Table, Long> present = new HashMap<>();
    present.put(BronzeEvents.TABLE, 1000L);
    present.put(TICKS, 900L);
    present.put(QuarantineEvents.TABLE, 100L);
    present.put(BARS, 40L);
    present.put(SilverWindows.TABLE, 70L);
    present.put(SilverLate.TABLE, 3L);
    present.put(SilverBarStates.TABLE, 6L);
    PipelineStatus status = new PipelineStatus(Set.of(), present, 0);
    status.committed(
        "bars",
        Map.of(
            BARS,
            new TableRows(2, NOW),
            SilverLate.TABLE,
            new TableRows(1, NOW),
            SilverBarStates.TABLE,
            new TableRows(8, NOW)),
        Map.of());
    return status;
  }

  @Test
  void barsAndLateEventsAreShownAndDoNotCountAsSilversEvents() {
    assertThat(drawn(withBars(), false))
        .contains("silver 900 (-/s, lag 0 records", "| bars 42 (-/s, late 4) |");
    assertThat(drawn(withBars(), true)).containsPattern("bars +42 ").containsPattern("late +4 ");
  }

  @Test
  void theTableOfStatesIsNotAmongThoseThatPeopleCount() {
    assertThat(withBars().tables())
        .containsOnlyKeys(
            "bronze.events",
            "quarantine.events",
            "silver.bars",
            "silver.late",
            "silver.ticks",
            "silver.windows");
  }

  @Test
  void aLakeWithoutBarsShowsNone() {
    PipelineStatus status = new PipelineStatus(Set.of(), Map.of(TICKS, 900L), 0);

    assertThat(drawn(status, false)).contains("silver 900").doesNotContain("bars", "late");
    assertThat(drawn(status, true)).contains("silver").doesNotContain("bars");
  }
}
