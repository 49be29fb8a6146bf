package io.marketlake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.delta.DataFile;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class CompactionPlanTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final MaintenanceSettings SETTINGS =
      new MaintenanceSettings(100_000_000, 3, Duration.ofDays(7), Duration.ofDays(30));

  private final List<DataFile> files = new ArrayList<>();

  private void add(String feed, String day, int count, long bytes) {
    for (int i = 0; i < count; i++) {
      files.add(new DataFile("file-" + files.size(), Map.of("feed", feed, "day", day), bytes));
    }
  }

  @Test
  void daysThatAreOverAreNamedFeedByFeed() {
    add("ticks", "2026-03-01", 2, 1000);
    add("ticks", "2026-02-28", 2, 1000);
    add("news", "2026-03-01", 2, 1000);

    assertThat(new CompactionPlan(SETTINGS, TODAY, false).of(files))
        .contains(
            "(`feed` = 'news' AND day IN (DATE'2026-03-01'))"
                + " OR (`feed` = 'ticks' AND day IN (DATE'2026-02-28', DATE'2026-03-01'))");
  }

  @Test
  void oneSmallFileAndLargeOnesAreLeftAlone() {
    add("ticks", "2026-03-01", 1, 1000);
    add("ticks", "2026-03-01", 5, 50_000_000);

    assertThat(new CompactionPlan(SETTINGS, TODAY, true).of(files)).isEmpty();
  }

  @Test
  void aDayThatIsStillWrittenIsDueAboveItsLimitOnly() {
    add("ticks", "2026-03-02", 3, 1000);
    assertThat(new CompactionPlan(SETTINGS, TODAY, false).of(files)).isEmpty();

    add("ticks", "2026-03-02", 1, 1000);
    assertThat(new CompactionPlan(SETTINGS, TODAY, false).of(files)).isPresent();
  }
}
