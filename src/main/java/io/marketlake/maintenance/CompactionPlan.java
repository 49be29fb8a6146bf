package io.marketlake.maintenance;

import io.marketlake.delta.DataFile;
import io.marketlake.delta.SmallFiles;
import io.marketlake.schema.BronzeEvents;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which partitions of a table have small files to be packed together. */
final class CompactionPlan {
  private final MaintenanceSettings settings;
  private final LocalDate today;
  private final boolean openDaysToo;

  /**
   * @param today days before this one (UTC) are closed; late events may still come into them
   * @param openDaysToo whether open days are packed like closed ones
   */
  CompactionPlan(MaintenanceSettings settings, LocalDate today, boolean openDaysToo) {
    this.settings = settings;
    this.today = today;
    this.openDaysToo = openDaysToo;
  }

  /** The condition that is true of the partitions to be packed; empty if there are none. */
  Optional<String> of(List<DataFile> files) {
    // Days by what else the table is partitioned by: a condition stays short over many days.
    Map<String, List<String>> daysByOthers =
        SmallFiles.in(files, settings.smallFileBytes()).stream()
            .filter(this::isDue)
            .collect(
                Collectors.groupingBy(
                    small -> othersOf(small.partition()),
                    TreeMap::new,
                    Collectors.mapping(small -> "DATE'" + small.day() + "'", Collectors.toList())));
    return daysByOthers.entrySet().stream()
        .map(e -> "(" + e.getKey() + daysIn(e.getValue()) + ")")
        .reduce((a, b) -> a + " OR " + b);
  }

  private boolean isDue(SmallFiles small) {
    return openDaysToo
        || small.day().isBefore(today)
        || small.count() > settings.openDaySmallFiles();
  }

  private static String daysIn(List<String> days) {
    return BronzeEvents.DAY + " IN (" + String.join(", ", days.stream().sorted().toList()) + ")";
  }

  private static String othersOf(Map<String, String> partition) {
    return new TreeMap<>(partition)
        .entrySet().stream()
            .filter(e -> !e.getKey().equals(BronzeEvents.DAY))
            .map(e -> "`" + e.getKey() + "` = '" + e.getValue().replace("'", "\\'") + "' AND ")
            .collect(Collectors.joining());
  }
}
